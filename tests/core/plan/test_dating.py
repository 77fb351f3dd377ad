"""When a date on a page is a lie, by what we saw ourselves."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.core.plan.dating import is_backdated

BISHKEK = ZoneInfo("Asia/Bishkek")
ABSENT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def claims(published_at, absent_at=ABSENT, first_seen_at=ABSENT + timedelta(minutes=5)):
    return is_backdated(
        published_at, absent_at=absent_at, first_seen_at=first_seen_at, zone=BISHKEK
    )


@pytest.mark.parametrize(
    ("age", "is_so"),
    [(59, False), (60, False), (61, True), (-4, False), (60 * 24 * 30, True)],
)
def test_an_hour_before_a_poll_that_did_not_show_it_is_backdated(age, is_so):
    assert claims(ABSENT - timedelta(minutes=age)) is is_so


def test_a_date_without_a_time_may_mean_the_end_of_its_day():
    today = datetime(2026, 11, 22, tzinfo=BISHKEK).astimezone(UTC)

    assert not claims(today)
    assert claims(today + timedelta(minutes=1))
    assert claims(today - timedelta(days=1))


def test_the_day_ends_at_midnight_of_the_site():
    yesterday = datetime(2026, 11, 21, tzinfo=BISHKEK)
    shortly_after = datetime(2026, 11, 22, 0, 30, tzinfo=BISHKEK)

    assert not claims(yesterday, shortly_after, shortly_after + timedelta(minutes=5))
    assert claims(yesterday, ABSENT)


def test_without_a_date_or_without_a_poll_nothing_is_said():
    old = ABSENT - timedelta(days=9)

    assert not claims(None)
    assert not claims(old, absent_at=None)
    assert not claims(old, absent_at=ABSENT, first_seen_at=ABSENT)
