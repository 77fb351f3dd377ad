"""A world of very many sources that is made up as it is asked: who posts when, and what listings and pages say.

Every source is a host of its own. Four kinds of them post by the hours of `attention_sources`, nine articles a day on
average; of what was posted before the world began the last is listed. Half of the sources answer 304 to who has seen
all.
"""

import random
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from benchmarks.attention_sources import RATES, START
from monitor.config import load_site, shipped_folder
from monitor.core.identity import identify
from monitor.core.rules import Rulebook, compile_rule
from monitor.core.watch import Watch
from monitor.demo.writing import Writer
from monitor.model import (
    ArticleReading,
    Extraction,
    Fetched,
    FetchOutcome,
    Link,
    Listing,
    ListingReading,
    NotModified,
    Page,
    Reading,
    Rule,
    Selectors,
    Source,
    SourceId,
    Target,
    TargetKind,
    Validators,
)

# Of a hundred sources.
KINDS: Mapping[str, int] = {"agency": 5, "bulletin": 20, "press office": 35, "trickle": 40}
# What a host gets in an hour, on average: what a hundred thousand of them can be given.
BUDGET = 4
RULES = (Rule(id="visa", query="visa-free", sinks=("log",)),)
_LINKS = 20
_TOOK = timedelta(milliseconds=300)
# No source posts more in a day.
_PER_SOURCE = 1_000
_DAY = 1440


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """An article: its number, unique in the world, and when it was posted."""

    number: int
    at: datetime

    @property
    def host(self) -> str:
        return f"h{self.number // _PER_SOURCE}.example"

    @property
    def url(self) -> str:
        return f"https://{self.host}/english/{self.number}_A_headline_of_the_usual_length_for_an_agency/"


class World:
    """`ports.Fetcher` over sources that do not exist; `seconds` is the CPU that making it up took."""

    def __init__(self, now: Callable[[], datetime], began_at: datetime) -> None:
        self._now = now
        self._began = _minute_of(began_at)
        self._hours = {kind: _sums(RATES[kind]) for kind in KINDS}
        self.seconds = 0.0
        self.watches = Watches()
        # A source asks for its day again and again.
        self._day = lru_cache(maxsize=200_000)(self._posted)

    async def get(self, target: Target, selectors: Selectors) -> FetchOutcome:
        """Return what the page says now."""
        began = time.thread_time()
        outcome = self._outcome(target, selectors, self._now())
        self.seconds += time.thread_time() - began
        return outcome

    def posts(self, source: int, now: datetime) -> tuple[Post, ...]:
        """Return what the source posted up to `now`, from its last post before the beginning on."""
        minutes = self._day(source)
        first = bisect_right(minutes, self._began) - 1
        end = bisect_right(minutes, _minute_of(now))
        return tuple(self._post(source, place, minutes[place]) for place in range(first, end))

    def _outcome(self, target: Target, selectors: Selectors, now: datetime) -> FetchOutcome:
        reading: Reading
        source = number_of(target.source)
        validators = Validators()
        if target.kind is TargetKind.LISTING:
            posts = self.posts(source, now)
            if source % 2:
                validators = Validators(etag=f'W/"{len(posts)}"')
            if validators.etag and validators == target.validators:
                return NotModified(at=now, took=_TOOK)
            reading = _listing(posts[-_LINKS:][::-1], selectors)
        else:
            place = int(target.url.split("/english/")[1].split("_")[0]) % _PER_SOURCE
            reading = self.article(self._post(source, place, self._day(source)[place]), now)
        page = Page(url=target.url, final_url=target.url, body=b"", validators=validators)
        return Fetched(page=page, at=now, took=_TOOK, wire_bytes=12_000, reading=reading)

    def article(self, post: Post, now: datetime) -> ArticleReading:
        """Return what the article's page says; only its counter goes on."""
        # One writer gives no two articles one title, and so would give this one another the next time.
        draft = Writer(1).write(post.number, "en")
        return ArticleReading(
            extraction=Extraction(
                title=draft.title,
                body="\n".join(draft.paragraphs),
                published_at=post.at,
                language="en",
                section="society",
                author=draft.author,
                canonical_url=post.url,
                views=int(40 + 200 * ((now - post.at) / timedelta(hours=1))),
                hits={"title": "h1.newsTitle", "body": "div.cont"},
            ),
            redirected=None,
            claimed=(),
            spellings=(post.url,),
        )

    def _post(self, source: int, place: int, minute: float) -> Post:
        return Post(number=source * _PER_SOURCE + place, at=START + minute * timedelta(minutes=1))

    def _posted(self, source: int) -> tuple[float, ...]:
        """Return the minutes of a source's day at which it posts, after that of its last post before."""
        chance = random.Random(source)
        (kind,) = chance.choices([*KINDS], [*KINDS.values()])
        sums = self._hours[kind]
        return (-chance.uniform(30, 600), *_minutes(chance, sums))


class Watches(Mapping[SourceId, Watch]):
    """The watch of any source, made when it is asked for."""

    def __init__(self) -> None:
        self._site = load_site(shipped_folder() / "24.kg.toml")
        self._rulebook = Rulebook(tuple(map(compile_rule, RULES)))

        self._made = lru_cache(maxsize=10_000)(self._watch)

    def __getitem__(self, source: SourceId) -> Watch:
        return self._made(source)

    def _watch(self, source: SourceId) -> Watch:
        host = f"h{number_of(source)}.example"
        site = replace(self._site, site=host, hosts=frozenset({host}))
        return Watch(
            source=Source(id=source, site=host, listing=f"https://{host}/english/", language="en"),
            selectors=site,
            rulebook=self._rulebook,
            rules_by_id={rule.id: rule for rule in RULES},
            budget=BUDGET,
        )

    def __iter__(self) -> Iterator[SourceId]:
        return iter(())

    def __len__(self) -> int:
        return 0


def number_of(source: SourceId) -> int:
    """Return the number of the source "s17"."""
    return int(source[1:])


def _minute_of(at: datetime) -> float:
    return (at - START) / timedelta(minutes=1)


def _listing(posts: tuple[Post, ...], selectors: Selectors) -> ListingReading:
    links = tuple(
        Link(url=post.url, title=f"Headline {post.number}", published_at=post.at) for post in posts
    )
    named = tuple((link, found) for link in links if (found := identify(link.url, selectors)))
    gave = {"link": {".title a": len(links)}, "title": {".title a": len(links)}}
    return ListingReading(
        listing=Listing(candidates=links, rows=len(links), gave=gave), named=named
    )


def _sums(rate: Callable[[float, int], float]) -> list[float]:
    """Return how many posts are expected from the day's beginning to the end of each minute."""
    return [*accumulate(rate(minute / 60, START.weekday()) / 60 for minute in range(_DAY))]


def _minutes(chance: random.Random, sums: list[float]) -> Iterator[float]:
    """Yield the times of a Poisson process over the day, in minutes."""
    owed = chance.expovariate(1.0)
    while owed < sums[-1]:
        minute = bisect_right(sums, owed)
        before = sums[minute - 1] if minute else 0.0
        yield minute + (owed - before) / (sums[minute] - before)
        owed += chance.expovariate(1.0)
