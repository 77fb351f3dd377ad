"""A report of some days for whoever only reads it: one file of HTML that asks for nothing. Knows no request."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.core.canary import SOURCE
from monitor.core.silence.coverage import coverage_of
from monitor.model import EventKind
from monitor.model.report import (
    AlertFilter,
    AlertReport,
    EventLine,
    Latency,
    RisingLine,
    SinkReport,
    SourceReport,
    StoryReport,
)
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web import spark
from monitor.web.frame import manners, templates
from monitor.web.happenings import Happening, happening_of
from monitor.web.speech import load_speeches
from monitor.web.told import Told, told_of

# More is not read in one go; the report says that it stops there.
_ALERTS, _EVENTS = 1_000, 500
_OF_A_RULE = 25
_RISING, _STORIES = 10, 10
_LEAF = 200
# An edit is told by what it changed; how a page stands in a listing and what its counter shows is not news.
_NO_NEWS = frozenset(
    {
        *(EventKind.EDITED, EventKind.TYPO_FIXED, EventKind.CHURNING, EventKind.COPY),
        *(EventKind.UNLISTED, EventKind.RELISTED, EventKind.COUNTER_BACKWARDS),
        *(EventKind.COUNTER_FROZEN, EventKind.COUNTER_JUMPED, EventKind.COUNTER_STRAIGHT),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSaid:
    """What a rule told: the newest of it, and how much there was in all. `rule` is "" of what monitor says itself."""

    rule: str
    told: tuple[Told, ...]
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Risen:
    """An article that is read, and the points of its course (`spark`)."""

    rising: RisingLine
    points: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """An article, and what happened to it, the newest first."""

    line: EventLine
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """A source, how many of its whole hours are proven, and how many holes were noticed."""

    source: SourceReport
    complete: int
    hours: int
    holes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What was seen between `since` and `until`. `is_cut`: there was more than a report holds."""

    since: datetime
    until: datetime
    rules: tuple[RuleSaid, ...]
    risen: tuple[Risen, ...]
    changed: tuple[Changed, ...]
    stories: tuple[StoryReport, ...]
    watched: tuple[Watched, ...]
    latency: tuple[Latency, ...]
    sinks: tuple[SinkReport, ...]
    is_cut: bool

    @property
    def alerts(self) -> int:
        """Return how many alerts there were."""
        return sum(each.count for each in self.rules)


def report_of(
    archive: Archive, since: datetime, until: datetime, zone: ZoneInfo, rules: Collection[str]
) -> Report:
    """Return what is held of the time since then, until now. `rules` are told of in their order, others after them.

    May raise `StoreUnavailable`.
    """
    alerts = _alerts(archive, since, until)
    lines = archive.events(since=since, limit=_EVENTS)
    sources = [
        each for each in archive.sources(counting=False) if each.is_configured and each.id != SOURCE
    ]
    return Report(
        since=since,
        until=until,
        rules=_by_rule(alerts, zone, rules),
        risen=_risen(archive, since),
        changed=_changed(lines, zone),
        stories=tuple(
            story
            for story in archive.stories(since=since, limit=_STORIES)
            if len(story.articles) > 1
        ),
        watched=tuple(_watched(archive, each, since, until) for each in sources),
        latency=tuple(archive.latency(since=since)),
        sinks=tuple(each for each in archive.sinks() if each.is_configured),
        is_cut=len(alerts) == _ALERTS or len(lines) == _EVENTS,
    )


def written(report: Report, zone: ZoneInfo, language: str) -> str:
    """Return a report as one file of HTML, in one of `speech.LANGUAGES`. It holds its own style, and no script."""
    speech = load_speeches()[language]
    return (
        templates()
        .get_template("report.html")
        .render(report=report, spark=spark, **manners(speech, zone, report.until))
    )


def _alerts(archive: Archive, since: datetime, until: datetime) -> list[AlertReport]:
    which, after = AlertFilter(since=since, until=until), ""
    found: list[AlertReport] = []
    while len(found) < _ALERTS:
        leaf = archive.alert_leaf(which, after=after, limit=min(_LEAF, _ALERTS - len(found)))
        found += leaf.items
        after = leaf.after
        if not after:
            break
    return found


def _by_rule(
    alerts: Sequence[AlertReport], zone: ZoneInfo, rules: Collection[str]
) -> tuple[RuleSaid, ...]:
    by_rule: dict[str, list[AlertReport]] = {rule: [] for rule in rules}
    for alert in alerts:
        by_rule.setdefault(alert.rule, []).append(alert)
    return tuple(
        RuleSaid(
            rule=rule,
            told=tuple(told_of(alert, zone, most=1) for alert in told[:_OF_A_RULE]),
            count=len(told),
        )
        # What monitor says itself comes last.
        for rule, told in sorted(by_rule.items(), key=lambda pair: not pair[0])
        if told or rule
    )


def _risen(archive: Archive, since: datetime) -> tuple[Risen, ...]:
    lines = archive.rising(_RISING, since=since)
    read = archive.counters([each.line.id for each in lines], since)
    return tuple(Risen(rising=each, points=spark.points(read[each.line.id])) for each in lines)


def _changed(lines: Sequence[EventLine], zone: ZoneInfo) -> tuple[Changed, ...]:
    by_article: dict[int, list[EventLine]] = defaultdict(list)
    for line in lines:
        if line.event.kind not in _NO_NEWS:
            by_article[line.article].append(line)
    return tuple(
        Changed(
            line=of_one[0],
            happenings=tuple(happening_of(each.event, zone) for each in of_one),
        )
        for of_one in by_article.values()
    )


def _watched(archive: Archive, source: SourceReport, since: datetime, until: datetime) -> Watched:
    holes = archive.holes(source.id, since)
    hours = archive.hours(source.id, since)
    coverage = coverage_of(source.id, source.seeded_at, hours, holes, (since, until))
    return Watched(
        source=source,
        complete=coverage.complete,
        hours=sum(coverage.whole.values()),
        holes=len(holes),
    )
