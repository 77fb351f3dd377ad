"""Quiet hours and digests over clock changes, held against a clock that is walked through minute by minute."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.dispatch import Desk, judge
from monitor.core.dispatch.hours import next_of, quiet_until
from monitor.model import (
    AlertKind,
    Gather,
    GroupState,
    Hold,
    Holding,
    QuietHours,
    Release,
    SinkPast,
    Waiting,
)

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
# Changes by an hour and by half of one; midnights that are skipped, repeated and left behind twice; a day that never
# was; and a zone that knows no change.
CHANGES = (
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Africa/Cairo", date(2025, 4, 25)),
    ("Africa/Cairo", date(2025, 10, 31)),
    ("Atlantic/Azores", date(2025, 3, 30)),
    ("Atlantic/Azores", date(2025, 10, 26)),
    ("America/Nuuk", date(2025, 3, 30)),
    ("America/St_Johns", date(2006, 4, 2)),
    ("America/St_Johns", date(2006, 10, 29)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Bishkek", date(2026, 3, 29)),
)
changes = st.sampled_from(CHANGES)
# Mostly in the hours in which clocks are changed.
clocks = st.one_of(st.integers(0, 4 * 60), st.integers(0, 24 * 60 - 1)).map(
    lambda minute: time(minute // 60, minute % 60)
)
minutes = st.integers(-36 * 60, 36 * 60)


@cache
def walked(zone: str, day: date) -> tuple[Sequence[datetime], Sequence[datetime]]:
    """Return the minutes around a change, and the latest time that the clock has shown by each."""
    noon = datetime.combine(day, time(12), UTC)
    moments = [noon + minute * MINUTE for minute in range(-6 * 24 * 60, 6 * 24 * 60)]
    shown = (each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in moments)
    return moments, list(accumulate(shown, max))


def first(zone: str, change: date, day: date, clock: time) -> datetime:
    """Return the first minute at which the clock has come so far."""
    moments, latest = walked(zone, change)
    return moments[bisect_left(latest, datetime.combine(day, clock))]


def around(change: date, minute: int) -> datetime:
    return datetime.combine(change, time(2), UTC) + minute * MINUTE


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "told"),
    [
        # Skipped: as the clock jumps from 02:00 to 03:00, or from 02:00 to 02:30.
        ("Europe/Berlin", "2026-03-28T12:00", "02:30", "2026-03-29T01:00"),
        ("America/New_York", "2026-03-07T12:00", "02:30", "2026-03-08T07:00"),
        ("Australia/Lord_Howe", "2026-10-03T12:00", "02:15", "2026-10-03T15:30"),
        # Shown twice: at the first.
        ("Europe/Berlin", "2026-10-24T12:00", "02:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-10-31T12:00", "01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "2026-04-04T12:00", "01:45", "2026-04-04T14:45"),
        # A midnight that does not exist.
        ("Africa/Cairo", "2025-04-24T12:00", "00:00", "2025-04-24T22:00"),
        ("Asia/Bishkek", "2026-03-28T12:00", "02:30", "2026-03-28T20:30"),
    ],
)
def test_a_digest_over_a_clock_change_comes_on_its_day(zone, day, clock, told):
    assert next_of([time.fromisoformat(clock)], utc(day), ZoneInfo(zone)) == utc(told)


def test_between_the_two_times_of_a_repeated_digest_the_next_is_tomorrow():
    second_half_past_two = utc("2026-10-25T01:30")

    for after in (utc("2026-10-25T00:30"), second_half_past_two - MINUTE, second_half_past_two):
        found = next_of([time(2, 30)], after, ZoneInfo("Europe/Berlin"))
        assert found == utc("2026-10-26T01:30")


@pytest.mark.parametrize(
    ("hours", "at", "end"),
    [
        # An end that is skipped is when the clock jumps over it, not an hour later.
        ("22:00-02:30", "2026-03-28T23:00", "2026-03-29T01:00"),
        # A beginning that is skipped too: from 03:00 to 03:15.
        ("02:30-03:15", "2026-03-29T01:05", "2026-03-29T01:15"),
        # Hours that are skipped as a whole are none.
        ("02:15-02:45", "2026-03-29T01:20", None),
        # Through a change to the time that was configured.
        ("22:00-07:00", "2026-03-28T23:00", "2026-03-29T05:00"),
        ("22:00-07:00", "2026-10-24T23:00", "2026-10-25T06:00"),
        # An end that is shown twice is the first.
        ("22:00-02:30", "2026-10-24T23:00", "2026-10-25T00:30"),
        ("22:00-02:30", "2026-10-25T01:15", None),
    ],
)
def test_quiet_hours_end_at_the_time_that_was_configured(hours, at, end):
    begins, _, ends = hours.partition("-")
    quiet = QuietHours(begins=time.fromisoformat(begins), ends=time.fromisoformat(ends))

    found = quiet_until([quiet], utc(at), ZoneInfo("Europe/Berlin"))

    assert found == (utc(end) if end else None)


@settings(deadline=None)
@given(changes, st.lists(clocks, min_size=1, max_size=3), minutes)
def test_the_next_digest_is_the_first_that_a_walk_through_the_days_meets(change, times, minute):
    zone, day = change
    after = around(day, minute)
    met = (first(zone, day, day + n * DAY, clock) for n in range(-3, 4) for clock in times)

    assert next_of(times, after, ZoneInfo(zone)) == min(each for each in met if each > after)


@settings(deadline=None)
@given(changes, clocks, clocks, st.frozensets(st.integers(0, 6), min_size=1), minutes)
def test_it_is_quiet_when_a_walk_through_the_days_says_so(change, begins, ends, days, minute):
    zone, day = change
    at = around(day, minute)
    over = DAY if ends <= begins else timedelta()
    spans = [
        (first(zone, day, each, begins), first(zone, day, each + over, ends))
        for each in (day + n * DAY for n in range(-4, 4))
        if each.weekday() in days
    ]
    quiet = QuietHours(begins=begins, ends=ends, days=days)

    assert (quiet_until([quiet], at, ZoneInfo(zone)) is not None) == any(
        begin <= at < end for begin, end in spans
    )


def one(id_: int, at: datetime) -> Waiting:
    return Waiting(
        id=id_,
        sink="desk",
        alert=f"msg_{id_}",
        kind=AlertKind.MATCHED,
        rule="vakunov",
        source="24kg-en",
        story=id_,
        created_at=at,
        payload="{}",
    )


def told_by(desk: Desk, made: Sequence[datetime]) -> dict[datetime, list[int]]:
    """Return which deliveries are told when, at one sink that is judged whenever something is due."""
    due = {id_: (at, one(id_, at)) for id_, at in enumerate(made)}
    told: dict[datetime, list[int]] = {}
    told_at = None
    while due:
        now = min(at for at, _ in due.values())
        opens_at = min((at for at, each in due.values() if each.held and at > now), default=None)
        past = SinkPast(groups={"": GroupState(opens_at=opens_at, told_at=told_at)})
        for ruling in judge([each for at, each in due.values() if at <= now], past, desk, now):
            match ruling:
                case Hold(deliveries=ids, until=until, why=why):
                    due |= {id_: (until, replace(due[id_][1], held=why)) for id_ in ids}
                case Gather(deliveries=ids) | Release(deliveries=ids):
                    told_at = now
                    told.setdefault(now, []).extend(ids)
                    for id_ in ids:
                        del due[id_]
    return told


@settings(deadline=None)
@given(changes, st.lists(clocks, min_size=1, max_size=2), st.lists(minutes, min_size=1, max_size=8))
def test_each_alert_is_told_once_by_the_next_digest(change, times, made):
    zone, day = change
    desk = Desk(holding=Holding(digest_at=tuple(times)), zone=ZoneInfo(zone))
    # Never in the very moment in which others are told.
    at = sorted(around(day, minute) + 7 * SECOND for minute in made)

    told = told_by(desk, at)

    assert Counter(id_ for ids in told.values() for id_ in ids) == Counter(range(len(at)))
    wanted = [next_of(times, each, ZoneInfo(zone)) for each in at]
    assert {id_: when for when, ids in told.items() for id_ in ids} == dict(enumerate(wanted))


@settings(deadline=None)
@given(changes, clocks, clocks, st.lists(minutes, min_size=1, max_size=8))
def test_what_quiet_hours_hold_is_told_once_at_their_end(change, begins, ends, made):
    zone, day = change
    quiet = QuietHours(begins=begins, ends=ends, days=frozenset({day.weekday()}))
    desk = Desk(holding=Holding(quiet=(quiet,)), zone=ZoneInfo(zone))
    # Never in the very moment in which others are told.
    at = sorted(around(day, minute) + 7 * SECOND for minute in made)

    told = told_by(desk, at)

    assert Counter(id_ for ids in told.values() for id_ in ids) == Counter(range(len(at)))
    for when, ids in told.items():
        for id_ in ids:
            assert when == (quiet_until([quiet], at[id_], ZoneInfo(zone)) or at[id_])


# Of a day that never was the digest comes when it is jumped over, close to that of another day.
@pytest.mark.parametrize(
    ("zone", "day"), [change for change in CHANGES if change[0] != "Pacific/Apia"]
)
def test_a_digest_every_night_is_told_once_on_every_day_that_there_is(zone, day):
    for clock in (time(0), time(2, 30), time(23, 30)):
        after, told = datetime.combine(day - 3 * DAY, time(12), UTC), []
        while after < datetime.combine(day + 3 * DAY, time(12), UTC):
            after = next_of([clock], after, ZoneInfo(zone))
            told.append(after)
        gaps = [later - sooner for sooner, later in pairwise(told)]
        assert all(timedelta(hours=20) < gap < timedelta(hours=26) for gap in gaps)
