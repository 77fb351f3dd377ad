"""The OpenAPI 3.1 description, made of the table of routes, so that the two cannot differ."""

from collections.abc import Iterable
from typing import Any

from monitor import __version__
from monitor.web import refusal
from monitor.web.api.schema import Schemas, plain
from monitor.web.api.table import Endpoint, Parameter, Place

_INFO = {
    "title": "monitor",
    "version": __version__,
    "description": "What is held of watched news sites: articles, alerts, deliveries, sources and rules.",
    "license": {"name": "MIT", "identifier": "MIT"},
}
_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of `monitor access token`.",
    },
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "Any name, and the token as password.",
    },
}
_REFUSAL = {
    "description": "Why a request was not done (RFC 9457).",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "remedy": {"type": "string", "description": "What to do about it."},
        "parameter": {"type": "string", "description": "The parameter that is at fault."},
    },
    "required": ["type", "title", "status", "detail"],
}
_WHY = {
    401: "Nobody knows the one who asks.",
    403: "They may only read.",
    404: "Nothing is known by that name.",
    405: "This cannot be done with it.",
    409: "It could not be done as things stand.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "A parameter does not fit; it is named, with the remedy.",
    503: "The archive cannot be read at the moment.",
}


def described(table: Iterable[Endpoint], url: str) -> dict[str, Any]:
    """Return the description of the table's routes, served under `url`/api."""
    schemas = Schemas()
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in table:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": f"{url}/api"}],
        "security": [{scheme: []} for scheme in _SCHEMES],
        "paths": paths,
        "components": {
            "schemas": {"Refusal": _REFUSAL, **schemas.components},
            "securitySchemes": _SCHEMES,
        },
    }


def _operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    said = [each for each in endpoint.parameters if each.place is Place.BODY]
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "parameters": [_parameter(p) for p in endpoint.parameters if p.place is not Place.BODY],
        "responses": {str(endpoint.status): _good(endpoint, schemas), **_refusals(endpoint)},
    }
    if said:
        operation["requestBody"] = {
            "required": any(each.is_required for each in said),
            "content": {"application/json": {"schema": _body(said)}},
        }
    return operation


def _good(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    headers = {
        "ETag": {"schema": {"type": "string"}},
        "Link": {"description": "The next part, if there is one.", "schema": {"type": "string"}},
    }
    is_asked, is_long = endpoint.method == "GET", _is_long(endpoint)
    given = {
        n: h for n, h in headers.items() if (n == "ETag" and is_asked) or (n == "Link" and is_long)
    }
    schema = (
        {"type": "string"} if endpoint.media != "application/json" else schemas.of(endpoint.answer)
    )
    return {
        "description": "The answer.",
        "headers": given,
        "content": {endpoint.media: {"schema": schema}},
    }


def _is_long(endpoint: Endpoint) -> bool:
    return any(each.name == "after" for each in endpoint.parameters)


def _refusals(endpoint: Endpoint) -> dict[str, Any]:
    codes = [401, 404, 405, 422, 503]
    if endpoint.method != "GET":
        codes += [403, 409, 413, 415]
    content = {refusal.MEDIA: {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    return {str(code): {"description": _WHY[code], "content": content} for code in sorted(codes)}


def _schema(parameter: Parameter) -> dict[str, Any]:
    default = {} if parameter.default in (None, "") else {"default": plain(parameter.default)}
    return {**parameter.kind.schema(), **default}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place.value,
        "description": parameter.about,
        "required": parameter.is_required,
        "schema": _schema(parameter),
    }


def _body(said: list[Parameter]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {each.name: {**_schema(each), "description": each.about} for each in said},
        "required": [each.name for each in said if each.is_required],
        "additionalProperties": False,
    }
