"""SIGKILL, SIGTERM, SIGINT and SIGHUP over the whole path, from the first start on: is anything lost or torn?

Storms of kills (`benchmarks/crash`) side by side, kills while a database is made and while an old one is brought up to
date, stops over receivers and pages that hang, and reloads with configurations that are good and broken. What is left
of each is held against the promises of `benchmarks/crash/checks.py`.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crash import births, reloads, stops
from benchmarks.crash.__main__ import lanes_of
from benchmarks.crash.checks import violations
from benchmarks.crash.moment import Moment
from benchmarks.crash.nursery import Nursery, open_nursery
from benchmarks.crash.record import Record
from benchmarks.crash.stage import staged
from benchmarks.crash.storm import record_of
from benchmarks.torture.tally import Size, Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """How often each thing is done, and in how many lanes side by side."""

    kills: int
    kill_lanes: int
    creations: int
    upgrades: int
    stops: int
    stop_lanes: int
    reloads: int


LOADS: Mapping[Size, Load] = {
    Size.SHORT: Load(
        kills=32, kill_lanes=4, creations=4, upgrades=4, stops=8, stop_lanes=4, reloads=4
    ),
    Size.FULL: Load(
        kills=9_000, kill_lanes=6, creations=500, upgrades=500, stops=500, stop_lanes=4, reloads=200
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What all of it came to; `flaws` are sentences that no record holds."""

    storms: Sequence[Record]
    others: Sequence[Record]
    births: Mapping[str, int]
    unfinished: int
    stops: Sequence[stops.Stop]
    reloads: reloads.Reloads
    flaws: Sequence[str]


def torture(size: Size) -> Tally:
    """Return what came of so many kills, stops and reloads."""
    return tally_of(asyncio.run(outcome_of(LOADS[size])))


async def outcome_of(load: Load, seed: int = 1) -> Outcome:
    """Do all of it side by side."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with open_nursery() as nursery:
            (
                storms,
                (moments, unfinished, flaws),
                (stopped, stop_records),
                (reloaded, reload_record),
            ) = await asyncio.gather(
                lanes_of(folder / "storms", nursery, load.kills, load.kill_lanes, seed),
                _births(folder, nursery, load, seed),
                _stops(folder / "stops", nursery, load, seed),
                _reloads(folder / "reloads", nursery, load.reloads, seed),
            )
    return Outcome(
        storms=storms,
        others=[*stop_records, reload_record],
        births=moments,
        unfinished=unfinished,
        stops=stopped,
        reloads=reloaded,
        flaws=flaws,
    )


def tally_of(outcome: Outcome) -> Tally:
    """Return the counts of an outcome, and every promise that it broke."""
    records = [*outcome.storms, *outcome.others]
    broken = [sentence for record in records for sentence in violations(record)]
    broken += outcome.flaws
    broken += [sentence for stop in outcome.stops for sentence in stops.flaws_of(stop)]
    broken += reloads.flaws_of(outcome.reloads)
    return Tally(
        name="kills",
        counts={
            **_kill_counts(outcome),
            **_message_counts(records),
            **_stop_counts(outcome.stops),
            "reloads taken, refused": f"{outcome.reloads.taken}, {outcome.reloads.refused}",
            "files open at most, early and late": "{} {}".format(*outcome.reloads.files),
            "threads at most, early and late": "{} {}".format(*outcome.reloads.threads),
        },
        broken=tuple(broken),
    )


def _kill_counts(outcome: Outcome) -> dict[str, object]:
    moments = Counter(outcome.births)
    for record in outcome.storms:
        moments.update(record.moments)
    return {
        "SIGKILLs": moments.total(),
        **{f"  {moment.value}": moments[moment.value] for moment in Moment},
        "upgrades that a kill left unfinished": outcome.unfinished,
    }


def _message_counts(records: Sequence[Record]) -> dict[str, object]:
    taken = [
        Counter((receipt.sink, receipt.alert) for receipt in record.receipts if receipt.is_taken)
        for record in records
    ]
    return {
        "articles published": sum(len(record.published) for record in records),
        "alerts owed": sum(len(record.alerts) for record in records),
        "messages taken": sum(each.total() for each in taken),
        "  of them again, under the same id": sum(each.total() - len(each) for each in taken),
    }


def _stop_counts(done: Sequence[stops.Stop]) -> dict[str, object]:
    took = sorted(stop.took for stop in done if stop.was_heard) or [0.0]
    return {
        "stops (SIGTERM, SIGINT)": len(done),
        "  before the program could hear": sum(not stop.was_heard for stop in done),
        "  seconds, p50": round(took[len(took) // 2], 2),
        "  seconds, p99": round(took[int(len(took) * 0.99)], 2),
        "  seconds, most": round(took[-1], 2),
    }


async def _births(
    folder: Path, nursery: Nursery, load: Load, seed: int
) -> tuple[dict[str, int], int, list[str]]:
    async with (
        staged(folder / "creations", seed, nursery) as new,
        staged(folder / "upgrades", seed, nursery) as old,
    ):
        torn, (unfinished, unwhole) = await asyncio.gather(
            births.creations(new, load.creations), births.upgrades(old, load.upgrades)
        )
    moments = {moment.value: count for moment, count in (new.moments + old.moments).items()}
    return moments, unfinished, torn + unwhole


async def _stops(
    folder: Path, nursery: Nursery, load: Load, seed: int
) -> tuple[list[stops.Stop], list[Record]]:
    async def lane(number: int) -> tuple[list[stops.Stop], Record]:
        async with staged(folder / f"lane-{number}", seed + number, nursery) as stage:
            share = load.stops // load.stop_lanes + (number < load.stops % load.stop_lanes)
            done = await stops.stops(stage, share)
            return done, record_of(stage)

    lanes = await asyncio.gather(*map(lane, range(load.stop_lanes)))
    return [stop for done, _ in lanes for stop in done], [record for _, record in lanes]


async def _reloads(
    folder: Path, nursery: Nursery, count: int, seed: int
) -> tuple[reloads.Reloads, Record]:
    async with staged(folder, seed, nursery) as stage:
        return await reloads.reloads(stage, count), record_of(stage)
