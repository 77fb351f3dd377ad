"""The pages of `benchmarks.growth`, as they are read: what twenty listings and their articles say in a round."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from benchmarks.growth_past import SOURCES
from monitor.config import load_site, shipped_folder
from monitor.core.identity import identify
from monitor.core.rules import Rulebook, compile_rule
from monitor.core.watch import Watch
from monitor.demo.writing import Writer
from monitor.model import (
    ArticleReading,
    Extraction,
    Link,
    Listing,
    ListingReading,
    Rate,
    RecheckStep,
    Rule,
    Source,
    SourceId,
    Target,
)

RULES = (Rule(id="visa", query="visa-free", sinks=("log",)),)
# As many links as a listing has.
LINKS = 50
_SITE = shipped_folder() / "24.kg.toml"
_RATES = tuple(
    Rate(currency=currency, value=value)
    for currency, value in (("USD", 87.45), ("EUR", 101.72), ("RUB", 1.08))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An article as its page shows it."""

    url: str
    short_url: str
    title: str
    body: str
    published_at: datetime


class Press:
    """Publishes articles whose numbers go on from `last`, and tells what their pages and listings say."""

    def __init__(self, last: int) -> None:
        self._writer = Writer(1)
        self._last = last
        self.watches = {SourceId(source): _watch(source) for source in SOURCES}
        self._listed: dict[str, list[Page]] = {source: [] for source in SOURCES}

    def publish(self, count: int, now: datetime) -> dict[str, Page]:
        """Return so many new articles by their addresses, spread over the sources."""
        numbers = range(self._last + 1, self._last + count + 1)
        self._last += count
        pages = [self._page(number, now) for number in numbers]
        for number, page in zip(numbers, pages, strict=True):
            listed = self._listed[_source(number)]
            listed.insert(0, page)
            del listed[LINKS:]
        return {page.url: page for page in pages}

    def listing(self, target: Target) -> ListingReading:
        """Return what a source's listing says: its newest articles."""
        selectors = self.watches[target.source].selectors
        links = tuple(
            Link(url=page.url, title=page.title, published_at=page.published_at)
            for page in self._listed[target.source]
        )
        named = tuple(
            (link, found) for link in links if (found := identify(link.url, selectors)) is not None
        )
        assert len(named) == len(links)
        gave = {"link": {".title a": len(links)}, "title": {".title a": len(links)}}
        return ListingReading(
            listing=Listing(candidates=links, rows=len(links), gave=gave), named=named
        )

    def article(self, target: Target, page: Page, now: datetime, edits: int) -> ArticleReading:
        """Return what an article's page says after so many edits."""
        selectors = self.watches[target.source].selectors
        body = (
            page.body + edits * " The Ministry of Finance confirmed 250 million soms in a report."
        )
        short = identify(page.short_url, selectors)
        asked = identify(page.url, selectors)
        assert short is not None
        assert asked is not None
        age = (now - page.published_at) / timedelta(hours=1)
        return ArticleReading(
            extraction=Extraction(
                title=page.title,
                body=body,
                published_at=page.published_at,
                language="en",
                section="society",
                author="A. Writer",
                canonical_url=page.url,
                short_url=page.short_url,
                views=int(40 + 200 * age),
                images=(f"{page.short_url}.jpg",),
                links={"related": tuple(Link(url=page.url, title=page.title) for _ in range(5))},
                rates=_RATES,
                hits={
                    name: each.picks[0].source for name, each in selectors.article.fields.items()
                },
            ),
            redirected=None,
            claimed=() if short.key == asked.key else (short,),
            spellings=(page.url, page.short_url),
        )

    def _page(self, number: int, now: datetime) -> Page:
        draft = self._writer.write(number, "en")
        site = f"https://{_source(number)}.example"
        return Page(
            url=f"{site}/english/{number}_A_headline_of_the_usual_length_for_an_agency/",
            short_url=f"{site}/{number}",
            title=draft.title,
            body="\n".join(draft.paragraphs),
            published_at=now - timedelta(minutes=10),
        )


def _source(number: int) -> str:
    return SOURCES[number % len(SOURCES)]


def _watch(id_: str) -> Watch:
    site = replace(load_site(_SITE), site=f"{id_}.example", hosts=frozenset({f"{id_}.example"}))
    source = Source(
        id=SourceId(id_),
        site=site.site,
        listing=f"https://{id_}.example/english/",
        language="en",
        every=timedelta(days=100),
        recheck=(RecheckStep(younger_than=timedelta(hours=4), every=timedelta(hours=1)),),
    )
    return Watch(
        source=source,
        selectors=site,
        rulebook=Rulebook(tuple(map(compile_rule, RULES))),
        rules_by_id={rule.id: rule for rule in RULES},
        budget=100_000,
    )
