from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.attention import learn, rates, taught
from monitor.model import NO_RHYTHM, Rhythm

BISHKEK = ZoneInfo("Asia/Bishkek")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
BERLIN = ZoneInfo("Europe/Berlin")
# A Monday's midnight.
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def lesson(rhythm=NO_RHYTHM, *, since=MONDAY, until=MONDAY + HOUR, posted=(), zone=UTC):
    return taught(rhythm, learn(rhythm, since=since, until=until, posted=posted, zone=zone))


def watched(rhythm: Rhythm) -> dict[int, float]:
    return {hour: hours for hour, hours in enumerate(rhythm.hours) if hours}


def weekly(per_hour, weeks: float = 8.0) -> Rhythm:
    return Rhythm(posts=tuple(per_hour(hour) * weeks for hour in range(168)), hours=(weeks,) * 168)


def test_what_was_watched_is_shared_out_among_the_hours_it_ran_through():
    rhythm = lesson(since=MONDAY + HOUR / 2, until=MONDAY + 2.25 * HOUR)

    assert watched(rhythm) == {0: 0.5, 1: 1.0, 2: 0.25}


def test_a_lesson_names_only_the_hours_it_touched():
    known = weekly(lambda hour: 1.0)
    found = learn(known, since=MONDAY, until=MONDAY + HOUR / 2, posted=[MONDAY - HOUR], zone=UTC)

    assert sorted(cell.hour for cell in found.cells) == [0, 167]


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        (BISHKEK, {6: 1.0}),
        # Hours of a zone that lies 5:45 ahead begin at a quarter past.
        (KATHMANDU, {5: 0.25, 6: 0.75}),
    ],
)
def test_the_week_is_that_of_the_zone(zone, hours):
    assert watched(lesson(zone=zone)) == hours


@pytest.mark.parametrize(
    ("sunday", "hours"),
    [
        # The clock jumps from two to three.
        (datetime(2026, 3, 29, tzinfo=BERLIN), {h: 1.0 for h in range(144, 168) if h != 146}),
        # The hour from two to three is passed twice.
        (datetime(2026, 10, 25, tzinfo=BERLIN), {h: 1.0 + (h == 146) for h in range(144, 168)}),
    ],
)
def test_a_day_on_which_the_clock_changes_is_watched_as_long_as_it_lasts(sunday, hours):
    until = datetime(sunday.year, sunday.month, sunday.day + 1, tzinfo=BERLIN)
    rhythm = lesson(since=sunday.astimezone(UTC), until=until.astimezone(UTC), zone=BERLIN)

    assert watched(rhythm) == hours


@given(
    st.lists(st.integers(0, 4320), max_size=20),
    st.integers(0, 4320),
    st.sampled_from([UTC, BISHKEK, KATHMANDU, BERLIN]),
)
def test_lessons_keep_every_post_and_all_time(at, span, zone):
    until = MONDAY + timedelta(minutes=span)
    posted = [MONDAY + timedelta(minutes=minute) for minute in at if minute <= span]
    rhythm = lesson(until=until, posted=posted, zone=zone)

    assert sum(rhythm.posts) == len(posted)
    assert sum(rhythm.hours) == pytest.approx(span / 60)


@given(st.lists(st.integers(1, 600), min_size=1, max_size=30))
def test_many_short_lessons_come_to_the_same_as_a_long_one(minutes):
    rhythm, at = NO_RHYTHM, MONDAY
    for wait in minutes:
        soon = at + timedelta(minutes=wait)
        rhythm = lesson(rhythm, since=at, until=soon, posted=[soon - timedelta(seconds=30)])
        at = soon
    ends = [MONDAY + timedelta(minutes=sum(minutes[: k + 1])) for k in range(len(minutes))]
    whole = lesson(until=at, posted=[end - timedelta(seconds=30) for end in ends])

    assert rhythm.posts == pytest.approx(whole.posts)
    assert rhythm.hours == pytest.approx(whole.hours)
    assert rhythm.heat == pytest.approx(whole.heat)


@pytest.mark.parametrize(
    ("posted", "hour"),
    [
        (MONDAY - DAY + HOUR, 145),
        (MONDAY - DAY + 59 * timedelta(minutes=1), None),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        # A site whose clock is ahead.
        (MONDAY + 5 * HOUR, 1),
    ],
)
def test_a_post_counts_in_the_hour_it_names_unless_that_is_too_long_ago(posted, hour):
    rhythm = lesson(posted=[posted])

    assert [h for h, posts in enumerate(rhythm.posts) if posts] == ([] if hour is None else [hour])


def test_what_was_posted_in_days_of_watching_counts_however_old():
    rhythm = lesson(until=MONDAY + 5 * DAY, posted=[MONDAY + HOUR / 2])

    assert rhythm.posts[0] == 1


def test_watching_since_a_wrong_date_is_no_endless_lesson():
    rhythm = lesson(since=datetime(1970, 1, 1, tzinfo=UTC), posted=[MONDAY])

    assert set(rhythm.hours) == {8.0}
    assert sum(rhythm.posts) == 1


def test_an_hour_is_known_by_its_last_eight_and_forgets_the_ones_before():
    rhythm = weekly(lambda hour: 10.0)
    for week in range(16):
        start = MONDAY + 7 * week * DAY
        rhythm = lesson(rhythm, since=start, until=start + HOUR)

    assert rhythm.hours[0] == pytest.approx(8.0)
    assert rhythm.posts[0] == pytest.approx(80 * (7 / 8) ** 16)
    assert rhythm.posts[1] == 80.0


def test_heat_halves_in_half_an_hour():
    hot = lesson(posted=[MONDAY + HOUR, MONDAY + HOUR])
    cooler = lesson(hot, since=MONDAY + HOUR, until=MONDAY + 1.5 * HOUR)

    assert (hot.heat, hot.heat_at) == (2.0, MONDAY + HOUR)
    assert cooler.heat == pytest.approx(1.0)


def test_a_source_nobody_knows_posts_once_an_hour():
    assert rates(NO_RHYTHM) == (1.0,) * 168


def test_the_first_belief_fades():
    still = weekly(lambda hour: 0.0, weeks=1 / 7)

    assert max(rates(still)) == pytest.approx(1 / 25)


@given(st.floats(0.05, 20), st.floats(1, 8))
def test_equal_counts_mean_equal_rates(rate, weeks):
    found = rates(weekly(lambda hour: rate, weeks))

    assert max(found) == pytest.approx(min(found))
    assert found[0] == pytest.approx((rate * 168 * weeks + 1) / (168 * weeks + 1))


def test_a_flat_source_is_judged_flat_though_chance_scatters_its_counts():
    # Counts of mean 8 that scatter like Poisson's: the quantiles of that distribution, shuffled by a stride.
    counts = (4, 5, 5, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 11, 11, 12, 13, 14)
    rhythm = Rhythm(posts=tuple(float(counts[h * 8 % 21]) for h in range(168)), hours=(8.0,) * 168)

    found = rates(rhythm)

    assert max(found) < 1.1 * min(found)


def test_an_hour_of_the_day_is_learned_in_one_week():
    found = rates(weekly(lambda hour: 1.0 if 9 <= hour % 24 < 18 and hour < 120 else 0.0, weeks=1))

    assert found[10] > 0.8
    assert found[3] < found[10] / 10
    assert found[5 * 24 + 10] < found[10] / 5


def test_a_day_of_the_week_is_learned_too():
    found = rates(weekly(lambda hour: 6.0 if hour == 2 * 24 + 10 else 0.0))

    assert found[2 * 24 + 10] > 4.0
    assert found[3 * 24 + 10] < 0.2


def test_posts_of_hours_that_nobody_watched_are_no_flood():
    gap = Rhythm(posts=(12.0, *(1.0,) * 167), hours=(0.0, *(1.0,) * 167))

    assert max(rates(gap)) <= 12.0


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 8)), min_size=1, max_size=9))
def test_rates_are_positive_whatever_was_counted(cells):
    posts, hours = zip(*(cells[hour % len(cells)] for hour in range(168)), strict=True)

    assert all(0 < rate <= 101 for rate in rates(Rhythm(posts=posts, hours=hours)))
