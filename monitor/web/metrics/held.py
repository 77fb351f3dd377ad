"""What the archive knows, as metrics. Pure: it is given the numbers and the time."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from prometheus_client.core import Metric

from monitor.model import PolitenessRules, TargetKind
from monitor.model.report import HostTally, Latency, SinkTally, SourceTally, Tally
from monitor.web.metrics import names
from monitor.web.metrics.family import Family

T = TypeVar("T", SourceTally, SinkTally)


def held(
    tally: Tally,
    latency: Collection[Latency],
    politeness: PolitenessRules,
    build: tuple[str, str],
    now: datetime,
) -> Iterator[Metric]:
    """Yield every metric of `names.HELD`. `build` is the version of the program and of Python."""
    yield names.BUILD_INFO.of({build: 1})
    yield from _moments(tally)
    yield from _sources(tally.sources)
    since = tally.due_since
    yield names.TARGET_OVERDUE.of(
        {(kind.value,): _age(since.get(kind), now) for kind in TargetKind}
    )
    yield from _hosts(tally.hosts, politeness)
    yield from _sinks(tally.sinks, now)
    yield names.LATENCY_LAST_HOUR.of(_percentiles(latency))
    yield names.LAST_ROW.of({(table,): row for table, row in tally.last_rows.items()})
    yield names.DATABASE_BYTES.of({(): tally.database_bytes})
    yield names.LOG_BYTES.of({(): tally.log_bytes})
    yield names.FREE_BYTES.of({} if tally.free_bytes is None else {(): tally.free_bytes})


def _moments(tally: Tally) -> Iterator[Metric]:
    yield names.BEGAN.of({(): tally.began_at.timestamp()} if tally.began_at else {})
    yield names.ALIVE.of({(): tally.alive_at.timestamp()} if tally.alive_at else {})


def _sources(sources: Collection[SourceTally]) -> Iterator[Metric]:
    yield names.SOURCE_POLLED.of(
        {(each.id,): each.polled_at.timestamp() for each in sources if each.polled_at}
    )
    yield names.SOURCE_FAILURES.of(
        {(each.id, each.reason or ""): each.failures for each in sources}
    )
    yield names.SOURCE_ALARM.of({(each.id, each.alarm): 1 for each in sources if each.alarm})
    yield _each(names.SOURCE_BROKEN, sources, lambda each: each.is_broken)
    # One that is not watched yet has nothing to prove.
    yield names.SOURCE_COVERAGE.of(
        {(each.id,): min(each.proven / each.watched, 1.0) for each in sources if each.watched}
    )
    yield _each(names.SOURCE_PROVEN, sources, lambda each: each.proven.total_seconds())
    yield _each(names.SOURCE_HOLES, sources, lambda each: each.holes)


def _hosts(hosts: Collection[HostTally], politeness: PolitenessRules) -> Iterator[Metric]:
    yield names.HOST_FIRM.of({(each.host,): each.firm for each in hosts})
    yield names.HOST_BUDGET.of({(each.host,): politeness.of(each.host).budget for each in hosts})
    yield names.HOST_OPEN.of({(each.host,): each.is_open for each in hosts})


def _sinks(sinks: Collection[SinkTally], now: datetime) -> Iterator[Metric]:
    yield _each(names.PENDING, sinks, lambda each: each.pending)
    yield _each(names.DELIVERY_OVERDUE, sinks, lambda each: _age(each.due_since, now))
    yield _each(names.OLDEST_PENDING, sinks, lambda each: _age(each.waiting_since, now))
    yield names.LAST_DAY.of(
        {
            (each.id, state): deliveries
            for each in sinks
            for state, deliveries in each.last_day.items()
        }
    )
    yield _each(names.SINK_DISABLED, sinks, lambda each: each.is_disabled)


def _each(family: Family, all_: Iterable[T], value: Callable[[T], float]) -> Metric:
    return family.of({(each.id,): value(each) for each in all_})


def _age(since: datetime | None, now: datetime) -> float:
    """Return for how many seconds something waits; 0 if nothing does, or its time is to come."""
    return max(now - since, timedelta()).total_seconds() if since else 0.0


def _percentiles(latency: Collection[Latency]) -> Mapping[tuple[str, ...], float]:
    return {
        (each.source, percentile): wait.total_seconds()
        for each in latency
        if each.whole
        for percentile, wait in (
            ("50", each.whole.p50),
            ("95", each.whole.p95),
            ("99", each.whole.p99),
        )
    }
