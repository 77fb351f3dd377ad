"""The page by which somebody logs in and out. Owns the cookie of the session; lets nobody through itself."""

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.core.access import is_password, session_of
from monitor.web.desk import Desk
from monitor.web.door import SESSION_COOKIE, is_of_our_page
from monitor.web.forms import form_of
from monitor.web.frame import Frame
from monitor.web.patience import Patience

_SESSION = timedelta(days=7)
# Compared with when nobody has that name, so that the time says nothing.
_NOBODY = "scrypt:65536:8:1:00000000000000000000000000000000:" + "0" * 64


class Login:
    """The page by which somebody logs in and out."""

    def __init__(self, desk: Desk, frame: Frame) -> None:
        self._desk = desk
        self._frame = frame
        self._patience = Patience()
        # Each password that is tried takes 64 MiB.
        self._turn = asyncio.Semaphore(2)

    def routes(self) -> list[Route]:
        """Return where the pages are."""
        return [
            Route("/login", self._show, methods=["GET"]),
            Route("/login", self._try, methods=["POST"]),
            Route("/logout", self._leave, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        return self._page(request)

    async def _try(self, request: Request) -> Response:
        if not is_of_our_page(request.headers):
            return self._page(request, "This form did not come from this page.", 403)
        said = await form_of(request)
        name, password = said.get("name", ""), said.get("password", "")
        whence = f"from {request.client.host if request.client else ''}"
        now = self._desk.now()
        wait = self._patience.wait(name, whence, now=now)
        if wait:
            answer = self._page(request, "Too many wrong passwords: please wait.", 429)
            answer.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
            return answer
        self._patience.failed(name, whence, now=now)
        access = self._desk.access()
        user = next((each for each in access.users if each.name == name), None)
        async with self._turn:
            kept = user.password if user else _NOBODY
            is_right = await asyncio.to_thread(is_password, password, kept)
        if user is None or not is_right:
            return self._page(request, "The name or the password is wrong.", 401)
        self._patience.succeeded(name, whence)
        web = self._desk.facts().web
        answer = RedirectResponse(_place(request.query_params.get("next", "")), 303)
        answer.set_cookie(
            SESSION_COOKIE,
            session_of(user, now + _SESSION, web.secrets[0]),
            max_age=int(_SESSION.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=web.url.startswith("https:"),
        )
        return answer

    async def _leave(self, _: Request) -> Response:
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(SESSION_COOKIE)
        return answer

    def _page(self, request: Request, trouble: str = "", status: int = 200) -> Response:
        has_users = bool(self._desk.access().users)
        return self._frame.page(request, "login", status, trouble=trouble, has_users=has_users)


def _place(wanted: str) -> str:
    """Return where to go after the login: a place of this server, whatever the address of the login says."""
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if is_ours and wanted.isprintable() else "/"
