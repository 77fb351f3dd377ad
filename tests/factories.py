"""Nouns that are valid by default; name only what the test is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.fingerprint import fingerprint
from monitor.core.identity import identify
from monitor.core.patterns import compile_pattern
from monitor.core.rules import Rulebook, compile_rule
from monitor.core.watch import Watch
from monitor.model import (
    ArticleReading,
    ArticleSelectors,
    Extraction,
    Fetched,
    Field,
    HeldArticle,
    HeldRevision,
    Known,
    Link,
    Listing,
    ListingReading,
    ListingSelectors,
    Page,
    Pick,
    Rule,
    Selectors,
    Source,
    SourceId,
    SourceState,
    Target,
    TargetKind,
    Validators,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LISTING = "https://24.kg/english/"


def link_field(css: str = "a") -> Field:
    return Field(picks=(Pick(source=f"{css}::attr(href)", css=css, attribute="href"),))


def selectors(**changes) -> Selectors:
    plain = Selectors(
        site="24.kg",
        hosts=frozenset({"24.kg"}),
        timezone=ZoneInfo("Asia/Bishkek"),
        listing=ListingSelectors(row=".one", link=link_field()),
        article=ArticleSelectors(fields={"title": Field(picks=(Pick(source="h1", css="h1"),))}),
        article_id=compile_pattern(r"/(?:[a-z_]+/)*(\d+)(?:_[^/]*)?/?$"),
    )
    return replace(plain, **changes)


def source(**changes) -> Source:
    return replace(
        Source(id=SourceId("24kg-en"), site="24.kg", listing=LISTING, language="en"), **changes
    )


def watch(*rules: Rule, source: Source | None = None, **changes) -> Watch:
    plain = Watch(
        source=source or globals()["source"](),
        selectors=selectors(),
        rulebook=Rulebook(tuple(compile_rule(rule) for rule in rules)),
        rules_by_id={rule.id: rule for rule in rules},
        budget=240,
        escalations=Rulebook(
            tuple(
                compile_rule(Rule(id=rule.id, query=rule.escalate))
                for rule in rules
                if rule.escalate
            )
        ),
    )
    return replace(plain, **changes)


def rule(id_: str, query: str, *sinks: str) -> Rule:
    return Rule(id=id_, query=query, sinks=sinks or ("desk",))


def listing_target(**changes) -> Target:
    plain = Target(
        id=1,
        kind=TargetKind.LISTING,
        source=SourceId("24kg-en"),
        url=LISTING,
        host="24.kg",
        due_at=NOW - timedelta(seconds=3),
        lease="lease",
    )
    return replace(plain, **changes)


def article_target(number: int = 100, **changes) -> Target:
    plain = Target(
        id=2,
        kind=TargetKind.ARTICLE,
        source=SourceId("24kg-en"),
        article=7,
        url=f"https://24.kg/english/{number}_Title/",
        host="24.kg",
        due_at=NOW,
        lease="lease",
    )
    return replace(plain, **changes)


def fetched(url: str = LISTING, **changes) -> Fetched:
    page = Page(url=url, final_url=url, body=b"", validators=Validators(etag='"new"'))
    return replace(Fetched(page=page, at=NOW, took=timedelta(milliseconds=80)), **changes)


def link(number: int, *, slug: str = "Title", minutes_ago: int = 5) -> Link:
    return Link(
        url=f"https://24.kg/english/{number}_{slug}/",
        title=f"Title {number}",
        published_at=NOW - timedelta(minutes=minutes_ago),
    )


def identity(number: int = 100):
    found = identify(f"https://24.kg/english/{number}_Title/", selectors())
    assert found is not None
    return found


def listing_reading(*numbers: int, next_url: str | None = None) -> ListingReading:
    links = tuple(link(number) for number in numbers)
    named = tuple((one, identity(number)) for one, number in zip(links, numbers, strict=True))
    gave = {"link": {"a::attr(href)": len(links)}, "title": {"a": len(links)}}
    listing = Listing(candidates=links, next_url=next_url, rows=len(links), gave=gave)
    return ListingReading(listing=listing, named=named)


def article_reading(**fields) -> ArticleReading:
    extraction = Extraction(**{"title": "Title", "body": "Body.", "views": 10} | fields)
    return ArticleReading(extraction=extraction, redirected=None, claimed=(), spellings=())


def held_revision(title: str = "Title", body: str = "Body.", number: int = 1) -> HeldRevision:
    return HeldRevision(number=number, fingerprint=fingerprint(title, body), title=title, body=body)


def held(number: int = 100, **changes) -> HeldArticle:
    plain = HeldArticle(
        id=7,
        identity=identity(number),
        source="24kg-en",
        title="Title",
        first_seen_at=NOW - timedelta(minutes=30),
        published_at=NOW - timedelta(minutes=31),
        language="en",
    )
    return replace(plain, **changes)


def known(*articles: HeldArticle, is_seeded: bool = True) -> Known:
    polled_at = NOW - timedelta(minutes=2)
    state = SourceState(seeded_at=NOW - timedelta(days=1), polled_at=polled_at)
    return Known(
        articles={article.identity.key: article for article in articles},
        source=state if is_seeded else SourceState(),
    )
