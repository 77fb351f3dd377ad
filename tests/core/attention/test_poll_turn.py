from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.attention import learn, poll_turn, rates, taught
from monitor.model import NO_DEMAND, NO_RHYTHM, Demand, Rhythm

BISHKEK = ZoneInfo("Asia/Bishkek")
BERLIN = ZoneInfo("Europe/Berlin")
# A Monday's midnight.
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
NOON = MONDAY + timedelta(hours=12)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def weekly(per_hour) -> Rhythm:
    """A rhythm of eight weeks that were all alike."""
    return Rhythm(posts=tuple(per_hour(hour) * 8.0 for hour in range(168)), hours=(8.0,) * 168)


FLAT = weekly(lambda hour: 2)
OFFICE = weekly(lambda hour: 2 if 9 <= hour % 24 < 18 and hour < 120 else 0)


def turn(rhythm=FLAT, **changes):
    plain = {
        "every": None,
        "slowest": timedelta(minutes=30),
        "budget": 12.0,
        "host": NO_DEMAND,
        "now": NOON,
        "jitter": 0.5,
        "zone": UTC,
    }
    return poll_turn(rhythm, **plain | changes)


def wait(rhythm=FLAT, **changes) -> timedelta:
    found = turn(rhythm, **changes)
    assert found.due_at is not None
    return found.due_at - changes.get("now", NOON)


def polls(rhythm, since, until, **changes) -> list[datetime]:
    """When a listing is polled whose rhythm stays as it is."""
    times, now = [], since
    while now < until:
        now += wait(rhythm, now=now, **changes)
        times.append(now)
    return times


def test_a_fixed_cadence_is_kept_and_asked_for():
    found = turn(every=timedelta(minutes=5))

    assert found.due_at == NOON + timedelta(minutes=5)
    assert found.worth == 0.0
    assert found.firm == pytest.approx(12 + rates(FLAT)[0])


@given(st.floats(0, 1, exclude_max=True))
def test_jitter_moves_a_turn_by_five_percent_at_most(jitter):
    middle = wait()

    assert 0.95 * middle - MINUTE / 1000 <= wait(jitter=jitter) <= 1.05 * middle + MINUTE / 1000


def test_a_flat_source_alone_on_its_host_gets_the_budget_but_for_first_readings():
    assert HOUR / wait() == pytest.approx(12 - rates(FLAT)[0], rel=1e-3)


@pytest.mark.parametrize("budget", [4.0, 12.0])
def test_a_week_of_polls_and_first_readings_meets_the_budget(budget):
    week = polls(OFFICE, MONDAY, MONDAY + timedelta(days=7), budget=budget)
    asked = turn(OFFICE, budget=budget)

    assert (len(week) + sum(rates(OFFICE))) / 168 == pytest.approx(budget, rel=0.1)
    # What it asks for in the store's sums is what it then takes.
    unit = asked.worth / (budget - asked.firm)
    assert asked.worth / unit + asked.firm == pytest.approx(budget)


def test_listings_that_share_a_host_meet_its_budget_together():
    office, flat = turn(OFFICE), turn(FLAT)
    for _ in range(20):
        office = turn(OFFICE, host=Demand(worth=flat.worth, firm=flat.firm), budget=10.0)
        flat = turn(FLAT, host=Demand(worth=office.worth, firm=office.firm), budget=10.0)
    week = MONDAY + timedelta(days=7)
    of_office = polls(
        OFFICE, MONDAY, week, budget=10.0, host=Demand(worth=flat.worth, firm=flat.firm)
    )
    of_flat = polls(
        FLAT, MONDAY, week, budget=10.0, host=Demand(worth=office.worth, firm=office.firm)
    )
    readings = sum(rates(OFFICE)) + sum(rates(FLAT))

    assert (len(of_office) + len(of_flat) + readings) / 168 == pytest.approx(10.0, rel=0.1)
    assert len(of_office) < len(of_flat)


@given(st.floats(0, 20), st.floats(0, 20))
def test_the_more_the_rest_of_the_host_asks_the_longer_the_wait(worth, more):
    assert wait(host=Demand(worth=worth)) <= wait(host=Demand(worth=worth + more))


@given(st.floats(0.1, 20), st.floats(1.1, 5))
def test_who_posts_more_is_polled_sooner(rate, times):
    # Beside more first readings than the budget bears, all would wait longer.
    busy = Demand(worth=1000.0)
    slow, fast = weekly(lambda hour: rate), weekly(lambda hour: rate * times)
    bound = timedelta(days=1)

    assert wait(fast, budget=1000.0, host=busy, slowest=bound) < wait(
        slow, budget=1000.0, host=busy, slowest=bound
    )


@given(
    st.floats(0.1, 10_000),
    st.floats(0, 1000),
    st.floats(0, 1000),
    st.integers(0, 10_080),
    st.sampled_from([FLAT, OFFICE, NO_RHYTHM]),
)
def test_a_turn_keeps_its_bounds(budget, worth, firm, minute, rhythm):
    now = MONDAY + minute * MINUTE
    found = wait(rhythm, budget=budget, host=Demand(worth=worth, firm=firm), now=now)

    assert timedelta(seconds=15) <= found <= timedelta(minutes=30)


def test_firm_demand_beyond_the_budget_leaves_a_tenth_to_the_rest():
    found = wait(host=Demand(firm=500.0), slowest=timedelta(days=1))

    assert HOUR / found == pytest.approx(1.2, rel=1e-3)


def test_the_end_of_the_busy_hours_is_polled_at_once():
    before = datetime(2026, 6, 1, 17, 56, tzinfo=UTC)
    usual = wait(OFFICE, budget=3.0, now=before - 5 * HOUR)

    assert usual > timedelta(minutes=5)
    assert before + wait(OFFICE, budget=3.0, now=before) == before.replace(hour=18, minute=0)


def test_busy_hours_that_begin_are_waited_for():
    before = datetime(2026, 6, 1, 8, 55, tzinfo=UTC)
    asleep = wait(OFFICE, now=before - 5 * HOUR)
    found = wait(OFFICE, now=before)

    assert asleep > timedelta(minutes=20)
    assert timedelta(minutes=5) < found < timedelta(minutes=15)


def test_the_rhythm_is_that_of_the_zone():
    # Four in the morning in Bishkek is ten in the evening in UTC, of the day before.
    night = datetime(2026, 6, 1, 22, 0, tzinfo=UTC)
    assert wait(OFFICE, now=night, zone=BISHKEK) > timedelta(minutes=20)
    assert wait(OFFICE, now=night - 18 * HOUR, zone=BISHKEK) < timedelta(minutes=10)


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]
)
def test_the_day_on_which_the_clock_changes_is_a_day_like_any(day):
    found = polls(FLAT, day, day + timedelta(days=1), zone=BERLIN)
    gaps = {later - earlier for earlier, later in pairwise(found)}

    assert max(gaps) - min(gaps) < timedelta(milliseconds=1)


# Weekdays that are unlike without being a weekday's rhythm: a source that clumps.
CLUMPS = weekly(lambda hour: 6 if hour % 7 == 0 else 1)


def after(rhythm, posts):
    posted = [NOON - k * MINUTE for k in range(posts)]
    return taught(rhythm, learn(rhythm, since=NOON, until=NOON, posted=posted, zone=UTC))


def test_a_burst_is_followed_and_fades():
    calm, hot = after(CLUMPS, 1), after(CLUMPS, 12)
    later = NOON + 3 * HOUR

    assert wait(hot) < 0.7 * wait(calm)
    assert wait(hot, now=later) == pytest.approx(wait(calm, now=later), rel=0.1)


def test_a_source_that_never_clumped_is_not_believed_to_burst():
    assert wait(after(FLAT, 5)) == pytest.approx(wait(FLAT), rel=0.02)
