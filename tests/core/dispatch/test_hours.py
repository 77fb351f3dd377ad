"""Quiet hours and times of a digest, in a zone of their own."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.dispatch.hours import next_of, quiet_until
from monitor.model import QuietHours

BISHKEK = ZoneInfo("Asia/Bishkek")  # UTC+6, no summer time
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(begins=time(22), ends=time(7))
WEEKEND = QuietHours(begins=time(0), ends=time(0), days=frozenset({5, 6}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_night_passes_midnight():
    # 23:00 and 06:59 in Bishkek.
    assert quiet_until([NIGHT], at("2026-11-23T17:00"), BISHKEK) == at("2026-11-24T01:00")
    assert quiet_until([NIGHT], at("2026-11-24T00:59"), BISHKEK) == at("2026-11-24T01:00")
    assert quiet_until([NIGHT], at("2026-11-24T01:00"), BISHKEK) is None
    assert quiet_until([NIGHT], at("2026-11-23T15:59"), BISHKEK) is None


def test_equal_times_are_the_whole_day_and_spans_that_follow_each_other_are_one():
    # Saturday noon: the week-end and then the night until Monday 07:00.
    saturday = at("2026-11-28T06:00")

    assert quiet_until([WEEKEND], saturday, BISHKEK) == at("2026-11-29T18:00")
    assert quiet_until([WEEKEND, NIGHT], saturday, BISHKEK) == at("2026-11-30T01:00")


def test_a_span_belongs_to_the_day_on_which_it_begins():
    friday_night = QuietHours(begins=time(22), ends=time(7), days=frozenset({4}))

    assert quiet_until([friday_night], at("2026-11-27T23:00"), BISHKEK) == at("2026-11-28T01:00")
    assert quiet_until([friday_night], at("2026-11-26T23:00"), BISHKEK) is None


def test_quiet_without_an_end_ends_within_days():
    always = QuietHours(begins=time(0), ends=time(0))
    end = quiet_until([always], at("2026-11-23T12:00"), UTC)

    assert end is not None
    assert end > at("2026-11-23T12:00")


def test_summer_time_moves_the_end_with_the_clock():
    # In the night to 29 March 2026 Berlin's clocks jump from 02:00 to 03:00.
    assert quiet_until([NIGHT], at("2026-03-28T22:00"), BERLIN) == at("2026-03-29T05:00")
    assert next_of([time(8)], at("2026-03-28T12:00"), BERLIN) == at("2026-03-29T06:00")


def test_a_digest_comes_at_the_next_of_its_times():
    times = [time(18), time(8, 30)]

    assert next_of(times, at("2026-11-23T02:29"), BISHKEK) == at("2026-11-23T02:30")
    assert next_of(times, at("2026-11-23T02:30"), BISHKEK) == at("2026-11-23T12:00")
    assert next_of(times, at("2026-11-23T12:00"), BISHKEK) == at("2026-11-24T02:30")


@given(
    st.integers(0, 10 * 366 * 86_400),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.sampled_from([UTC, BISHKEK, BERLIN]),
)
def test_the_next_time_is_later_and_within_two_days(second: int, clock: time, zone: ZoneInfo):
    after = at("2020-01-01T00:00") + timedelta(seconds=second)
    found = next_of([clock], after, zone)

    assert after < found <= after + timedelta(days=2)
