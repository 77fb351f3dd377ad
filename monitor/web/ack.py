"""The page behind the link of an alert, by which whoever was told takes note of it. No login: the link is the key."""

import json

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.core.ack_link import is_genuine
from monitor.model import Acknowledgement
from monitor.model.report import AlertLife
from monitor.noun import dataclass
from monitor.web.desk import Desk
from monitor.web.forms import form_of
from monitor.web.frame import Frame

# A name and a note; what is more is nobody's note.
_MOST_NAME, _MOST_NOTE = 100, 1_000


@dataclass(frozen=True, slots=True)
class AckPage:
    """Shows one alert to who has its link, and takes their note."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [
            # A chat that looks at links to show what is behind them asks with GET, and takes no note.
            Route("/ack/{alert}", self._show, methods=["GET"]),
            Route("/ack/{alert}", self._note, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        life = await self._life(request)
        return self._sorry(request) if life is None else self._page(request, life)

    async def _note(self, request: Request) -> Response:
        life = await self._life(request)
        if life is None:
            return self._sorry(request)
        said = await form_of(request)
        author = said.get("author", "")[:_MOST_NAME].strip()
        if not author:
            return self._page(request, life, "Please say who you are.", 422)
        note = Acknowledgement(
            alert=life.alert.id, author=author, note=said.get("note", "")[:_MOST_NOTE].strip()
        )
        if not life.acknowledged and (trouble := (await self.desk.grant(note)).trouble):
            return self._page(request, life, trouble, 409)
        # So that loading the page anew sends nothing again (RFC 9110 §15.4.4).
        return RedirectResponse(f"?{request.url.query}", 303)

    async def _life(self, request: Request) -> AlertLife | None:
        alert, key = request.path_params["alert"], request.query_params.get("key", "")
        if not is_genuine(alert, key, self.desk.facts().web):
            return None
        lives = await self.desk.ask(lambda archive: archive.alert_lives(alert))
        return next((life for life in lives if life.alert.id == alert), None)

    def _page(
        self, request: Request, life: AlertLife, trouble: str = "", status: int = 200
    ) -> Response:
        return self.frame.page(
            request, "ack", status, life=life, title=_title(life), trouble=trouble
        )

    def _sorry(self, request: Request) -> Response:
        return self.frame.page(request, "bad_link", 404)


def _title(life: AlertLife) -> str:
    """Return the headline as it was told: the article may have another one by now."""
    said = json.loads(life.alert.payload).get("data", {})
    title = said.get("article", {}).get("title")
    return title if isinstance(title, str) and title else life.alert.title
