"""The door before every page: who asks, whether they may, and whether a form came from our own page.

Whoever can reach a daemon that listens on loopback only, under an address on loopback, is let in as long as nobody was
given a password; everybody else logs in, or shows a token. Knows no page.
"""

import base64
import ipaddress
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.core.access import (
    EVERYTHING,
    token_of,
    user_of,
)
from monitor.model import Web
from monitor.model.access import Scope as May
from monitor.model.access import Visitor
from monitor.web.desk import Desk
from monitor.web.refusal import Refusal, told

SESSION_COOKIE = "session"
# What anybody may see: our own style, links that hold their key, and the login.
_OPEN = ("/static/", "/ack/", "/login")
# Whether we are alive: asked by any name and by anybody, and answered when nothing else can be.
_READINESS = frozenset({"/healthz", "/readyz"})
# What programs ask for: they are told what is missing, and not sent to a login.
_FOR_PROGRAMS = ("/api/", "/feeds/", "/metrics")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Door:
    """Lets requests through to `app`, with the visitor in the scope, or answers them itself."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to whoever is not let through, after noting in the scope who is."""
        request = Request(scope)
        if request.url.path in _READINESS:
            return None
        web = self._desk.facts().web
        if not _is_our_name(request.headers.get("host", ""), web):
            return _refused(request, 421, "This is not the name of this server.")
        path = request.url.path
        visitor = visitor_of(request, self._desk)
        scope["visitor"] = visitor
        if path.startswith(_OPEN):
            return None
        if visitor is None:
            return _unknown(request)
        return None if request.method in _SAFE else _forbidden(request, visitor)


def _forbidden(request: Request, visitor: Visitor) -> Response | None:
    """Return the answer to a visitor who may not change anything; None if they may."""
    if May.WRITE not in visitor.scopes:
        remedy = "`monitor access token NAME --scope read --scope write` makes one that may change something"
        return _refused(request, 403, "This token may only read.", remedy)
    if _is_of_a_program(request.headers) or is_of_our_page(request.headers):
        return None
    return _refused(
        request, 403, "This did not come from a page of this server.", "programs show a token"
    )


def visitor_of(request: Request, desk: Desk) -> Visitor | None:
    """Return who asks; None if nobody knows them."""
    web, access = desk.facts().web, desk.access()
    if (given := _shown(request)) is not None:
        token = token_of(given, access)
        return None if token is None else Visitor(name=token.name, scopes=token.scopes)
    session = request.cookies.get(SESSION_COOKIE, "")
    user = user_of(session, desk.now(), access, web.secrets)
    if user is not None:
        return Visitor(name=user.name, scopes=EVERYTHING, session=session)
    return Visitor(name="", scopes=EVERYTHING) if is_private(web) and not access.users else None


def is_private(web: Web) -> bool:
    """Say whether only this machine can reach the pages, by where they listen and by what they are called."""
    listens = web.listen.rpartition(":")[0]
    return _is_loopback(listens) and _is_loopback(urlsplit(web.url).hostname or "")


def _is_of_a_program(headers: Headers) -> bool:
    """Say whether no browser sends this: that would say where it comes from.

    A browser that remembers a token as the password of Basic shows it in the name of foreign pages too.
    """
    return "authorization" in headers and not {"sec-fetch-site", "origin"} & {*headers.keys()}


def is_of_our_page(headers: Headers) -> bool:
    """Say whether a browser sends this from one of our own pages (Fetch Metadata, else the field Origin)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def _shown(request: Request) -> str | None:
    """Return the token that a request shows; None if none.

    It is a bearer's (RFC 6750), or the password of Basic (RFC 7617); of feeds also the parameter `token`.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(given, validate=True).decode().partition(":")[2]
        except ValueError:
            return ""
    # Readers of feeds know no fields.
    return request.query_params.get("token") if request.url.path.startswith("/feeds/") else None


def _unknown(request: Request) -> Response:
    path = request.url.path
    if path.startswith(_FOR_PROGRAMS):
        answer = _refused(
            request, 401, "Nobody knows you.", "show a token: `monitor access token NAME` makes one"
        )
        answer.headers["WWW-Authenticate"] = 'Bearer realm="monitor", Basic realm="monitor"'
        return answer
    asked = path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(asked)}", 303)


def _refused(request: Request, status: int, detail: str, remedy: str = "") -> Response:
    """Return why somebody is not let through, in the form that they read."""
    if request.url.path.startswith("/api/"):
        return told(Refusal(status, detail, remedy=remedy))
    return PlainTextResponse(f"{detail} {remedy}".strip(), status)


def _is_our_name(host: str, web: Web) -> bool:
    """Say whether a request asks for this server by a name of it: else a foreign page may ask in a browser's name.

    (DNS rebinding: a name of somebody else's that leads here.)
    """
    name = urlsplit(f"//{host}").hostname or ""
    listens = web.listen.rpartition(":")[0].strip("[]")
    known = {urlsplit(web.url).hostname, listens}
    return name in known or _is_loopback(name) or (listens in ("0.0.0.0", "::") and _is_ip(name))  # noqa: S104


def _is_loopback(name: str) -> bool:
    name = name.strip("[]")
    return name == "localhost" or (_is_ip(name) and ipaddress.ip_address(name).is_loopback)


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
