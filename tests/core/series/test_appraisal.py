"""Which readings are believed, what is wrong with the others, and how fast a counter grows."""

import random
from datetime import timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.series import appraise
from monitor.model import CounterReading, EventKind
from tests.core.series.readers import SCHEDULES, SHAPES, ages, series, views
from tests.factories import NOW

HOUR = timedelta(hours=1)
BACKWARDS, FROZEN = EventKind.COUNTER_BACKWARDS, EventKind.COUNTER_FROZEN
JUMPED, STRAIGHT = EventKind.COUNTER_JUMPED, EventKind.COUNTER_STRAIGHT


def judge(*shown, every=0.5, first=0.5, published_at=NOW, usual_pace=None):
    at = [first + every * number for number in range(len(shown))]
    return appraise(series(at, shown), published_at=published_at, usual_pace=usual_pace)


def shown(appraisal):
    return [reading.views for reading in appraisal.readings]


# The seconds since the reading before, and what the counter shows.
steps = st.tuples(st.integers(0, 10**5), st.integers(0, 20) | st.integers(0, 2**63 - 1))


def any_series(steps):
    times = accumulate((gap for gap, _ in steps), initial=0)
    return [
        CounterReading(at=NOW + timedelta(seconds=after), views=views)
        for (_, views), after in zip(steps, times, strict=False)
    ]


@settings(max_examples=300)
@given(
    st.lists(steps, max_size=24).map(any_series),
    st.none() | st.integers(-50, 50).map(lambda hours: NOW + hours * HOUR),
    st.none() | st.floats(0, 1e6),
)
def test_of_any_series_the_believed_are_some_of_it_and_no_pace_is_negative(
    readings, published_at, usual_pace
):
    found = appraise(readings, published_at=published_at, usual_pace=usual_pace)

    left = iter(readings)
    assert all(reading in left for reading in found.readings)
    assert found.views_per_hour is None or found.views_per_hour >= 0
    assert not found.is_sound or found.readings[-1] == readings[-1]
    falls = any(after.views < before.views for before, after in pairwise(readings))
    assert (BACKWARDS in found.flaws) is falls


@settings(max_examples=300)
@given(
    st.lists(st.integers(1, 1000), min_size=2, max_size=8),
    st.lists(st.integers(1, 100), min_size=2, max_size=8),
)
def test_a_counter_that_began_anew_grows_on_from_there(before, after):
    old = [1000 + sum(before[: n + 1]) for n in range(len(before))]
    new = [sum(after[:n]) for n in range(len(after) + 1)]
    found = judge(*old, *new)
    fresh = judge(*new, first=0.5 + 0.5 * len(old), published_at=None)

    assert shown(found) == old + new
    assert BACKWARDS in found.flaws
    assert found.views_per_hour == fresh.views_per_hour
    assert found.is_sound


def test_nothing_is_known_of_no_readings():
    found = appraise((), published_at=NOW, usual_pace=None)
    assert (found.readings, found.is_sound, found.views_per_hour) == ((), False, None)


def test_an_older_page_from_a_cache_is_not_believed():
    found = judge(100, 200, 150, 300)
    assert (shown(found), found.flaws) == ([100, 200, 300], {BACKWARDS})
    assert found.is_sound
    assert not judge(100, 200, 150).is_sound
    assert judge(100, 200, 150).views_per_hour == 200


def test_two_caches_that_take_turns_are_no_new_beginning():
    found = judge(100, 50, 200, 60, 300, 70, 400, 80)
    assert shown(found) == [100, 200, 300, 400]


def test_a_lower_level_is_believed_when_two_readings_have_risen_from_it():
    assert shown(judge(800, 900, 10, 10, 20)) == [800, 900]
    assert shown(judge(800, 900, 10, 10, 20, 40)) == [800, 900, 10, 10, 20, 40]
    assert shown(judge(800, 900, 10, 20, 5, 15)) == [800, 900]


def test_one_reading_above_all_that_follow_was_the_wrong_one():
    found = judge(100, 120, 99_999, 140, 160, 180)
    assert shown(found) == [100, 120, 140, 160, 180]
    assert found.views_per_hour == 40


def test_a_frozen_counter_has_no_pace():
    found = judge(200, 400, 600, 600, 600, 600)
    assert found.flaws == {FROZEN}
    assert shown(found) == [200, 400, 600]
    assert (found.is_sound, found.views_per_hour, found.acceleration) == (False, None, None)


def test_views_that_come_at_once_are_those_of_the_frozen_time():
    found = judge(200, 400, 600, 600, 600, 600, 1400)
    assert found.flaws == {FROZEN, JUMPED}
    assert found.views_per_hour == 400
    assert found.is_sound


@pytest.mark.parametrize("came", [0, 1, 3])
def test_a_freeze_may_begin_when_a_few_had_still_come(came):
    """Where one reader came between the last reading and the freeze, that step is no measure of the pace."""
    before = (143, 183, 211, 238, 261, 274, 295, 319, 352)
    still = (352 + came,) * 6

    assert judge(*before, *still, first=1.5).flaws == {FROZEN}


def test_a_counter_that_goes_on_as_before_a_freeze_has_not_jumped():
    assert judge(200, 400, 600, 600, 600, 600, 800).flaws == {FROZEN}


def test_a_page_cached_for_one_reading_makes_no_burst():
    assert judge(200, 400, 400, 800).views_per_hour == 400


def test_a_quiet_old_article_is_not_frozen():
    found = judge(5000, 5001, 5001, 5001, 5002, *[5002] * 8, every=6, first=200)
    assert found.flaws == frozenset()
    assert found.is_sound


def test_three_equal_readings_within_minutes_are_not_frozen():
    assert judge(50, 60, 70, 70, 70, every=0.02).flaws == frozenset()


def test_a_counter_that_never_moved_is_frozen_by_what_is_usual():
    still = (0,) * 8
    assert judge(*still, first=0, usual_pace=600).flaws == {FROZEN}
    assert judge(*still, first=0.1, usual_pace=600).flaws == {FROZEN}
    assert judge(*still, first=100, usual_pace=600).flaws == frozenset()
    assert judge(*still, first=0, usual_pace=6).flaws == frozenset()
    assert judge(*still, first=0).flaws == frozenset()


def test_a_rounded_counter_is_frozen_only_beyond_what_rounding_hides():
    assert judge(4100, 4150, 4201, 4201, 4201, 4201).flaws == {FROZEN}
    assert judge(4100, 4200, 4200, 4200, 4200).flaws == frozenset()


def test_growth_like_a_clock_has_no_pace():
    clock = [1000 + 40 * number for number in range(12)]
    found = judge(*clock, first=6)
    assert found.flaws == {STRAIGHT}
    assert (found.is_sound, found.views_per_hour) == (False, None)


@pytest.mark.parametrize(
    ("count", "first"),
    [
        (12, 0.1),  # while it stands on the front page
        (6, 6),  # too few to tell
    ],
)
def test_a_straight_line_that_chance_may_draw_is_none(count, first):
    line = [1000 + 10 * number for number in range(count)]
    assert judge(*line, every=0.25, first=first).flaws == frozenset()


def test_chance_at_an_even_rate_is_no_clock():
    # The hardest case: any other shape strays farther from a line. The odds are a
    # million to one for each of the two lines that are looked at, so one of 5,000 is already a bad sign.
    rng, found = random.Random(1), 0
    for _ in range(5_000):
        count = rng.randint(6, 24)
        at = [4 + number * 3.5 / (count - 1) for number in range(count)]
        readings = series(at, views(rng, lambda age: 1.0, at, 10 ** rng.uniform(1.5, 4.5)))
        found += STRAIGHT in appraise(readings, published_at=NOW, usual_pace=None).flaws
    assert found == 0


@pytest.mark.parametrize("shape", SHAPES)
def test_readers_who_come_by_chance_are_hardly_ever_called_a_flaw(shape):
    rng, found = random.Random(shape), 0
    for _ in range(150):
        at = ages(rng, rng.choice(list(SCHEDULES.values())))
        readings = series(at, views(rng, SHAPES[shape], at, 10 ** rng.uniform(1, 4.5)))
        published_at = NOW if rng.random() < 0.8 else None
        found += bool(appraise(readings, published_at=published_at, usual_pace=100).flaws)
    # Simulated at length it is less than one of a thousand.
    assert found <= 1


def test_a_freeze_that_hides_a_thousand_views_is_found():
    rng, found = random.Random(3), 0
    for _ in range(100):
        at = ages(rng, SCHEDULES["even"], 20)
        counted = views(rng, SHAPES["fading"], at, 10_000)
        first = next(n for n, count in enumerate(counted) if count > 3000)
        last = next(n for n, count in enumerate(counted) if count > counted[first] + 1000)
        cached = [counted[first] if first < n < last else v for n, v in enumerate(counted)]
        is_seen = last - first > 2
        flaws = appraise(series(at, cached), published_at=NOW, usual_pace=None).flaws
        found += FROZEN in flaws or not is_seen
    assert found >= 95
