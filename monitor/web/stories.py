"""Stories: texts that sources took from one another, who had each first, who took it and how much of it."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.identity import key_of
from monitor.model.report import StoryReport
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.desk import Desk
from monitor.web.frame import Frame

_SHOWN = 50
# In hours.
_PERIODS = (24, 72, 168)


@dataclass(frozen=True, slots=True)
class StoriesPages:
    """Shows the stories that were copied of late, and one of them."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the pages are. A story is named after its first article, which may be named by a link."""
        return [
            Route("/stories", self._list, methods=["GET"]),
            Route("/stories/{name:path}", self._show, methods=["GET"]),
        ]

    async def _list(self, request: Request) -> Response:
        wanted = request.query_params.get("hours", "")
        hours = int(wanted) if wanted in map(str, _PERIODS) else _PERIODS[0]
        since = self.desk.now() - timedelta(hours=hours)
        stories = await self.desk.ask(lambda archive: archive.stories(since=since, limit=_SHOWN))
        return self.frame.page(
            request, "stories", stories=stories, hours=hours, periods=_PERIODS, most=_SHOWN
        )

    async def _show(self, request: Request) -> Response:
        name = request.path_params["name"]
        story = await self.desk.ask(lambda archive: _named(archive, name))
        if story is None:
            return self.frame.page(request, "no_story", 404)
        return self.frame.page(request, "story", story=story)


def _named(archive: Archive, name: str) -> StoryReport | None:
    key = key_of(name)
    line = archive.articles_by_key([key]).get(key)
    return None if line is None else archive.story(str(line.id))
