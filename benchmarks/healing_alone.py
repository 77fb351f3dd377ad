"""What the daemon finds again by itself: `python -m benchmarks.healing_alone`.

The engine watches the newsroom over real HTTP in virtual time (`benchmarks.torture.redesign_stage`), with
`[monitor] heal = "apply"`. Each redesign that breaks fields of articles or of the listing stays; half an hour later the
engine looks for them, writes what is sure, takes it up, and watches on. Wrong is a field that was written, and reads
another value of an article that came afterwards than its author wrote; of a listing that was written, each article
that it misses, calls by another name, or makes of something that is none.
"""

import argparse
import asyncio
import logging
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.healing import redrawn
from benchmarks.healing_cases import redrawn as listings_redrawn
from benchmarks.row import Row, at_most
from benchmarks.torture.breaking import REDESIGNS
from benchmarks.torture.markups import Redesign
from benchmarks.torture.redesign_stage import (
    Lengths,
    Stage,
    Witness,
    clock_at_dusk,
    engine_in,
    memory,
)
from monitor.config import load
from monitor.core.health.remedies import healable
from monitor.core.learning.likeness import folded, likeness
from monitor.demo import Newsroom
from monitor.demo.article import Article
from monitor.model.healing import HEALED
from monitor.model.report import ArticleReport
from monitor.store.reading import open_archive

LENGTHS = Lengths(quiet=103, broken=24, healed=28)
_SHORT = 3
# So long after it is published, an article has been seen.
_NOTICED = timedelta(minutes=9)
_SAME = 0.97


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of one redesign: the fields that broke, those written, those that are good again, and wrong ones."""

    name: str
    alerts: int
    broken: frozenset[str]
    written: frozenset[str]
    left: frozenset[str]
    wrong: tuple[str, ...]
    read_afterwards: int

    def line(self) -> str:
        """Return it as a line for people."""
        told = (
            ("broken", self.broken),
            ("written", self.written),
            ("still broken", self.left),
            ("wrong", self.wrong),
        )
        said = "; ".join(f"{key}: {', '.join(sorted(each))}" for key, each in told if each)
        return f"{self.name:44} {self.alerts} told, {self.read_afterwards} read; {said}"


class Mending(Stage):
    """The same evening, and a monitor that mends."""

    async def mend(self, change: Redesign, number: int) -> Outcome:
        """Let one redesign stay, and return what the engine made of it."""
        assert change.fault is not None
        folder = self.folder / f"mended {number}"
        shutil.copytree(self.quiet, folder)
        clock = clock_at_dusk()
        async with self.newsroom(clock) as newsroom:
            self.relive(newsroom, clock)
            async with engine_in(folder, newsroom, clock, Witness("")) as engine:
                path = folder / "monitor.toml"
                path.write_text(
                    re.sub(r"alarms", 'heal = "apply"\nalarms', path.read_text(), count=1)
                )
                await engine.adopt(load(path, {}))
                newsroom.script("*", change.fault())
                await self.live(engine, newsroom, clock, self.lengths.broken)
                broken = _broken(folder)
                alerts = (await engine.heal()).alerts
                await engine.adopt(load(path, {}))
                since = clock.now()
                await self.live(engine, newsroom, clock, self.lengths.healed)
                alerts += (await engine.heal()).alerts
                until = clock.now() - _NOTICED
            found = _outcome(change.name, folder, newsroom, (since, until), broken, alerts)
        shutil.rmtree(folder)
        return found


def _broken(folder: Path) -> frozenset[str]:
    with open_archive(folder / "monitor.db") as archive:
        health = archive.health("ru", clock_at_dusk().now())
    breakage = health.breakage if health is not None else None
    return frozenset(healable(breakage)) if breakage is not None else frozenset()


def _outcome(
    name: str,
    folder: Path,
    newsroom: Newsroom,
    lived: tuple[datetime, datetime],
    broken: frozenset[str],
    alerts: int,
) -> Outcome:
    since, until = lived
    with open_archive(folder / "monitor.db") as archive:
        health = archive.health("ru", clock_at_dusk().now())
        lines = [line for line in archive.articles(limit=30) if line.first_seen_at >= since]
        reports = [report for line in lines if (report := archive.article(str(line.id)))]
    healing = health.healing if health is not None else None
    is_written = healing is not None and healing.file is not None
    sure = (
        frozenset(r.field for r in healing.remedies if r.is_sure)
        if healing and is_written
        else frozenset()
    )
    read = [report for report in reports if report.revisions]
    wrong = [
        f"{field} of {report.line.url}"
        for report in read
        for field in sure & {*HEALED}
        if not _is_right(field, report, newsroom.articles[report.number or 0])
    ]
    if any(map(_is_of_listing, sure)) and not any(map(_is_of_listing, _broken(folder))):
        wrong += _wrongly_listed(folder, newsroom, until)
    return Outcome(
        name=name,
        alerts=alerts,
        broken=broken,
        written=sure,
        left=_broken(folder),
        wrong=tuple(wrong),
        read_afterwards=len(read),
    )


def _is_of_listing(field: str) -> bool:
    return field not in HEALED


def _wrongly_listed(folder: Path, newsroom: Newsroom, until: datetime) -> Iterator[str]:
    """Yield what a listing that was healed makes up, and what it misses of all that was published by then."""
    with open_archive(folder / "monitor.db") as archive:
        held = {line.name: line for line in archive.articles(limit=500)}
    there = {f"24.kg#{article.id}": article for article in newsroom.articles.values()}
    yield from (f"listing makes up {name}" for name in held.keys() - there.keys())
    for name, article in there.items():
        if name not in held:
            if article.listed_at <= until:
                yield f"listing misses {name}"
        elif folded(held[name].title) != folded(article.title):
            yield f"listing calls {name} {held[name].title!r}"


def _is_right(field: str, report: ArticleReport, article: Article) -> bool:
    newest = report.revisions[-1]
    match field:
        case "title":
            return folded(newest.title) == folded(article.title)
        case "body":
            return likeness(newest.body, article.body) >= _SAME
        case "author":
            return folded(report.author or "") == folded(article.author)
        case "published":
            published = report.line.published_at
            return (
                published is not None
                and abs((published - article.published_at).total_seconds()) < 60
            )
        case "views":
            return report.line.views is not None
        case _:
            return bool(report.section)


async def perform(
    changes: Sequence[Redesign], done: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Perform these redesigns, one after the other, each from the same evening on. `done` hears of each."""
    found = []
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        stage = Mending(Path(folder), LENGTHS)
        await stage.prepare()
        for number, change in enumerate(changes):
            found.append(await stage.mend(change, number))
            done(found[-1])
    return found


def changes(*, is_short: bool = False) -> list[Redesign]:
    """Return the redesigns that concern articles or the listing, or a few of both."""
    names = [case.name for case in (*redrawn(), *listings_redrawn())]
    found = [each for each in REDESIGNS if each.name in names]
    return [*found[:_SHORT], *found[-_SHORT:]] if is_short else found


def rows(*, is_short: bool) -> list[Row]:
    """Return what the daemon healed by itself, and what it healed wrongly."""
    found = asyncio.run(perform(changes(is_short=is_short)))
    return [
        Row(label="redesigns that stayed", value=len(found), unit=""),
        *_mended("articles", found, lambda field: not _is_of_listing(field)),
        *_mended("listings", found, _is_of_listing),
        Row(
            label="alerts that tell of it, a redesign",
            value=_mean(each.alerts for each in found),
            unit="",
        ),
        Row(label="articles read afterwards", value=sum(e.read_afterwards for e in found), unit=""),
        Row(
            label="values of them that are wrong",
            value=sum(len(each.wrong) for each in found),
            unit="",
            goal=at_most(0),
        ),
    ]


def _mended(what: str, found: Sequence[Outcome], is_meant: Callable[[str], bool]) -> Iterator[Row]:
    """Yield how many fields of articles or of listings broke, and how many are good again."""
    broken = sum(sum(map(is_meant, each.broken)) for each in found)
    mended = sum(sum(map(is_meant, each.broken & each.written - each.left)) for each in found)
    yield Row(label=f"fields of {what} that were told broken", value=broken, unit="")
    yield Row(label="  written, and good again without a person", value=mended, unit="")


def _mean(values: Iterable[int]) -> float:
    found = list(values)
    return sum(found) / len(found)


def main() -> None:
    """Print what came of each redesign."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true")
    logging.getLogger("monitor").setLevel(logging.ERROR)
    wanted = changes(is_short=parser.parse_args().short)
    asyncio.run(perform(wanted, lambda outcome: print(outcome.line(), flush=True)))


if __name__ == "__main__":
    main()
