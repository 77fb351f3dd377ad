"""From the table of routes to answers: reads parameters, asks, writes JSON. Knows no noun but the leaf."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.inert import json_of
from monitor.model.report import Leaf
from monitor.web import validators
from monitor.web.api.kinds import Unfit
from monitor.web.api.schema import plain
from monitor.web.api.table import Call, Endpoint, Parameter, Place
from monitor.web.desk import Desk
from monitor.web.refusal import Refusal

_MOST_BYTES = 16_384


def routes_of(table: Iterable[Endpoint], desk: Desk) -> list[Route]:
    """Return the routes of a table, one a path."""
    by_path: dict[str, dict[str, Endpoint]] = {}
    for endpoint in table:
        by_path.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    return [_route(path, by_method, desk) for path, by_method in by_path.items()]


def _route(path: str, by_method: Mapping[str, Endpoint], desk: Desk) -> Route:
    async def answer(request: Request) -> Response:
        endpoint = by_method["GET" if request.method == "HEAD" else request.method]
        call = Call(
            desk=desk, visitor=request.scope["visitor"], asked=await _asked(request, endpoint)
        )
        found = await endpoint.answers(call)
        if isinstance(found, Response):
            # What streams has no end that could be left out.
            is_head = request.method == "HEAD"
            return Response(None, found.status_code, found.headers) if is_head else found
        return _written(request, endpoint, found)

    return Route(path, answer, methods=list(by_method))


def _written(request: Request, endpoint: Endpoint, found: object) -> Response:
    body = json_of(plain(found), allow_nan=False)
    if endpoint.method != "GET":
        return Response(body, endpoint.status, media_type=endpoint.media)
    headers = {}
    if isinstance(found, Leaf) and found.after:
        kept = {**request.query_params, "after": found.after}
        headers["Link"] = f'<{request.url.path}?{urlencode(kept)}>; rel="next"'
    return validators.answer(request, body, endpoint.media, headers=headers)


async def _asked(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    """Return every parameter of the endpoint, as it was given or left out. Raises `Refusal` (422)."""
    by_place = {place: [p for p in endpoint.parameters if p.place is place] for place in Place}
    given: dict[str, object] = {**request.path_params, **_query(request, by_place[Place.QUERY])}
    named = (each.name for each in by_place[Place.HEADER])
    given |= {name: request.headers[name] for name in named if name in request.headers}
    if by_place[Place.BODY]:
        given |= await _body(request, by_place[Place.BODY])
    return {each.name: _value(each, given) for each in endpoint.parameters}


def _value(parameter: Parameter, given: Mapping[str, object]) -> object:
    name = parameter.name
    if name not in given:
        if parameter.is_required:
            raise Refusal(422, f"{name} is missing.", remedy=parameter.about, parameter=name)
        return parameter.default
    try:
        return parameter.kind.read(given[name])
    except Unfit as error:
        raise Refusal(422, f"{name} does not fit.", remedy=str(error), parameter=name) from error


def _query(request: Request, expected: list[Parameter]) -> Mapping[str, str]:
    names = {each.name for each in expected}
    said = request.query_params.multi_items()
    for name, _ in said:
        if name not in names:
            _refuse_unknown(name, names)
        if sum(each == name for each, _ in said) > 1:
            raise Refusal(422, f"{name} stands twice.", remedy="give it once", parameter=name)
    return dict(said)


async def _body(request: Request, expected: list[Parameter]) -> Mapping[str, object]:
    """Return the fields of the body; none of an empty one."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise Refusal(413, "The body is too large.", remedy=f"send at most {_MOST_BYTES} bytes")
    if not body:
        return {}
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise Refusal(415, "The body is not JSON.", remedy="send it as application/json")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(422, "The body is not JSON.", remedy="send a JSON object") from error
    if not isinstance(said, dict):
        raise Refusal(422, "The body is no JSON object.", remedy="send a JSON object")
    names = {each.name for each in expected}
    for name in said:
        if name not in names:
            _refuse_unknown(name, names)
    return said


def _refuse_unknown(name: str, known: Iterable[str]) -> None:
    remedy = f"known here: {', '.join(sorted(known)) or 'none'}"
    raise Refusal(
        422, f"There is no such parameter: {name[:100]}.", remedy=remedy, parameter=name[:100]
    )
