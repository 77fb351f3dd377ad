"""How fast a view counter grows."""

from datetime import timedelta

import pytest

from monitor.core.series import appraise
from monitor.model import CounterReading
from tests.factories import NOW

HOUR = timedelta(hours=1)


def judge(*readings, published_at=NOW - 9 * HOUR):
    """Appraise readings given as (hours ago, views)."""
    read = [CounterReading(at=NOW - ago * HOUR, views=views) for ago, views in readings]
    return appraise(read, published_at=published_at, usual_pace=None)


def pace(*readings, **changes):
    return judge(*readings, **changes).views_per_hour


def test_two_readings_give_the_growth_an_hour():
    assert pace((0.5, 40), (0, 100)) == 120


def test_the_first_reading_counts_from_publication():
    assert pace((0, 50), published_at=NOW - 2 * HOUR) == 25


@pytest.mark.parametrize("published_at", [None, NOW, NOW + HOUR])
def test_one_reading_without_a_time_before_it_gives_no_pace(published_at):
    assert pace((0, 50), published_at=published_at) is None


def test_readings_within_a_minute_give_no_pace():
    assert pace((0.01, 99), (0, 100), published_at=None) is None
    assert pace((0.51, 40), (0.01, 99), (0, 100), published_at=None) == pytest.approx(60 / 0.51)


def test_few_views_are_counted_over_a_longer_time():
    assert pace((2, 100), (1, 150), (0.1, 152), (0, 155), published_at=None) == 5
    assert pace((2, 100), (1, 120), (0.1, 130), (0, 150), published_at=None) == 200


def test_a_quiet_article_is_slow_by_its_last_quarter_of_life():
    assert pace((80, 500), (24, 600), (12, 601), (0, 602), published_at=NOW - 96 * HOUR) == 1 / 12


def test_the_change_of_pace_is_told_by_the_hour():
    found = judge((2, 100), (1, 200), (0, 500))
    assert (found.views_per_hour, found.acceleration) == (300, 200)
    assert judge((2, 300), (1, 400), (0, 420)).acceleration == -80


def test_one_stretch_has_no_acceleration():
    assert judge((1, 100), (0, 200), published_at=None).acceleration is None
    assert judge((1, 800), (0, 1000)).acceleration == pytest.approx((200 - 100) / 4.5)
