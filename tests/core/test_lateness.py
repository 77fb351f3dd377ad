"""Whether what a poll found could have been found before."""

from datetime import timedelta

import pytest

from monitor.core.lateness import LEAST_DOWNTIME, LEAST_OUTAGE, downtime_between, late_of
from monitor.model import Downtime, Late, LateWhy, SourceState
from tests.factories import NOW

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
AWAY = Downtime(since=NOW - 9 * HOUR, until=NOW - MINUTE, was_killed=True)


def state(polled: timedelta | None = 10 * HOUR, downtime: Downtime | None = None) -> SourceState:
    return SourceState(polled_at=None if polled is None else NOW - polled, downtime=downtime)


@pytest.mark.parametrize(
    ("away", "is_told"),
    [
        (timedelta(), False),
        (LEAST_DOWNTIME - timedelta(seconds=1), False),
        (LEAST_DOWNTIME, True),
        (timedelta(seconds=-5), False),
    ],
)
def test_a_restart_is_no_downtime(away, is_told):
    found = downtime_between(NOW - away, NOW, was_killed=False)

    assert (found is not None) is is_told


@pytest.mark.parametrize("published", [None, NOW - 5 * HOUR, NOW - 10 * HOUR, NOW - 4 * MINUTE])
def test_what_may_have_been_there_while_the_program_was_away_is_late(published):
    late = late_of(published, state(downtime=AWAY), 0, NOW)

    assert late == Late(why=LateWhy.DOWNTIME, since=AWAY.since, until=AWAY.until)


@pytest.mark.parametrize("published", [NOW, NOW - 2 * MINUTE])
def test_what_claims_to_be_newer_is_not(published):
    assert late_of(published, state(downtime=AWAY), 3, NOW) is None


def test_what_came_while_its_source_could_not_be_read_is_late():
    since = NOW - HOUR
    outage = Late(why=LateWhy.OUTAGE, since=since, until=NOW)

    assert late_of(None, state(HOUR), 1, NOW) == outage
    assert late_of(NOW - 20 * MINUTE, state(HOUR), 5, NOW) == outage
    assert late_of(NOW - MINUTE, state(HOUR), 5, NOW) is None


def test_a_pause_without_a_failure_or_a_short_one_is_no_outage():
    assert late_of(None, state(HOUR), 0, NOW) is None
    assert late_of(None, state(LEAST_OUTAGE - MINUTE), 1, NOW) is None


def test_the_first_poll_of_a_source_is_late_for_nothing():
    assert late_of(None, state(None, downtime=AWAY), 3, NOW) is None
