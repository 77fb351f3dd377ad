"""The wall clock is set under a running daemon, in both directions, by seconds and by years, and at the worst moments.

The newsroom and the receiver go by the real clock; the daemon is the real one, under libfaketime.
"""

import asyncio
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.torture.clock_sinks import EVERY, RETRY
from benchmarks.torture.clock_stage import staged
from benchmarks.torture.faketime import library
from benchmarks.torture.jumps import FULL, SHORT, Jump, Message, Record
from benchmarks.torture.tally import Size, Tally

# The jumps, and how long the daemon is watched after each: in full, longer than the largest gap that is allowed.
_JUMPS = {
    Size.SHORT: (SHORT, timedelta(seconds=2)),
    Size.FULL: (FULL, timedelta(seconds=3.3)),
}
# How much longer than their interval two polls may lie apart, in seconds.
LATE = 2.0
# A poll is moved by up to 5 % of its interval, and comes from another process.
EARLIEST = 0.95 * EVERY.total_seconds() - 0.15
# How long after a jump a message may still bear the time before it, and how far off its time may be: the clocks are
# compared once a second, and half a second between them is play.
UNNOTICED, OFF = 2.0, 1.5


def torture(size: Size) -> Tally:
    """Return how the schedule bore the jumps."""
    preloaded = library()
    if preloaded is None:
        return Tally(
            name="clocks", counts={"skipped": "neither libfaketime nor faketime is installed"}
        )
    with tempfile.TemporaryDirectory() as folder:
        record = asyncio.run(jump(Path(folder), preloaded, *_JUMPS[size]))
    return tally(record)


async def jump(folder: Path, preloaded: str, jumps: Sequence[Jump], watched: timedelta) -> Record:
    """Return the record of a daemon in `folder`, `watched` for so long before the first jump and after each."""
    async with staged(folder, preloaded) as stage:
        await asyncio.sleep(3 * watched.total_seconds())
        for each in jumps:
            await stage.jump(each, watched)
        return await stage.record()


def tally(record: Record) -> Tally:
    """Return the counts of a record, and what it broke."""
    gaps = [gap for _, gap in _gaps(record)]
    taken = Counter(message.id for message in record.messages if message.is_taken)
    return Tally(
        name="clocks",
        counts={
            "jumps": len(record.jumps),
            "polls": sum(map(len, record.polls.values())),
            "interval": f"{record.every.total_seconds():.1f} s",
            "largest gap before any jump": f"{max(_undisturbed(record), default=0):.2f} s",
            "largest gap between polls": f"{max(gaps, default=0):.2f} s",
            "extra polls after a jump, at most": max(_extra(record).values(), default=0),
            "alerts owed": len(record.owed),
            "messages taken": sum(taken.values()),
            "taken again under their own id": sum(taken.values()) - len(taken),
            **{
                f"told to {sink}, by messages": f"{len(_by_alert(held))}, {len(held)}"
                for sink, held in record.held.items()
            },
            "notices of a clock that was set": len(record.notices),
            "shortest wait for a retry": f"{min(_retries(record), default=0):.2f} s",
        },
        broken=tuple(sentence for check in CHECKS for sentence in check(record)),
    )


def _gaps(record: Record) -> Iterator[tuple[float, float]]:
    """Yield (when it ended, how long it was) of each gap between polls in which the daemon was at work."""
    for times in record.polls.values():
        for before, after in pairwise((*times, record.ended)):
            if not any(begin < after and before < end for begin, end in record.pauses):
                yield after, after - before


def _undisturbed(record: Record) -> Iterator[float]:
    """Yield the gaps before the first jump: what the machine does to them by itself."""
    yield from (gap for at, gap in _gaps(record) if at < record.jumps[0])


def _extra(record: Record) -> Counter[tuple[str, int]]:
    """Count, by listing and jump, the polls that came sooner after the one before than they were due."""
    found: Counter[tuple[str, int]] = Counter()
    for listing, times in record.polls.items():
        for before, after in pairwise(times):
            is_restarted = any(begin < after and before < end for begin, end in record.pauses)
            if after - before < EARLIEST and not is_restarted:
                found[listing, sum(at <= after for at in record.jumps)] += 1
    return found


def _retries(record: Record) -> Iterator[float]:
    """Yield the seconds between the attempts at one message."""
    by_id = defaultdict(list)
    for message in record.messages:
        by_id[message.id].append(message.at)
    for times in by_id.values():
        yield from (after - before for before, after in pairwise(times))


def no_gap(record: Record) -> Iterator[str]:
    """A listing is polled every so often, whatever the clock does."""
    most = record.every.total_seconds() + LATE
    for at, gap in _gaps(record):
        if gap > most:
            jumps = sum(each <= at for each in record.jumps)
            yield f"no poll for {gap:.1f} s, after jump {jumps}"


def no_burst(record: Record) -> Iterator[str]:
    """A jump costs a listing no more than one poll before its time."""
    for (listing, number), polls in _extra(record).items():
        if polls > 1:
            yield f"{polls} polls of {listing} before their time, after jump {number}"


def none_lost(record: Record) -> Iterator[str]:
    """Every article that met a rule is told."""
    told = {message.about for message in record.messages if message.is_taken}
    yield from (f"{article} was never told" for article in sorted(record.owed - told))


def one_id(record: Record) -> Iterator[str]:
    """What is told again is told under the same id."""
    ids = defaultdict(set)
    for message in record.messages:
        ids[message.about].add(message.id)
    yield from (
        f"{about} was told under {len(each)} ids" for about, each in ids.items() if len(each) > 1
    )


def retries_keep_their_distance(record: Record) -> Iterator[str]:
    """A delivery is tried again after its wait, not sooner and not much later."""
    wait = RETRY.total_seconds()
    for gap in _retries(record):
        # 10 % of play either way; the next tick may be a second away.
        if not 0.9 * wait - 0.15 <= gap <= 1.1 * wait + LATE:
            yield f"a retry came after {gap:.1f} s"


def right_time(record: Record) -> Iterator[str]:
    """A message bears the time that is right by the clock of now."""
    for message in record.messages:
        is_settled = all(not 0 <= message.at - at < UNNOTICED for at in record.jumps)
        if is_settled and abs(message.off) > OFF:
            yield f"{message.id} is {message.off:+.1f} s off"


def leases_hold(record: Record) -> Iterator[str]:
    """A worker that is alive keeps what it works at."""
    if record.interrupted:
        yield f"{record.interrupted} attempts were called interrupted"
    yield from record.troubles


def held_is_told_once(record: Record) -> Iterator[str]:
    """What a sink holds is told by one message, and nothing stays behind."""
    owed = {message.id for message in record.messages if message.is_taken}
    for sink, held in record.held.items():
        told = _by_alert(held)
        yield from (f"{alert} was never told to {sink}" for alert in sorted(owed - set(told)))
        for alert, by in told.items():
            if len(by) > 1:
                yield f"{alert} was told to {sink} by {len(by)} messages"


def the_clock_is_told(record: Record) -> Iterator[str]:
    """That the clock was set is told once, by how much."""
    told, missed = list(record.notices), []
    for by in record.to_notice:
        found = next((each for each in told if abs(each - by) < OFF), None)
        if found is None:
            missed.append(by)
        else:
            told.remove(found)
    # What was told instead says whether it was told wrongly, by halves, or not at all.
    besides = ", ".join(f"{each:+.1f}" for each in told)
    for by in missed:
        yield f"nobody was told that the clock was set by {by:+.1f} s; told besides: {besides}"
    if len(told) > record.may_notice:
        yield f"{len(told)} times it was told without need that the clock was set: {besides}"


def _by_alert(held: Sequence[Message]) -> dict[str, set[str]]:
    """Return the messages that told each alert."""
    found = defaultdict(set)
    for message in held:
        for alert in message.tells:
            found[alert].add(message.id)
    return found


def ends_well(record: Record) -> Iterator[str]:
    """The daemon ends when it is told to."""
    yield from (f"the daemon ended with exit code {code}" for code in record.exits if code)


CHECKS: tuple[Callable[[Record], Iterator[str]], ...] = (
    no_gap,
    no_burst,
    none_lost,
    one_id,
    retries_keep_their_distance,
    right_time,
    leases_hold,
    held_is_told_once,
    the_clock_is_told,
    ends_well,
)
