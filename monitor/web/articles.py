"""The list of articles: words, filters, a leaf at a time. What is asked for stands in the address."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from monitor.core.identity import identify
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.asked import NAMES, asked
from monitor.web.desk import Desk, Facts
from monitor.web.feeds import search_query
from monitor.web.frame import Frame, web_link

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """Shows articles, newest first."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/articles", self._list, methods=["GET"])]

    async def _list(self, request: Request) -> Response:
        facts = self.desk.facts()
        what = asked(request.query_params, facts.zone)
        # Who pastes a link wants that article, however the link is spelt.
        if url := web_link(what.given.get("text")):
            article = await self.desk.ask(lambda archive: _at(archive, url, facts))
            if article is not None:
                return RedirectResponse(f"/articles/{article}", 303)
        after = request.query_params.get("after", "")
        leaf = await self.desk.ask(
            lambda archive: archive.article_leaf(what.which, after=after, limit=_SHOWN)
        )
        return self.frame.page(
            request,
            "articles",
            leaf=leaf,
            asked=what,
            names=NAMES,
            choices=_choices(facts),
            feed=search_query(what.given),
        )


def _at(archive: Archive, url: str, facts: Facts) -> int | None:
    """Return the row of the article that a link leads to; None if nobody knows it."""
    identities = (identify(url, selectors) for selectors in facts.selectors_by_site.values())
    keys = [identity.key for identity in identities if identity is not None]
    found = archive.articles_by_key(keys)
    return next((line.id for line in found.values()), None)


def _choices(facts: Facts) -> dict[str, list[str]]:
    """Return what can be chosen of each filter that has a closed list."""
    return {
        "source": sorted(source.id for source in facts.sources),
        "language": sorted({source.language for source in facts.sources if source.language}),
        "rule": sorted(rule.id for rule in facts.rules),
    }
