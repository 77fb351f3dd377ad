"""How fast a view counter grows."""

from datetime import timedelta

import pytest

from monitor.core.velocity import views_per_hour
from tests.factories import NOW

HOUR = timedelta(hours=1)


def velocity(views=100, before=None, before_at=None, published_at=NOW - HOUR):
    return views_per_hour(views, NOW, before=before, before_at=before_at, published_at=published_at)


def test_two_readings_give_the_rise_an_hour():
    assert velocity(before=40, before_at=NOW - HOUR / 2) == 120


def test_the_first_reading_counts_from_publication():
    assert velocity(views=50, published_at=NOW - 2 * HOUR) == 25


@pytest.mark.parametrize(
    "reading",
    [
        {"views": None},
        {"published_at": None},
        {"before": 200, "before_at": NOW - HOUR},
        {"before": 99, "before_at": NOW - timedelta(seconds=30)},
        {"published_at": NOW + HOUR},
    ],
)
def test_what_cannot_be_told_is_none(reading):
    assert velocity(**reading) is None
