from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.core.silence import covered, volume, with_hours
from monitor.model import AlarmKind, SourceHour

# A Monday.
NOW = datetime(2026, 11, 23, 12, 20, tzinfo=UTC)
PRESENT = NOW.replace(minute=0)
HOUR = timedelta(hours=1)
FLAT = (4.0,) * 168
# Nobody posts before nine.
DAILY = tuple(0.0 if hour % 24 < 9 else 4.0 for hour in range(168))


def hours(*found, before=4, length=48):
    """Two proven days: `before` an hour, then `found`, of which the last is the present hour."""
    counts = [*(before,) * length, *found][-length:]
    starts = [PRESENT - HOUR * (length - 1 - place) for place in range(length)]
    return [
        SourceHour(
            hour_at=start,
            proven=min(NOW - start, HOUR),
            polls=4,
            found=count,
            longest_wait=timedelta(minutes=15),
        )
        for start, count in zip(starts, counts, strict=True)
    ]


def judge(held, *, rates=FLAT, zone=UTC, watched=1_000.0, now=NOW):
    return volume(rates, held, now=now, zone=zone, watched=watched)


QUIET = hours(*(0,) * 6)


def test_an_ordinary_day_is_no_trouble_and_speaks_against_every_alarm():
    ordinary = judge(hours())

    assert ordinary.verdict is None
    assert ordinary.over == {AlarmKind.SILENT, AlarmKind.SLOW, AlarmKind.FLOOD}


def test_a_source_that_stops_is_silent_since_it_stopped():
    silent = judge(QUIET)

    assert silent.verdict is AlarmKind.SILENT
    assert silent.since == PRESENT - 5 * HOUR
    # Five hours, and what is over of the sixth.
    assert silent.expected == pytest.approx(4 * (5 + 1 / 3))
    assert silent.found == 0
    assert AlarmKind.SILENT not in silent.over


def test_an_hour_without_articles_is_no_silence():
    assert judge(hours(0, 0)).verdict is None


def test_one_article_ends_the_silence():
    heard = judge(hours(*(0,) * 6, 1))

    assert heard.verdict is None
    assert AlarmKind.SILENT in heard.over


def test_an_article_ends_the_silence_also_where_its_hour_is_not_proven():
    *earlier, present = hours(*(0,) * 6, 1)
    assert AlarmKind.SILENT in judge([*earlier, replace(present, proven=timedelta())]).over


def test_in_the_first_week_nothing_is_said():
    assert judge(QUIET, watched=167.9).verdict is None
    assert judge(QUIET, watched=168.0).verdict is AlarmKind.SILENT


@pytest.mark.parametrize(
    ("zone", "verdict"), [("America/New_York", None), ("Asia/Bishkek", AlarmKind.SILENT)]
)
def test_a_night_is_no_silence_where_it_is_night(zone, verdict):
    local = ZoneInfo(zone)
    days = [
        replace(hour, found=4 if hour.hour_at.astimezone(local).hour >= 9 else 0)
        for hour in hours()
    ]

    assert judge([*days[:-6], *QUIET[-6:]], rates=DAILY, zone=local).verdict is verdict


def test_hours_that_are_not_proven_are_no_silence():
    *earlier, blind, one, present = QUIET
    assert (
        judge([*earlier, replace(blind, proven=timedelta(minutes=50)), one, present]).verdict
        is None
    )
    assert judge([*earlier, blind, one, replace(present, proven=HOUR / 6)]).verdict is None


def test_a_silence_that_was_slept_through_is_known_by_the_poll_that_proves_it():
    since = NOW - 6 * HOUR
    before = [hour for hour in hours() if hour.hour_at < since - HOUR]
    caught_up = covered(since, NOW, found=0, is_proven=True, is_failed=False)
    gap = covered(since - 2 * HOUR, since, found=1, is_proven=True, is_failed=False)

    assert judge(with_hours(before, (*gap, *caught_up))).verdict is AlarmKind.SILENT


def test_what_is_found_after_an_outage_is_no_flood():
    since = NOW - 15 * HOUR
    before = [hour for hour in hours() if hour.hour_at < since - HOUR]
    caught_up = covered(since, NOW, found=60, is_proven=True, is_failed=False)

    assert judge(with_hours(before, caught_up)).verdict is None
    assert judge(hours(60)).verdict is AlarmKind.FLOOD


def test_far_more_than_usual_is_a_flood():
    flood = judge(hours(60))

    assert flood.verdict is AlarmKind.FLOOD
    assert flood.found == 64
    assert flood.since == PRESENT - HOUR
    assert judge(hours(*(24,) * 6)).verdict is AlarmKind.FLOOD
    assert judge(hours(12)).verdict is None


def test_a_few_articles_are_no_flood_however_rare_they_are():
    rare = (0.01,) * 168
    assert judge(hours(14, before=0), rates=rare).verdict is None
    assert judge(hours(15, before=0), rates=rare).verdict is AlarmKind.FLOOD


def test_a_flood_ends_when_the_last_hour_is_ordinary():
    assert AlarmKind.FLOOD not in judge(hours(60)).over
    assert AlarmKind.FLOOD in judge(hours(60, 4, 1)).over
    assert AlarmKind.FLOOD not in judge([]).over


def test_what_came_behind_a_hole_is_no_flood():
    *earlier, present = hours(300)
    assert judge([*earlier, replace(present, proven=timedelta(minutes=5))]).verdict is None


def test_a_day_of_far_less_is_slow():
    slow = judge(hours(*(0, 0, 1, 0) * 6, 0))

    assert slow.verdict is AlarmKind.SLOW
    assert slow.found == 6
    assert slow.expected == pytest.approx(4 * (24 + 1 / 3))


def test_a_slow_source_that_speaks_again_is_well():
    again = judge(hours(*(0, 0, 1, 0) * 5, 4, 4, 4, 4, 1))

    assert again.verdict is None
    assert AlarmKind.SLOW in again.over


def test_bursts_of_the_past_ask_for_a_longer_silence():
    regular = hours(*(0,) * 5)
    bursty = [
        replace(hour, found=24 if place % 6 == 0 else 0) for place, hour in enumerate(regular)
    ]
    bursty[-5:] = regular[-5:]
    bursty[-6] = replace(bursty[-6], found=1)

    assert judge(regular).verdict is AlarmKind.SILENT
    assert judge(bursty).verdict is None


def test_hours_of_the_future_are_passed_over():
    ahead = SourceHour(hour_at=PRESENT + HOUR, found=900)
    assert judge([*QUIET, ahead]) == judge(QUIET)


def test_a_source_without_hours_is_judged_by_nothing():
    assert judge([]).verdict is None
