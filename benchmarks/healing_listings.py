"""Which listings are found again after a redesign, and which wrongly: `python -m benchmarks.healing_listings`.

Three kinds of redesigns. A listing that is drawn anew as that of another layout of `benchmarks.layouts`; the redesigns
of the newsroom's listing that `benchmarks.torture` performs, here on its page alone; and traps: redesigns after which
another list of the same articles is easier to find than the right one. Who stood there is known from the page before;
two new articles have come when the page is looked at, and others when what was applied is held against the truth: the
articles that the listing shows, in their order, with their headlines and times.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from benchmarks.healing_cases import LATER, Case, links_of, redrawn, switches
from benchmarks.layouts import NOW, ZONE
from benchmarks.row import Row, at_least, at_most
from monitor.core.identity import identify
from monitor.core.learning.healing import heal, healed
from monitor.core.learning.likeness import folded
from monitor.model import Link, Page
from monitor.model.healing import HEALED_ON_LISTINGS, Lineup, ListingVisit, Stood

# Fewer links to known articles are no listing any more.
_LEAST = 5
_SHORT = 12


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
        word = "proposed" if remedies else "nothing" if _is_there(case, was, broken) else "gone"
        return Outcome(case=case, word=word, detail=doubts)
    read = links_of(case.later, healed(case.selectors, sure), NOW + 2 * LATER)
    if not _is_true(read, case.truth):
        return Outcome(case=case, word="wrong", detail=told)
    is_whole = not _broken(case.truth, read)
    return Outcome(case=case, word="right" if is_whole else "partly", detail=f"{told} {doubts}")


def _is_there(case: Case, was: Sequence[Link], broken: Sequence[str]) -> bool:
    """Say whether the page links to articles that stood there still; if only times broke, whether it tells them."""
    if set(broken) == {"listing.time"}:
        clocks = {f"{at.astimezone(ZONE):%H:%M}" for link in was if (at := link.published_at)}
        return any(clock in case.after.body.decode() for clock in clocks)
    return len({*_urls(case.after)} & {link.url for link in was}) >= _LEAST


def visit_of(case: Case, was: Sequence[Link]) -> ListingVisit:
    """Return what the healer is given: the page, and who stood there."""
    stood = tuple(
        Stood(
            names=(identity.name,), url=link.url, title=link.title, published_at=link.published_at
        )
        for link in was
        if (identity := identify(link.url, case.selectors)) is not None
    )
    older = (identify(url, case.selectors) for url in case.older)
    others = tuple(identity.name for identity in older if identity is not None)
    return ListingVisit(page=case.after, lineup=Lineup(stood=stood, others=others))


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


def cases(*, is_short: bool = False) -> Iterator[Case]:
    """Yield all redesigns, or a few."""
    yield from redrawn()
    yield from islice(switches(), _SHORT if is_short else None)


def rows(*, is_short: bool) -> list[Row]:
    """Return what was healed without a person, and what was healed wrongly."""
    found = [perform(case) for case in cases(is_short=is_short)]
    broken = [each for each in found if each.word != "unbroken"]
    there = [each for each in broken if not each.case.is_trap and each.word != "gone"]
    words = Counter(each.word for each in there)
    trapped = Counter(each.word for each in broken if each.case.is_trap)
    return [
        Row(label="redesigns that break a listing", value=len(broken) - trapped.total(), unit=""),
        Row(label="listings whose articles are still on the page", value=len(there), unit=""),
        Row(
            label="found again and right without a person",
            value=100 * words["right"] / len(there),
            unit="%",
            goal=at_least(90),
        ),
        Row(label="found again but for the times", value=words["partly"], unit=""),
        Row(label="proposed, and left to a person", value=words["proposed"], unit=""),
        Row(label="not found", value=words["nothing"], unit=""),
        Row(label="found wrongly", value=words["wrong"], unit="", goal=at_most(0)),
        Row(label="traps", value=trapped.total(), unit=""),
        Row(label="  found wrongly", value=trapped["wrong"], unit="", goal=at_most(0)),
    ]


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
