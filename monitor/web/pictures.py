"""Pictures for pages, reports and webhooks: addresses of their own, that a page names in `img`."""

from datetime import timedelta
from typing import Literal

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.noun import dataclass
from monitor.web.desk import Desk, Paper, RatesPicture, ViewsPicture
from monitor.web.frame import Frame
from monitor.web.rates import days_of

_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
_HEADERS = {
    # A picture styles itself, and does nothing else.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, max-age=60",
}


@dataclass(frozen=True, slots=True)
class Pictures:
    """Answers with pictures: with `?dark=1` on dark ground, `?narrow=1` for a small screen, `?lang=ru` in Russian."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the pictures are."""
        return [
            Route("/articles/{id:int}/views.{kind:str}", self._views, methods=["GET"]),
            Route("/rates/{currency:str}.{kind:str}", self._rates, methods=["GET"]),
        ]

    async def _views(self, request: Request) -> Response:
        return await self._picture(request, ViewsPicture(article=request.path_params["id"]))

    async def _rates(self, request: Request) -> Response:
        midnight = self.desk.now().replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight - timedelta(days=days_of(request))
        currency = request.path_params["currency"]
        return await self._picture(request, RatesPicture(currency=currency, since=since))

    async def _picture(self, request: Request, subject: ViewsPicture | RatesPicture) -> Response:
        paper = _paper(request, self.frame.speech(request).code)
        drawn = None if paper is None else await self.desk.picture(subject, paper)
        if paper is None or drawn is None:
            return PlainTextResponse(
                "There is nothing to draw here, or nothing to draw it with.", 404
            )
        return Response(drawn, media_type=_TYPES[paper.kind], headers=_HEADERS)


def _paper(request: Request, language: str) -> Paper | None:
    asked, kind = request.query_params, _kind(request.path_params["kind"])
    if kind is None:
        return None
    return Paper(kind=kind, is_dark="dark" in asked, is_narrow="narrow" in asked, language=language)


def _kind(name: str) -> Literal["svg", "png"] | None:
    if name == "svg":
        return "svg"
    return "png" if name == "png" else None
