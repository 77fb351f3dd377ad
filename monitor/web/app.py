"""The pages, by their addresses. Today one: taking note of an alert. Knows no database and no socket."""

from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.core.ack_link import is_genuine
from monitor.model import Acknowledgement, Web
from monitor.web.desk import Desk, Notice
from monitor.web.page import STYLE, ack_page, sorry_page

# A name and a note; what is more is nobody's note.
_MOST_BYTES = 8_192
_MOST_NAME, _MOST_NOTE = 100, 1_000
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # The address holds the key.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def app_of(desk: Desk, web: Callable[[], Web | None]) -> ASGIApp:
    """Return the application. `web` says by which secrets links are good at the moment."""
    return sealed(_pages(desk, web))


def sealed(app: ASGIApp) -> ASGIApp:
    """Return `app` with the headers that keep a page inert on every response, whoever of the frameworks makes it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await app(scope, receive, with_headers)

    return wrapped


def _pages(desk: Desk, web: Callable[[], Web | None]) -> Starlette:

    async def show(request: Request) -> Response:
        notice = await _notice(request, desk, web())
        if notice is None:
            return _sorry()
        return _page(ack_page(notice))

    async def note(request: Request) -> Response:
        notice = await _notice(request, desk, web())
        if notice is None:
            return _sorry()
        said = await _form(request)
        author = said.get("author", "")[:_MOST_NAME].strip()
        if not author:
            return _page(ack_page(notice, "Please say who you are."), 422)
        wish = Acknowledgement(
            alert=notice.alert, author=author, note=said.get("note", "")[:_MOST_NOTE].strip()
        )
        if not notice.noted_at and (trouble := await desk.take_note(wish)):
            return _page(ack_page(notice, trouble), 409)
        # So that loading the page anew sends nothing again (RFC 9110 §15.4.4).
        return RedirectResponse(f"?{request.url.query}", 303)

    return Starlette(
        routes=[
            # A chat that looks at links to show what is behind them asks with GET, and takes no note.
            Route("/ack/{alert}", show, methods=["GET"]),
            Route("/ack/{alert}", note, methods=["POST"]),
            Route("/style.css", _style, methods=["GET"]),
        ],
        exception_handlers={404: _not_found},
    )


async def _notice(request: Request, desk: Desk, web: Web | None) -> Notice | None:
    alert, key = request.path_params["alert"], request.query_params.get("key", "")
    if web is None or not is_genuine(alert, key, web):
        return None
    return await desk.notice(alert)


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form; none of one that is larger than any honest one."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return {}
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


async def _style(_: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=86400"})


async def _not_found(_: Request, __: Exception) -> Response:
    return _sorry()


def _sorry() -> Response:
    return _page(sorry_page(), 404)


def _page(html: str, status: int = 200) -> Response:
    return Response(html, status, media_type="text/html; charset=utf-8")
