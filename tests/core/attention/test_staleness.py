from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.attention import worst_staleness
from monitor.model import Demand, RecheckStep, Rhythm
from tests.factories import source

FLAT = Rhythm(posts=(16.0,) * 168, hours=(8.0,) * 168)
HOST = Demand(worth=8.6, firm=2.5)
MINUTE = timedelta(minutes=1)
LADDER = (RecheckStep(younger_than=timedelta(days=14), every=timedelta(minutes=10)),)


def staleness(rhythm=FLAT, *, budget=240.0, host=HOST, **changes):
    return worst_staleness(source(**changes), rhythm, budget=budget, host=host)


def test_a_flat_listing_waits_as_the_square_root_rule_says():
    # Two posts an hour: worth 1.41, of 8.6 on the host, for 237.5 requests an hour.
    assert staleness().listing / MINUTE == pytest.approx(60 * 8.6 / 237.5 / 2**0.5 * 1.05, rel=0.01)


def test_a_still_hour_waits_longest_and_no_longer_than_allowed():
    still = replace(FLAT, posts=(0.0, *FLAT.posts[1:]))
    hours = staleness(still, host=Demand(worth=200.0), slowest=timedelta(minutes=30))

    assert hours.listing == 1.05 * timedelta(minutes=30)


def test_a_fixed_cadence_is_what_it_is():
    assert staleness(every=timedelta(minutes=2)).listing == 1.05 * timedelta(minutes=2)


def test_articles_wait_longer_the_older_they_are_and_the_less_there_is_to_spend():
    rich, poor = staleness().articles, staleness(budget=60.0).articles

    assert [wait.younger_than / timedelta(hours=1) for wait in rich] == [1, 6, 24, 168, 720]
    assert [wait.wait for wait in rich] == sorted(wait.wait for wait in rich)
    assert all(less.wait > more.wait for less, more in zip(poor, rich, strict=True))


def test_no_age_beyond_the_last_visit_is_told_of():
    found = staleness(recheck_until=timedelta(days=2)).articles

    assert [wait.younger_than / timedelta(hours=1) for wait in found] == [1, 6, 24, 48]


def test_a_ladder_ends_where_its_last_step_ends():
    found = {wait.younger_than: wait.wait for wait in staleness(recheck=LADDER).articles}

    assert found[timedelta(hours=1)] == 1.05 * timedelta(minutes=10)
    assert found[timedelta(days=30)] is None
