"""Which listings are found again after a redesign, and which wrongly: `python -m benchmarks.healing_listings`.

Three kinds of redesigns. A listing that is drawn anew as that of another layout of `benchmarks.layouts`; the redesigns
of the newsroom's listing that `benchmarks.torture` performs, here on its page alone; and traps: redesigns after which
another list of the same articles is easier to find than the right one. Who stood there is known from the page before;
two new articles have come when the page is looked at, and others when what was applied is held against the truth: the
articles that the listing shows, in their order, with their headlines and times.
"""

import argparse
import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.healing import get
from benchmarks.healing_traps import TRAPS
from benchmarks.layouts import HELD_OUT, HOST, KNOWN, NOW, Layout, Story
from benchmarks.learning import front_of, learned
from benchmarks.torture.breaking import REDESIGNS
from benchmarks.torture.markups import Change, Redrawn, swap
from monitor.config import load_site, shipped_folder
from monitor.core.extract import read_listing
from monitor.core.identity import identify
from monitor.core.learning.healing import heal, healed
from monitor.core.learning.likeness import folded
from monitor.demo import Newsroom
from monitor.demo.faults import Rewrite
from monitor.model import Link, Page, Selectors
from monitor.model.healing import HEALED_ON_LISTINGS, Lineup, ListingVisit, Stood

SHOWN = 20
NEWS = 2
LATER = timedelta(hours=1)
# Fewer links to known articles are no listing any more.
_LEAST = 5
_SHORT = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A redesign of a listing: the page before it, a little and an hour after it, and what the last says."""

    name: str
    selectors: Selectors
    before: Page
    after: Page
    later: Page
    truth: tuple[Link, ...]
    is_trap: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of one redesign, in a word: right, partly, wrong, proposed, nothing, gone, unbroken; and why."""

    case: Case
    word: str
    detail: str = ""

    def line(self) -> str:
        """Return it as a line for people."""
        return f"{self.case.name:52} {self.word:9} {self.detail}"


def perform(case: Case) -> Outcome:
    """Heal one redesign and look at what came of it."""
    was = links_of(case.before, case.selectors, NOW)
    found = links_of(case.after, case.selectors, NOW + LATER)
    broken = _broken(was, found)
    if not broken:
        return Outcome(case=case, word="unbroken")
    remedies = heal((), case.selectors, broken, NOW + LATER, visit_of(case, was))
    sure = [remedy for remedy in remedies if remedy.is_sure]
    told = ", ".join(f"{each.field} {each.selectors[0]}" for each in sure)
    doubts = "; ".join(sorted({each.doubt for each in remedies if each.doubt}))
    if not sure:
        stand = len({*_urls(case.after)} & {link.url for link in was})
        word = "proposed" if remedies else "nothing" if stand >= _LEAST else "gone"
        return Outcome(case=case, word=word, detail=doubts)
    read = links_of(case.later, healed(case.selectors, sure), NOW + 2 * LATER)
    if not _is_true(read, case.truth):
        return Outcome(case=case, word="wrong", detail=told)
    is_whole = not _broken(case.truth, read)
    return Outcome(case=case, word="right" if is_whole else "partly", detail=f"{told} {doubts}")


def visit_of(case: Case, was: Sequence[Link]) -> ListingVisit:
    """Return what the healer is given: the page, and who stood there."""
    stood = tuple(
        Stood(
            names=(identity.name,), url=link.url, title=link.title, published_at=link.published_at
        )
        for link in was
        if (identity := identify(link.url, case.selectors)) is not None
    )
    return ListingVisit(page=case.after, lineup=Lineup(stood=stood))


def links_of(page: Page, selectors: Selectors, now: datetime) -> tuple[Link, ...]:
    """Return what the engine reads of a listing."""
    return read_listing(page, selectors, first_page=page.url, page_number=1, now=now).candidates


def _broken(was: Sequence[Link], now: Sequence[Link]) -> tuple[str, ...]:
    """Return which fields are gone, as health would: what stood there on most rows and does no more on half of them."""
    if 3 * len(now) < len(was):
        return HEALED_ON_LISTINGS[:2]
    lost = []
    for name, gives in (("title", _titled), ("time", _timed)):
        usual, share = (sum(map(gives, links)) / max(len(links), 1) for links in (was, now))
        lost += [f"listing.{name}"] if usual >= 0.8 and share < usual / 2 else []
    return tuple(lost)


def _titled(link: Link) -> bool:
    return bool(link.title)


def _timed(link: Link) -> bool:
    return link.published_at is not None


def _is_true(read: Sequence[Link], truth: Sequence[Link]) -> bool:
    """Say whether these articles were read in this order under these headlines, and no time but their own."""
    if [link.url for link in read] != [link.url for link in truth]:
        return False
    return all(
        folded(one.title) == folded(other.title)
        and (one.published_at is None or _is_near(one.published_at, other.published_at))
        for one, other in zip(read, truth, strict=True)
    )


def _is_near(one: datetime, other: datetime | None) -> bool:
    if other is None or abs(one - other) < timedelta(minutes=1):
        return True
    # A listing may show the day alone.
    return abs(one - other) < timedelta(days=1) and one.astimezone(NOW.tzinfo).minute == 0


def _urls(page: Page) -> list[str]:
    host = "/".join(page.url.split("/")[:3])
    return [
        f"{host}{path}" for path in re.findall(r'<a\b[^>]* href="(/[^"#]*)"', page.body.decode())
    ]


def switches() -> Iterator[Case]:
    """Yield each layout drawn anew as each other of the same language, where that shows another listing."""
    layouts = (*KNOWN, *HELD_OUT)
    for before in layouts:
        stories = before.stories(SHOWN + 3 * NEWS)
        _, selectors = learned(before, stories[2 * NEWS :])
        for after in layouts:
            if before.edition == after.edition and before.front is not after.front:
                yield _switch(before, after, stories, selectors)


def _switch(before: Layout, after: Layout, stories: list[Story], selectors: Selectors) -> Case:
    shown = stories[:SHOWN]
    return Case(
        name=f"{before.name} to {after.name}",
        selectors=selectors,
        before=front_of(before, stories[2 * NEWS :][:SHOWN]),
        after=front_of(after, stories[NEWS:][:SHOWN]),
        later=front_of(after, shown),
        truth=tuple(
            Link(url=HOST + s.path, title=s.article.title, published_at=s.article.published_at)
            for s in shown
        ),
    )


def redrawn() -> list[Case]:
    """Return the redesigns of the newsroom that concern its listing, and the traps."""
    pages = asyncio.run(_newsroom_pages())
    selectors = load_site(shipped_folder() / "24.kg.toml")
    faults = [(each.name, each.fault(), each.breaks) for each in REDESIGNS if each.fault and each.breaks]  # fmt: skip
    changes = [
        (name, change, False)
        for name, fault, breaks in faults
        if "listing" in breaks and (change := _change(fault)) is not None
    ]
    traps = [(f"trap: {name}", change, True) for name, change in TRAPS.items()]
    return [
        _redrawn(name, selectors, pages, change, is_trap=is_trap)
        for name, change, is_trap in (*changes, *traps)
    ]


def _change(fault: object) -> Change | None:
    if isinstance(fault, Rewrite):
        return swap(*fault.changes)
    return fault.change if isinstance(fault, Redrawn) else None


def _redrawn(
    name: str,
    selectors: Selectors,
    pages: Sequence[Page],
    change: Change,
    *,
    is_trap: bool,
) -> Case:
    before, after, later = pages
    return Case(
        name=name,
        selectors=selectors,
        before=before,
        after=_changed(after, change),
        later=_changed(later, change),
        truth=links_of(later, selectors, NOW + 2 * LATER),
        is_trap=is_trap,
    )


def _changed(page: Page, change: Change) -> Page:
    body = change(page.body.decode()).encode()
    return Page(url=page.url, final_url=page.final_url, body=body, content_type=page.content_type)


async def _newsroom_pages() -> list[Page]:
    """Return the listing of the newsroom at three times, as the site itself would have it."""
    clock, found = [NOW], []
    async with Newsroom(articles=60, seed=5, editions=("ru",), now=lambda: clock[0]) as newsroom:
        url = newsroom.listing("ru")
        host = url.split("/")[2]
        for _ in range(3):
            body = await asyncio.to_thread(get, url)
            fit = body.replace(f"http://{host}".encode(), b"https://24.kg")
            own = "https://24.kg/"
            found.append(
                Page(url=own, final_url=own, body=fit, content_type="text/html; charset=utf-8")
            )
            for _ in range(NEWS):
                clock[0] += LATER / NEWS
                newsroom.publish()
    return found


def cases(*, is_short: bool = False) -> list[Case]:
    """Return all redesigns, or a few."""
    found = [*redrawn(), *(() if is_short else switches())]
    return found[:_SHORT] if is_short else found


def main() -> None:
    """Print what came of each redesign."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true")
    for case in cases(is_short=parser.parse_args().short):
        print(perform(case).line(), flush=True)


if __name__ == "__main__":
    main()
