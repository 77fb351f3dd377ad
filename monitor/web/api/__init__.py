"""The API: JSON by a table of routes, its OpenAPI description, and new alerts as they come. Stores nothing."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.inert import json_of
from monitor.errors import StoreUnavailable
from monitor.model.report import AlertReport
from monitor.web import validators
from monitor.web.api import alerts, articles, rules, silences, sources
from monitor.web.api.answering import routes_of
from monitor.web.api.description import described
from monitor.web.api.kinds import Text
from monitor.web.api.stream import MEDIA, AlertStream
from monitor.web.api.table import Call, Endpoint, Parameter, Place
from monitor.web.desk import Desk
from monitor.web.refusal import Refusal, told
from monitor.web.rehearsals import Rehearsals

# What is no word of a table's line but of HTTP itself.
_SAID = {
    404: ("There is nothing at this address.", "/api/v1/openapi.json says what there is"),
    405: ("This cannot be done with what is at this address.", "the field Allow says what can"),
}


def api_of(desk: Desk, rehearsals: Rehearsals) -> Starlette:
    """Return the application under /api."""
    table = table_of(AlertStream(desk), rehearsals)

    async def description(request: Request) -> Response:
        body = json_of(described(table, desk.facts().web.url))
        return validators.answer(request, body, "application/json")

    api = Starlette(
        routes=[Route("/v1/openapi.json", description), *routes_of(table, desk)],
        exception_handlers={
            Refusal: _refused,
            HTTPException: _http,
            StoreUnavailable: _unavailable,
            500: _ours,
        },
    )
    # A program that asks for another address than there is shall learn so.
    api.router.redirect_slashes = False
    return api


def table_of(stream: AlertStream, rehearsals: Rehearsals) -> tuple[Endpoint, ...]:
    """Return every line of the API but its description."""

    async def listen(call: Call) -> Response:
        return await stream.answer(call.asked["Last-Event-ID"])

    listening = Endpoint(
        method="GET",
        path="/v1/alerts/stream",
        name="streamAlerts",
        about="New alerts as server-sent events; the id of each is its number, its data an AlertReport.",
        parameters=(
            Parameter(
                name="Last-Event-ID",
                about="The id of the last event that was taken: those behind it come first.",
                kind=Text(),
                place=Place.HEADER,
                default="",
            ),
        ),
        answer=AlertReport,
        answers=listen,
        media=MEDIA,
    )
    # Before /alerts/{id}, which would be asked for the alert "stream".
    return (
        listening,
        *articles.ENDPOINTS,
        *alerts.ENDPOINTS,
        *silences.ENDPOINTS,
        *rules.endpoints(rehearsals),
        *sources.ENDPOINTS,
    )


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101 - by the table of handlers
    return told(refusal)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - by the table of handlers
    detail, remedy = _SAID.get(error.status_code, (error.detail, ""))
    return told(Refusal(error.status_code, detail, remedy=remedy), error.headers)


async def _unavailable(_: Request, __: Exception) -> Response:
    refusal = Refusal(
        503, "The archive cannot be read at the moment.", remedy="`monitor doctor` says why"
    )
    return told(refusal, {"Retry-After": "60"})


async def _ours(_: Request, __: Exception) -> Response:
    return told(Refusal(500, "This is a fault of the program.", remedy="its log has the details"))
