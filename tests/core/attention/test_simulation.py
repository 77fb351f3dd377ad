"""A source followed for weeks in a virtual clock, by the calls that the engine makes."""

import random
from bisect import bisect, bisect_left
from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest

from monitor.core.attention import learn, poll_turn, taught
from monitor.model import NO_DEMAND, NO_RHYTHM

# A Monday's midnight.
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WEEK = 7 * 1440
BUDGET = 4.0


def office(hour: int) -> float:
    return 1.0 if 9 <= hour % 24 < 18 and hour < 120 else 0.0


def bulletin(hour: int) -> float:
    return 4.0 if hour % 24 in {8, 18} else 0.0


def flat(hour: int) -> float:
    return 1.0


def posts_of(rate, weeks: int) -> list[float]:
    chance = random.Random(5)
    posts = []
    for hour in range(weeks * 168):
        at = chance.expovariate(1.0)
        while rate(hour % 168) and at < rate(hour % 168):
            posts.append((hour + at / rate(hour % 168)) * 60)
            at += chance.expovariate(1.0)
    return posts


def polls_of(posts: list[float], weeks: int) -> list[float]:
    """When the listing is polled, in minutes."""
    chance = random.Random(6)
    rhythm, since, times = NO_RHYTHM, MONDAY, [0.0]
    while times[-1] < weeks * WEEK:
        now = MONDAY + times[-1] * MINUTE
        new = posts[bisect(posts, (since - MONDAY) / MINUTE) : bisect(posts, times[-1])]
        posted = [MONDAY + post * MINUTE for post in new]
        lesson = learn(rhythm, since=since, until=now, posted=posted, zone=UTC)
        rhythm, since = taught(rhythm, lesson), now
        turn = poll_turn(
            rhythm,
            every=None,
            slowest=timedelta(hours=1),
            budget=BUDGET,
            host=NO_DEMAND,
            now=now,
            jitter=chance.random(),
            zone=UTC,
        )
        assert turn.due_at is not None
        times.append((turn.due_at - MONDAY) / MINUTE)
    return times


@pytest.mark.parametrize(("rate", "most"), [(office, 0.5), (bulletin, 0.5), (flat, 1.05)])
def test_posts_are_found_sooner_than_by_as_many_polls_at_equal_distances(rate, most):
    posts = posts_of(rate, weeks=3)
    polls = [at for at in polls_of(posts, weeks=3) if at >= WEEK]
    measured = [post for post in posts if WEEK <= post < polls[-1]]

    delays = [polls[bisect_left(polls, post)] - post for post in measured]
    even = (polls[-1] - WEEK) / len(polls) / 2

    assert fmean(delays) <= most * even
    # First readings are part of the budget.
    assert (len(polls) + len(measured)) / 336 == pytest.approx(BUDGET, rel=0.1)
