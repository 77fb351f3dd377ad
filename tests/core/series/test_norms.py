"""What is usual, learned from readings, and how an article compares with it."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.series import (
    Expectation,
    age_step,
    appraise,
    daypart,
    expected,
    norm_keys,
    pace_of,
    pace_step,
    rank,
    residual,
    samples,
    share,
    usual_pace,
    views_rank,
    z_score,
)
from monitor.model import CounterReading, Norm, NormKey
from tests.factories import NOW

HOUR = timedelta(hours=1)
BISHKEK = ZoneInfo("Asia/Bishkek")


def norm(*views, paces=()):
    logs = [math.log1p(each) for each in views]
    return Norm(
        articles=len(logs),
        log_sum=sum(logs),
        log_squares=sum(log * log for log in logs),
        paces=tuple(paces),
    )


def learn(*readings, published_at=NOW, section="Politics"):
    """What the newest of readings, given as (hours after publication, views), adds."""
    read = [CounterReading(at=NOW + hours * HOUR, views=views) for hours, views in readings]
    found = appraise(read, published_at=published_at, usual_pace=None)
    return samples(found, section=section, published_at=published_at, zone=BISHKEK)


@pytest.mark.parametrize(
    ("age", "step"),
    [
        (timedelta(hours=-1), 0),
        (timedelta(minutes=14), 0),
        (timedelta(minutes=15), 1),
        (timedelta(minutes=22), 2),
        (timedelta(minutes=30), 3),
        (timedelta(hours=1), 5),
        (timedelta(days=30), 23),
        (timedelta(days=3000), 23),
    ],
)
def test_ages_are_two_steps_to_a_doubling(age, step):
    assert age_step(age) == step


@pytest.mark.parametrize(("hour", "part"), [(17, 3), (18, 0), (23, 0), (0, 1), (6, 2), (12, 3)])
def test_the_part_of_the_day_is_that_of_the_site(hour, part):
    assert daypart(datetime(2026, 11, 22, hour, 30, tzinfo=UTC), BISHKEK) == part


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_steps_of_pace_keep_the_order(slow, fast):
    if slow > fast:
        slow, fast = fast, slow
    assert 0 <= pace_step(slow) <= pace_step(fast) <= 100


def test_a_pace_comes_back_to_its_step():
    assert [pace_step(pace_of(step)) for step in range(101)] == list(range(101))


def test_a_reading_teaches_its_section_and_its_source():
    keys = norm_keys(section="Politics", published_at=NOW, at=NOW + HOUR, zone=BISHKEK)
    assert keys == (
        NormKey(section="Politics", daypart=3, age=5),
        NormKey(section="", daypart=-1, age=5),
    )
    found = learn((0.5, 40), (1, 100))
    assert tuple(sample.key for sample in found) == keys
    assert {(sample.log_views, sample.pace) for sample in found} == {
        (math.log1p(100), pace_step(120))
    }


def test_an_article_teaches_once_at_an_age():
    assert learn((1, 100)) != ()
    assert learn((1, 100), (1.2, 150)) == ()
    assert learn((1, 100), (1.2, 150), (1.5, 200)) != ()


def test_what_is_not_believed_teaches_nothing():
    assert learn((1, 100), (2, 90)) == ()
    assert learn((1, 200), (1.5, 400), (2, 600), (3, 600), (4, 600)) == ()
    assert learn((1, 100), published_at=None) == ()
    assert learn((1, 100), published_at=NOW + 2 * HOUR) == ()


def test_a_reading_behind_a_disbelieved_one_of_its_age_teaches():
    assert learn((1, 100), (1.5, 90), (1.6, 200)) != ()


def test_the_first_reading_of_an_old_article_teaches_no_pace():
    assert {sample.pace for sample in learn((0.5, 100))} == {pace_step(200)}
    assert {sample.pace for sample in learn((50, 5000))} == {None}


def test_what_is_expected_is_the_geometric_mean():
    found = expected(None, norm(*[99] * 10, *[9999] * 10))
    assert found is not None
    assert found.views == pytest.approx(999)
    assert residual(2999, found) == pytest.approx(3)
    assert z_score(999, found) == pytest.approx(0)
    assert z_score(9999, found) == pytest.approx(1, rel=0.06)


def test_of_few_articles_nothing_is_expected():
    assert expected(norm(*[100] * 9), norm(*[100] * 9)) is None
    assert expected(None, None) is None
    assert expected(norm(*[100] * 10), None) is not None


def test_a_section_of_few_articles_is_drawn_towards_the_source():
    wide = norm(*[100] * 100)
    means = [expected(norm(*[1000] * count), wide).views for count in (0, 1, 10, 1000)]
    assert means[0] == pytest.approx(100)
    assert means[2] == pytest.approx(math.sqrt(101 * 1001) - 1)
    assert means == sorted(means)
    assert means[3] == pytest.approx(1000, rel=0.03)


def test_equal_articles_make_no_other_a_wonder():
    assert expected(None, norm(*[100] * 50)).spread >= 0.25


@given(st.integers(0, 10**12), st.floats(0, 1e9), st.floats(0.25, 5))
def test_twice_the_expected_is_above_it(views, usual, spread):
    expectation = Expectation(views=usual, spread=spread, articles=10)
    assert (residual(views, expectation) > 1.000001) <= (z_score(views, expectation) > 0)


def test_views_are_ranked_among_their_like():
    wide = norm(*[99] * 20, *[9999] * 20)
    assert views_rank(999, None, wide) == pytest.approx(50)
    assert views_rank(9999, None, wide) == pytest.approx(84, abs=1.5)
    assert views_rank(999, None, norm(*[99] * 29)) is None


def test_a_pace_is_ranked_within_its_step():
    paces = [(20, 50.0), (40, 30.0), (60, 20.0)]
    wide = norm(*[100] * 100, paces=paces)
    assert rank(0, None, wide) == 0
    assert rank(pace_of(20), None, wide) == pytest.approx(25)
    assert rank(pace_of(30), None, wide) == 50
    assert rank(pace_of(40), None, wide) == pytest.approx(65)
    assert rank(1e9, None, wide) == 100


def test_the_section_ranks_where_it_knows_enough():
    section, wide = norm(paces=[(50, 30.0)]), norm(paces=[(10, 30.0)])
    assert rank(pace_of(30), section, wide) == 0
    assert rank(pace_of(30), norm(paces=[(50, 29.0)]), wide) == 100
    assert rank(pace_of(30), None, norm(paces=[(10, 29.9)])) is None


def test_the_usual_pace_is_the_median():
    wide = norm(paces=[(60, 3.0), (20, 5.0), (40, 3.0)])
    assert usual_pace(None, wide) == pace_of(40)
    assert usual_pace(norm(paces=[(30, 10.0)]), wide) == pace_of(30)
    assert usual_pace(None, norm(paces=[(30, 9.0)])) is None
    assert usual_pace(None, None) is None


def test_a_share_is_a_part_of_the_total():
    assert share(50, 200) == 0.25
    assert share(50, 20) == 1
    assert (share(None, 200), share(50, 0), share(50, None)) == (None, None, None)
