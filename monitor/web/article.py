"""The page of one article: what it says, how it is read, what changed in it, where else it stands."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.health import origins
from monitor.core.identity import identify
from monitor.core.series.view_series import ViewSeries, site_zone, view_series
from monitor.model import WORDING_EVENTS
from monitor.model.report import ArticleLine, ArticleReport, MemberReport
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.desk import Desk, Facts
from monitor.web.frame import Frame
from monitor.web.happenings import Happening, happening_of
from monitor.web.marked import Part, Span, marked, paragraphs
from monitor.web.readings import Reading, readings_of
from monitor.web.wordings import Comparison, compared, is_of_wording

# Of more nobody reads the table; the export has them all.
_READINGS_SHOWN = 200
# Of a long list of related links the first are the site's own choice.
_RELATED_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Related:
    """A link that stands beside the article; `line` is the article behind it, if it is held."""

    url: str
    line: ArticleLine | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What the page says. `colours` number the rules whose words are marked in the newest wording.

    `filled` says what filled the fields that no selector gave.
    """

    report: ArticleReport
    series: ViewSeries
    title: tuple[Part, ...]
    body: tuple[tuple[Part, ...], ...]
    colours: dict[str, int]
    comparison: Comparison | None
    of_wordings: dict[int, list[Happening]]
    besides: list[Happening]
    readings: list[Reading]
    left_out: int
    related: list[Related]
    own: MemberReport | None
    filled: dict[str, str]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Shows all that is held of one article."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/articles/{id:int}", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        name, facts = str(request.path_params["id"]), self.desk.facts()
        wanted = request.query_params.get("from"), request.query_params.get("to")
        shown = await self.desk.ask(lambda archive: _shown(archive, name, facts, wanted))
        if shown is None:
            return self.frame.page(request, "no_article", 404)
        return self.frame.page(request, "article", shown=shown, can_draw=facts.can_draw)


def _shown(
    archive: Archive, name: str, facts: Facts, wanted: tuple[str | None, str | None]
) -> Shown | None:
    report = archive.article(name)
    if report is None:
        return None
    source = report.line.source
    zone = site_zone(source, facts.sources, facts.selectors_by_site, facts.zone)
    series = view_series(report, zone, lambda keys: archive.norms(source, keys))
    readings = readings_of(report, series)
    title, body, rules = _highlighted(report)
    of_wordings: dict[int, list[Happening]] = {}
    for event in report.events:
        if is_of_wording(event) and event.revision is not None:
            of_wordings.setdefault(event.revision, []).append(happening_of(event, facts.zone))
    members = report.story.articles if report.story else ()
    return Shown(
        report=report,
        series=series,
        title=title,
        body=body,
        colours={rule: number for number, rule in enumerate(rules)},
        comparison=compared(report, *wanted, facts.zone),
        of_wordings=of_wordings,
        besides=[
            happening_of(event, facts.zone)
            for event in reversed(report.events)
            if event.kind not in WORDING_EVENTS
        ],
        readings=readings[:_READINGS_SHOWN],
        left_out=max(len(readings) - _READINGS_SHOWN, 0),
        related=_related(archive, report, facts),
        filled=origins(report.gave),
        own=next((each for each in members if each.article == report.line.id), None),
    )


def _highlighted(
    report: ArticleReport,
) -> tuple[tuple[Part, ...], tuple[tuple[Part, ...], ...], list[str]]:
    """Return the headline and the body of the newest wording with what rules hit there, and which rules."""
    if not report.revisions:
        return marked(report.line.title, ()), (), []
    newest = report.revisions[-1]
    matches = [match for match in report.matches if match.revision == newest.number]
    spans: dict[str, list[Span]] = {"title": [], "body": []}
    for match in matches:
        for hit in match.hits:
            field = "title" if hit.field == "title" else "body"
            spans[field].append(Span(start=hit.start, end=hit.end, rule=match.rule))
    body = paragraphs(marked(newest.body, spans["body"]))
    return marked(newest.title, spans["title"]), body, [match.rule for match in matches]


def _related(archive: Archive, report: ArticleReport, facts: Facts) -> list[Related]:
    urls = report.related[:_RELATED_SHOWN]
    sites = facts.selectors_by_site.values()
    keys = {
        url: [found.key for site in sites if (found := identify(url, site)) is not None]
        for url in urls
    }
    lines = archive.articles_by_key([key for found in keys.values() for key in found])
    return [
        Related(url=url, line=next((lines[key] for key in keys[url] if key in lines), None))
        for url in urls
    ]
