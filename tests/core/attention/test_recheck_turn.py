from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.attention import Interest, recheck_turn
from monitor.model import Demand, RecheckStep

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# What a host asks whose one agency publishes 60 articles a day.
AGENCY = Demand(worth=8.6, firm=2.5)

LADDER = (
    RecheckStep(younger_than=2 * HOUR, every=HOUR / 6),
    RecheckStep(younger_than=12 * HOUR, every=HOUR),
    RecheckStep(younger_than=14 * DAY, every=2 * DAY),
)


def turn(age=HOUR, *, is_matched=False, edited_ago=None, rise=None, **changes):
    plain = {
        "steps": None,
        "until": 30 * DAY,
        "budget": 240.0,
        "host": AGENCY,
        "now": NOW,
        "jitter": 0.5,
    }
    interest = Interest(age=age, is_matched=is_matched, edited_ago=edited_ago, rise=rise)
    return recheck_turn(interest, **plain | changes)


def wait(age=HOUR, **changes) -> timedelta:
    found = turn(age, **changes)
    assert found.due_at is not None
    return found.due_at - NOW


def visits(**changes) -> list[timedelta]:
    """The ages of an article at all its visits."""
    ages = [timedelta()]
    while (found := turn(ages[-1], **changes)).due_at is not None:
        ages.append(ages[-1] + (found.due_at - NOW))
    return ages


@pytest.mark.parametrize(
    ("age", "every"),
    [
        (timedelta(days=-400), timedelta(minutes=10)),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(days=3), timedelta(days=2)),
    ],
)
def test_steps_are_kept_and_asked_for(age, every):
    found = turn(age, steps=LADDER)

    assert found.due_at == NOW + every
    assert (found.worth, found.firm) == (0.0, HOUR / every)


@pytest.mark.parametrize("steps", [LADDER, ()])
def test_past_the_last_step_an_article_is_left_alone(steps):
    found = turn(14 * DAY, steps=steps)

    assert (found.due_at, found.worth, found.firm) == (None, 0.0, 0.0)


def test_an_article_is_left_alone_when_it_is_old_and_later_if_it_matched():
    assert turn(30 * DAY - timedelta.resolution).due_at is not None
    assert turn(30 * DAY).due_at is None
    assert turn(90 * DAY - timedelta.resolution, is_matched=True).due_at is not None
    assert turn(90 * DAY, is_matched=True).due_at is None


@pytest.mark.parametrize(
    ("age", "least", "most"),
    [
        (timedelta(), 4, 10),
        (DAY, 2 * 60, 4 * 60),
    ],
)
def test_at_an_agency_the_usual_budget_reads_a_fresh_article_every_few_minutes(age, least, most):
    assert timedelta(minutes=least) <= wait(age) <= timedelta(minutes=most)


@given(st.floats(0, 29), st.floats(0, 29))
def test_the_older_is_visited_later(one, other):
    younger, older = sorted((one, other))

    assert wait(younger * DAY) <= wait(older * DAY)


def test_ages_at_visits_form_a_geometric_series():
    ages = visits()[:-1]
    growth = [(b + HOUR) / (a + HOUR) for a, b in pairwise(ages)]

    assert max(growth) == pytest.approx(min(growth), rel=1e-2)


def test_what_articles_ask_is_what_their_visits_cost():
    """A flow of articles: the demand of them all, at any moment, over their unit wait is their visits an hour."""
    ages = visits()
    flow = 2.5
    # Every article asks, from each visit until the next, what its turn said.
    asked = sum(turn(a).worth * ((b - a) / HOUR) for a, b in pairwise(ages))
    unit = AGENCY.worth / (240 - AGENCY.firm)

    assert flow * asked / unit == pytest.approx(flow * (len(ages) - 1), rel=0.06)
    assert len(ages) == pytest.approx(log(1 + 720) * 0.44 / unit, rel=0.1)


@pytest.mark.parametrize(
    "interest",
    [
        {"is_matched": True},
        {"edited_ago": timedelta()},
        {"edited_ago": timedelta(hours=6)},
        {"rise": 4.0},
    ],
)
def test_what_is_worth_more_is_visited_sooner(interest):
    assert wait(**interest) < wait()


def test_what_hardly_anybody_reads_is_visited_later():
    assert wait(rise=0.1) > wait(rise=1.0) == wait()


def test_a_match_doubles_the_visits_and_so_does_an_edit_just_now():
    assert wait(is_matched=True) == pytest.approx(wait() / 2, rel=0.05)
    assert wait(edited_ago=timedelta()) == pytest.approx(wait() / 2, rel=0.05)
    assert wait(edited_ago=10 * DAY) == pytest.approx(wait(), rel=0.01)


@given(
    st.floats(-1, 29),
    st.booleans(),
    st.none() | st.floats(0, 1e9),
    st.none() | st.floats(0, 30),
    st.floats(1, 10_000),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
)
def test_a_turn_keeps_its_bounds_and_asks_something(
    age, is_matched, rise, edited, budget, worth, firm
):
    found = turn(
        age * DAY,
        is_matched=is_matched,
        rise=rise,
        edited_ago=None if edited is None else edited * DAY,
        budget=budget,
        host=Demand(worth=worth, firm=firm),
    )

    assert found.due_at is not None
    assert timedelta(minutes=2) <= found.due_at - NOW <= timedelta(days=3)
    assert (found.worth > 0) != (found.firm > 0)


def test_an_article_that_may_be_visited_no_sooner_asks_firmly():
    assert turn(host=Demand()).firm == 30.0
    assert turn(29 * DAY, host=Demand(worth=1e5)).firm == pytest.approx(1 / 72)


@given(st.floats(0, 1, exclude_max=True))
def test_jitter_moves_a_visit_by_five_percent_at_most(jitter):
    found = wait(jitter=jitter)

    assert 0.949 * wait() <= found <= 1.051 * wait()
