"""Where the views came from, and how growth is drawn."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.series import Growth, promoted
from monitor.core.series.sparkline import sparkline
from monitor.model import Block, CounterReading, Stay
from tests.factories import NOW

HOUR = timedelta(hours=1)


def readings(*views, every=1.0):
    return [CounterReading(at=NOW + every * n * HOUR, views=count) for n, count in enumerate(views)]


def stay(began, ended, *, best=1, last=None, block=Block.LISTING):
    return Stay(
        block=block,
        began_at=NOW + began * HOUR,
        ended_at=NOW + ended * HOUR,
        best=best,
        last=best if last is None else last,
        sightings=2,
    )


def test_a_step_is_divided_by_its_time_in_a_prominent_place():
    found = promoted(readings(0, 100, 300), [stay(0.5, 1.25)])
    assert found == Growth(promoted=50 + 50, organic=50 + 150)


def test_two_places_at_a_time_count_once():
    stays = [stay(0, 0.5), stay(0.25, 0.75, block=Block.POPULAR)]
    assert promoted(readings(0, 100), stays) == Growth(promoted=75, organic=25)


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (stay(0, 1, best=5), 1.0),
        (stay(0, 1, best=6), 0.0),
        (stay(0, 1, best=9, block=Block.POPULAR), 1.0),
        (stay(0, 1, block=Block.RELATED), 0.0),
        (stay(0, 1, best=1, last=10), 0.5),
        (stay(0, 1, best=5, last=8), 0.25),
        (stay(0, 1, best=3, last=1), 1.0),
    ],
)
def test_prominent_are_the_first_five_of_the_listing_and_the_popular(place, part):
    assert promoted(readings(0, 100), [place]).promoted == pytest.approx(100 * part)


def test_a_counter_that_began_anew_lost_nothing():
    assert promoted(readings(0, 100, 10, 30), []) == Growth(promoted=0, organic=120)
    assert promoted([], [stay(0, 1)]) == Growth(promoted=0, organic=0)


spans = st.tuples(st.floats(-5, 30), st.floats(0, 9), st.integers(1, 9), st.integers(1, 40))


@given(st.lists(st.integers(0, 10**6), max_size=9), st.lists(spans, max_size=4))
def test_both_parts_are_the_whole(views, places):
    stays = [stay(began, began + long, best=b, last=last) for began, long, b, last in places]
    found = promoted(readings(*views), stays)
    gained = sum(max(after - before, 0) for before, after in pairwise(views))
    assert found.promoted + found.organic == pytest.approx(gained)
    assert found.promoted >= 0
    assert found.organic >= -1e-6


def test_growth_is_drawn_over_time():
    assert sparkline(readings(0, 80, 120, 120, 130), 4) == "█▅▁▂"
    assert sparkline(readings(0, 80, 120), 4) == "██▅▅"
    assert sparkline(readings(0, 100, 10, 110), 3) == "█▁█"


def test_a_counter_that_stands_is_flat_and_nothing_is_nothing():
    assert sparkline(readings(5, 5, 5), 3) == "▁▁▁"
    assert sparkline(readings(5), 3) == ""
    assert sparkline(readings(5, 6), 0) == ""
    assert sparkline(readings(5, 6, every=0), 3) == ""


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=9), st.integers(1, 80))
def test_a_drawing_is_as_wide_as_asked(views, width):
    assert len(sparkline(readings(*views), width)) == width
