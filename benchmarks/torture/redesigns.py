"""Redesigns of the newsroom, one at a time, and harmless changes: is each told once, and nothing else?

The engine itself watches over real HTTP, in virtual time.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.torture.breaking import REDESIGNS
from benchmarks.torture.harmless import HARMLESS
from benchmarks.torture.markups import Redesign
from benchmarks.torture.redesign_stage import Lengths, Stage, Story, memory
from benchmarks.torture.tally import Size, Tally
from monitor.model import AlertKind

# So many polls, or reads of different articles, that show the redesign.
PROMISED = 2
PATCHY_PROMISED = 3
SHORT_REDESIGNS = ("rows without links", "the headline is the site's name")
SHORT_HARMLESS = ("photo stories",)
# What is owed where there is no page at all.
AWAY = frozenset({AlertKind.SOURCE_FAILING.value, AlertKind.SOURCE_RECOVERED.value})


def violations(change: Redesign, story: Story, control: Story) -> Iterator[str]:
    """Yield a sentence for each promise that is broken. `control` is how it went without any change."""
    yield from _false(change, story, control)
    alarms = {kind: count for kind, count in story.alerts.items() if kind.startswith("source.")}
    if change.breaks is None:
        told = alarms.keys() - (AWAY if change.is_away else frozenset())
        yield from (f"{change.name}: {kind} is told of a harmless change" for kind in sorted(told))
        return
    owed = {AlertKind.SOURCE_BROKEN.value: 1, AlertKind.SOURCE_RECOVERED.value: 1}
    if alarms != owed:
        yield f"{change.name}: told {alarms or 'nothing'} instead of one breakage and its end"
    if story.raised_by is None:
        return
    looks = story.looks.get(story.raised_by, 0)
    if looks > (PATCHY_PROMISED if change.is_patchy else PROMISED):
        yield f"{change.name}: noticed only at {looks} pages of the kind {story.raised_by}"
    for page, names in story.named.items():
        if wrong := names - change.breaks.get(page, frozenset()):
            yield f"{change.name}: names {page} {', '.join(sorted(wrong))}, which nothing happened to"
    for page, names in change.breaks.items():
        if missed := names - story.broken.get(page, frozenset()):
            yield f"{change.name}: {page} {', '.join(sorted(missed))} is never called broken"


def _false(change: Redesign, story: Story, control: Story) -> Iterator[str]:
    """Yield what was told of articles to whom nothing happened."""
    if change.act is not None:
        return
    for kind, count in (story.events - control.events).items():
        yield f"{change.name}: {count} articles are {kind} without an act"
    if story.wordings:
        yield f"{change.name}: {story.wordings} second wordings of articles that nobody edited"
    for article, rule in sorted(story.told - control.told):
        yield f"{change.name}: {rule} is told of {article}, which a healthy site would not bring about"


def torture(size: Size) -> Tally:
    """Perform the redesigns and the harmless changes, all or a few."""
    if size is Size.FULL:
        return asyncio.run(perform((*REDESIGNS, *HARMLESS), Lengths()))
    wanted = (*SHORT_REDESIGNS, *SHORT_HARMLESS)
    some = [each for each in (*REDESIGNS, *HARMLESS) if each.name in wanted]
    return asyncio.run(perform(some, Lengths(quiet=103, broken=8, healed=16)))


async def perform(changes: Sequence[Redesign], lengths: Lengths) -> Tally:
    """Perform these changes and count."""
    broken: list[str] = []
    stories: list[Story] = []
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        stage = Stage(Path(folder), lengths)
        await stage.prepare()
        control = await stage.perform(HARMLESS[0])
        for change in changes:
            story = await stage.perform(change)
            stories.append(story)
            broken += violations(change, story, control)
    counts = _counts(list(zip(changes, stories, strict=True)), control)
    return Tally(name="redesigns", counts=counts, broken=tuple(broken))


def _counts(performed: Sequence[tuple[Redesign, Story]], control: Story) -> dict[str, object]:
    bad = [story for change, story in performed if change.breaks is not None]
    harmless = [story for change, story in performed if change.breaks is None]
    noticed = [story for story in bad if story.raised_by]
    untouched = [story for change, story in performed if change.act is None]
    return {
        "redesigns": len(bad),
        "noticed": len(noticed),
        "pages until noticed, most": max(
            (story.looks.get(story.raised_by or "", 0) for story in noticed), default=0
        ),
        "alerts that it broke": sum(story.alerts["source.broken"] for story in bad),
        "alerts that it recovered": sum(story.alerts["source.recovered"] for story in bad),
        "harmless changes": len(harmless),
        "alerts of those": sum(story.alerts["source.broken"] for story in harmless),
        "false edits, withdrawals and the like": sum(
            (story.events - control.events).total() for story in untouched
        ),
        "false alerts of articles": sum(len(story.told - control.told) for story in untouched),
    }
