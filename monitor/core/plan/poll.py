"""What one poll says of its source: its hours, its rhythm, its alarm, and when to come again."""

from collections.abc import Sequence
from datetime import datetime

from monitor.core.attention import learn, poll_turn, rates, taught
from monitor.core.payload import alarm_payload, alert_id
from monitor.core.plan.case import Case
from monitor.core.silence import covered, next_alarm, volume, with_hours
from monitor.model import (
    Alarm,
    Alert,
    AlertKind,
    Hole,
    Lesson,
    Reason,
    Rhythm,
    SourceHour,
    SourceUpdate,
    Turn,
)
from monitor.noun import dataclass

# What comes of a listing that is there: its selectors are at fault, not the way to it.
_OF_THE_PAGE = frozenset({None, Reason.EMPTY_LISTING, Reason.WRONG_TYPE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Poll:
    """What one page of a round came to.

    `is_over` if it was the round's last, `is_proven` if the round met the one before, `is_old` if its first page was
    an old copy: that proves nothing until now. `posted` are the times of
    the articles it brought; `backlog` those of a first round, that are told to nobody but teach the rhythm.
    """

    began_at: datetime
    is_over: bool
    is_proven: bool
    posted: tuple[datetime, ...] = ()
    backlog: tuple[datetime, ...] = ()
    hole: Hole | None = None
    is_old: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PollNote:
    """What follows from it for the source."""

    update: SourceUpdate
    turn: Turn
    alerts: tuple[Alert, ...]


def note_poll(case: Case, poll: Poll) -> PollNote:
    """Return what a page of a listing that came says of its source."""
    state = case.known.source
    since = state.polled_at if poll.is_proven else None
    added = covered(
        since,
        poll.began_at,
        found=len(poll.posted),
        is_proven=poll.is_proven,
        is_failed=False,
    )
    lesson = _lesson(state.rhythm, poll, since, case)
    rhythm = taught(state.rhythm, lesson)
    alarm = _alarm(case, rhythm, with_hours(state.hours, added), failures=0)
    return PollNote(
        update=SourceUpdate(
            polled_at=poll.began_at if poll.is_over and not poll.is_old else None,
            seeded_at=case.now if poll.is_over and case.is_first_round else None,
            hole=poll.hole,
            lesson=lesson,
            hours=added,
            alarm=alarm,
        ),
        turn=_turn(case, rhythm),
        alerts=_alarms(state.alarm, alarm, case),
    )


def note_failure(case: Case, reason: Reason, failures: int, hole: Hole | None) -> PollNote:
    """Return what a poll that failed says of its source. The turn only tells what the target goes on to ask for."""
    state = case.known.source
    alarm = _alarm(case, state.rhythm, state.hours, failures=failures, reason=reason)
    return PollNote(
        update=SourceUpdate(
            failures=failures,
            reason=reason,
            hole=hole,
            hours=covered(None, case.now, found=0, is_proven=False, is_failed=True),
            alarm=alarm,
        ),
        turn=Turn(due_at=None, worth=case.target.worth, firm=case.target.firm),
        alerts=_alarms(state.alarm, alarm, case),
    )


def _lesson(rhythm: Rhythm, poll: Poll, since: datetime | None, case: Case) -> Lesson:
    """Return what is learned: of the hours that are proven, else only that articles were posted."""
    zone = case.watch.selectors.timezone
    if poll.backlog:
        oldest = min((at for at in poll.backlog if at <= poll.began_at), default=poll.began_at)
        return learn(rhythm, since=oldest, until=poll.began_at, posted=poll.backlog, zone=zone)
    return learn(
        rhythm, since=since or poll.began_at, until=poll.began_at, posted=poll.posted, zone=zone
    )


def _turn(case: Case, rhythm: Rhythm) -> Turn:
    source = case.watch.source
    return poll_turn(
        rhythm,
        every=source.every,
        slowest=source.slowest,
        budget=case.watch.budget,
        host=case.known.host,
        now=case.now,
        jitter=case.jitter,
        zone=case.watch.selectors.timezone,
    )


def _alarm(
    case: Case,
    rhythm: Rhythm,
    hours: Sequence[SourceHour],
    *,
    failures: int,
    reason: Reason | None = None,
) -> Alarm | None:
    state = case.known.source
    found = volume(
        rates(rhythm),
        hours,
        now=case.now,
        zone=case.watch.selectors.timezone,
        watched=sum(rhythm.hours),
    )
    return next_alarm(
        state.alarm,
        failures=failures,
        failing_since=state.polled_at,
        volume=found,
        now=case.now,
        is_broken=case.health.is_listing_broken and reason in _OF_THE_PAGE,
    )


def _alarms(before: Alarm | None, after: Alarm | None, case: Case) -> tuple[Alert, ...]:
    """Return the alert that is owed where an alarm began, changed or ended."""
    if not case.watch.alarms or (before and before.kind) == (after and after.kind):
        return ()
    told = after or before
    if told is None:
        return ()
    kind = AlertKind(f"source.{after.kind}") if after else AlertKind.SOURCE_RECOVERED
    source = case.watch.source
    id_ = alert_id(source.id, "", kind, told.since.isoformat())
    payload = alarm_payload(id_, kind, source, told, case.now)
    return (Alert(id=id_, kind=kind, rule="", sinks=case.watch.alarms, payload=payload),)
