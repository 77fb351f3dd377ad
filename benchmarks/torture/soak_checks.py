"""What a long life must not do: grow, and bother anybody. One check a promise; each yields a sentence a breach."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from benchmarks.torture.soak_site import (
    FORBIDDEN,
    LIMITED,
    RETRY_AFTER,
    ROBOTS_PATH,
    UNREACHABLE,
    Visit,
)
from benchmarks.torture.taken import Taken, growth

# What memory may grow after the warm-up: the larger of the two.
MOST_KIB, MOST_SHARE = 2 * 1024, 0.02
MOST_WAL_KIB = 64 * 1024
# Both connections' page caches when full, and what else SQLite holds.
MOST_CACHED_KIB = 96 * 1024
# Of the loop, the receiver, and the processes that read pages.
OTHER_SOCKETS = 16
LEAST_CONDITIONAL = 0.99
# Fewer samples than this show no growth.
_TELLING = 8
# Two requests that overlap by less, in real seconds, are the end of one connection and the beginning of the next.
_OVERLAP = 0.1
# Clocks of two processes are read one after the other.
_ROUNDING = 0.001


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """What the engine's process takes at the end of a virtual hour. Sizes are in KiB; `cached` is SQLite's share.

    `scouts` are its processes that read pages, by their numbers.
    """

    hour: int
    resident: int
    cached: int
    files: int
    sockets: int
    threads: int
    wal: int
    database: int
    articles: int
    scouts: Mapping[int, Taken]


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What is left of a life: samples by the hour, and every request that the hosts saw."""

    delay: timedelta
    warm_up: int
    samples: Sequence[Sample]
    visits: Sequence[Visit]
    messages: int
    sources: int
    hosts: int


def rested(record: Record) -> Sequence[Sample]:
    """Return the samples after the warm-up."""
    return [sample for sample in record.samples if sample.hour > record.warm_up]


def own_growth(record: Record) -> float:
    """Return by how many KiB memory grew from the first quarter after the warm-up to the last.

    SQLite's page caches are left out: they grow with the database, up to bounds of their own.
    """
    return growth([sample.resident - sample.cached for sample in rested(record)])


def scouts_growth(record: Record) -> float:
    """Return by how many KiB the memory of all scouts grew, likewise."""
    return growth([_read_by(sample) for sample in rested(record)])


def _read_by(sample: Sample) -> int:
    """Return how many KiB the scouts hold."""
    return sum(scout.resident for scout in sample.scouts.values())


def conditional(record: Record) -> tuple[int, int]:
    """Return how many requests were conditional, of how many that could have been."""
    able = [visit for visit in record.visits if visit.may_be_conditional]
    return sum(visit.is_conditional for visit in able), len(able)


def shown(record: Record) -> Mapping[str, object]:
    """Return the counts for people."""
    samples = rested(record)
    first, last = samples[0], samples[-1]
    weather = Counter(visit.weather for visit in record.visits if visit.weather)
    asked, able = conditional(record)
    gaps = [gap for _, gap in _gaps(record)]
    return {
        "sources": record.sources,
        "virtual hours": record.samples[-1].hour,
        "requests": len(record.visits),
        "of them met a fault": ", ".join(f"{n} {name}" for name, n in weather.most_common()),
        "articles": last.articles,
        "messages": record.messages,
        "memory after warm-up": f"{first.resident / 1024:.1f} MiB",
        "memory at the end": f"{last.resident / 1024:.1f} MiB",
        "of that SQLite's caches": f"{first.cached / 1024:.1f} to {last.cached / 1024:.1f} MiB",
        "other growth, quarter to quarter": f"{own_growth(record) / 1024:+.2f} MiB",
        "memory of the scouts": f"{_read_by(first) / 1024:.1f} to {_read_by(last) / 1024:.1f} MiB",
        "  hour by hour": " ".join(f"{_read_by(each) / 1024:.1f}" for each in record.samples),
        "their growth, quarter to quarter": f"{scouts_growth(record) / 1024:+.2f} MiB",
        "their files, sockets, threads": ", ".join(
            _range(getattr(scout, name) for s in samples for scout in s.scouts.values())
            for name in ("files", "sockets", "threads")
        ),
        "files open": _range(sample.files for sample in samples),
        "sockets open": _range(sample.sockets for sample in samples),
        "threads": _range(sample.threads for sample in samples),
        "largest write-ahead log": f"{max(s.wal for s in record.samples) / 1024:.1f} MiB",
        "database a stored article": f"{1024 * last.database / max(last.articles, 1):.0f} bytes",
        "shortest gap at a host": f"{min(gaps, default=0):.2f} s",
        "conditional where possible": f"{asked} of {able}",
    }


def memory_is_flat(record: Record) -> Iterator[str]:
    """After its warm-up the program grows no more."""
    samples = rested(record)
    most = max(MOST_KIB, MOST_SHARE * samples[0].resident)
    if len(samples) >= _TELLING and own_growth(record) > most:
        yield f"memory grew by {own_growth(record) / 1024:.1f} MiB after the warm-up"
    if (cached := max(sample.cached for sample in samples)) > MOST_CACHED_KIB:
        yield f"SQLite holds {cached / 1024:.0f} MiB"


def handles_are_flat(record: Record) -> Iterator[str]:
    """Files and threads are not left behind, nor connections: one a host may be kept for its next request."""
    samples = rested(record)
    half = len(samples) // 2
    if len(samples) < _TELLING:
        return
    if (sockets := max(sample.sockets for sample in samples)) > record.hosts + OTHER_SOCKETS:
        yield f"{sockets} sockets are open for {record.hosts} hosts"
    for name in ("files", "threads"):
        before, after = (
            max(getattr(s, name) for s in part) for part in (samples[:half], samples[half:])
        )
        if after > before:
            yield f"{name} grew from {before} to {after}"


def scouts_are_flat(record: Record) -> Iterator[str]:
    """The processes that read pages grow no more either, leave nothing behind, and need no successor."""
    samples = rested(record)
    if len(samples) < _TELLING:
        return
    most = max(MOST_KIB, MOST_SHARE * _read_by(samples[0]))
    if (more := scouts_growth(record)) > most:
        yield f"scouts grew by {more / 1024:.1f} MiB after the warm-up"
    if not all(samples[0].scouts.keys() == sample.scouts.keys() for sample in samples):
        yield "a scout fell, or had a successor"
    half = len(samples) // 2
    for name in ("files", "threads"):
        before, after = (
            max(getattr(scout, name) for s in part for scout in s.scouts.values())
            for part in (samples[:half], samples[half:])
        )
        if after > before:
            yield f"{name} of a scout grew from {before} to {after}"
    sockets = max(scout.sockets for s in samples for scout in s.scouts.values())
    if sockets > record.hosts + OTHER_SOCKETS:
        yield f"{sockets} sockets of a scout are open for {record.hosts} hosts"


def log_is_bounded(record: Record) -> Iterator[str]:
    """The write-ahead log is taken over into the database now and then."""
    largest = max(sample.wal for sample in record.samples)
    if largest > MOST_WAL_KIB:
        yield f"the write-ahead log grew to {largest / 1024:.0f} MiB"


def robots_are_obeyed(record: Record) -> Iterator[str]:
    """What robots.txt forbids is not asked for, and nothing while it could not be read."""
    may_ask: set[str] = set()
    for visit in record.visits:
        if visit.path == ROBOTS_PATH:
            if visit.weather != UNREACHABLE:
                may_ask.add(visit.host)
        elif visit.host not in may_ask:
            yield f"{visit.host}{visit.path} was asked for before its robots.txt was read"
        elif FORBIDDEN in visit.path:
            yield f"{visit.host}{visit.path} is forbidden and was asked for"


def hosts_have_their_rest(record: Record) -> Iterator[str]:
    """Between two requests to a host lies its delay."""
    for visit, gap in _gaps(record):
        if gap < record.delay.total_seconds() - _ROUNDING:
            yield f"{visit.host}{visit.path} was asked {gap:.3f} s after the last request to its host"


def one_at_a_time(record: Record) -> Iterator[str]:
    """A host is asked one thing at a time."""
    for before, after in _pairs(record):
        if before.ended - after.begun > _OVERLAP:
            yield f"{after.host}{after.path} was asked while {before.path} was under way"


def retry_after_is_kept(record: Record) -> Iterator[str]:
    """Who asks to be left in peace is."""
    quiet_until: dict[str, float] = {}
    for visit in record.visits:
        if visit.at < quiet_until.get(visit.host, 0.0) - _ROUNDING:
            yield f"{visit.host}{visit.path} was asked before its Retry-After was over"
        if visit.weather == LIMITED:
            quiet_until[visit.host] = visit.at + RETRY_AFTER.total_seconds()


def pages_are_asked_for_conditionally(record: Record) -> Iterator[str]:
    """A page whose validator we hold is not sent twice for nothing."""
    asked, able = conditional(record)
    if able and asked < LEAST_CONDITIONAL * able:
        yield f"only {asked} of {able} requests that could be conditional were"


def everybody_is_asked(record: Record) -> Iterator[str]:
    """A record of nothing proves nothing: every source was polled."""
    polled = {(visit.host, visit.path) for visit in record.visits if visit.path.endswith("/")}
    if len(polled) < record.sources:
        yield f"only {len(polled)} of {record.sources} sources were polled"


def _pairs(record: Record) -> Iterator[tuple[Visit, Visit]]:
    by_host = defaultdict(list)
    for visit in record.visits:
        by_host[visit.host].append(visit)
    for visits in by_host.values():
        yield from pairwise(visits)


def _gaps(record: Record) -> Iterator[tuple[Visit, float]]:
    yield from ((after, after.at - before.at) for before, after in _pairs(record))


def _range(values: Iterator[int]) -> str:
    found = sorted(values)
    return f"{found[0]} to {found[-1]}"


CHECKS: tuple[Callable[[Record], Iterator[str]], ...] = (
    memory_is_flat,
    handles_are_flat,
    scouts_are_flat,
    log_is_bounded,
    robots_are_obeyed,
    hosts_have_their_rest,
    one_at_a_time,
    retry_after_is_kept,
    pages_are_asked_for_conditionally,
    everybody_is_asked,
)
