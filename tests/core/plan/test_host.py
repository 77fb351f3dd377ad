"""The breaker of a host, and refusals that are a limit."""

from datetime import timedelta

import pytest

from monitor.core.plan import decide
from monitor.core.plan.host import FORBIDDEN_AFTER, OPENED_AFTER
from monitor.model import NEW_HOST, Failed, HostState, Known, Reason, Refused, SourceState
from tests.factories import (
    NOW,
    article_target,
    fetched,
    held,
    identity,
    listing_reading,
    listing_target,
    watch,
)

SERVED = HostState(has_served=True)


def failed(reason: Reason, status: int | None = None) -> Failed:
    return Failed(reason=reason, detail="a detail", at=NOW, took=timedelta(), status=status)


def plan(outcome, state, *, target=None, reading=None):
    article = held()
    known = Known(
        articles={identity().key: article},
        source=SourceState(seeded_at=NOW, polled_at=NOW),
        host_state=state,
    )
    made = target or article_target()
    return decide(made, outcome, reading, known, watch(), now=NOW, jitter=1.0)


@pytest.mark.parametrize(
    "reason",
    [Reason.CONNECT, Reason.TIMEOUT, Reason.TLS, Reason.HTTP_5XX, Reason.BLOCKED, Reason.DNS],
)
def test_a_failure_for_the_sake_of_the_host_is_counted(reason):
    assert plan(failed(reason), SERVED).host == HostState(failures=1, has_served=True)


def test_a_host_that_keeps_failing_is_opened():
    made = plan(failed(Reason.TIMEOUT), HostState(failures=OPENED_AFTER - 1))

    assert made.host is not None
    assert (made.host.opened_at, made.host.probe_at) == (NOW, NOW + timedelta(seconds=30))


def test_probes_of_an_open_host_grow_apart_up_to_an_hour():
    opened = NOW - timedelta(days=1)
    waits = []
    for failures in (5, 6, 7, 40):
        state = HostState(failures=failures, opened_at=opened, probe_at=NOW)
        made = plan(failed(Reason.TIMEOUT), state).host
        assert made is not None
        assert made.opened_at == opened
        waits.append(made.probe_at - NOW)

    assert waits == [timedelta(minutes=m) for m in (1, 2, 4, 60)]


def test_a_good_answer_closes_it():
    state = HostState(failures=9, opened_at=NOW, probe_at=NOW, has_served=True)
    listing = plan(fetched(), state, target=listing_target(), reading=listing_reading(100))

    assert listing.host == SERVED


def test_a_page_that_is_not_there_shows_a_host_at_work():
    assert plan(failed(Reason.NOT_FOUND, 404), HostState(failures=4)).host == SERVED


def test_a_good_answer_of_a_good_host_writes_nothing():
    made = plan(fetched(), SERVED, target=listing_target(), reading=listing_reading(100))

    assert made.host is None


def test_what_robots_forbids_says_nothing_of_the_host():
    refused = Refused(reason=Reason.ROBOTS, detail="", at=NOW)

    assert plan(refused, HostState(failures=2)).host is None


def test_a_403_now_and_then_is_of_its_page():
    made = plan(failed(Reason.HTTP_4XX, 403), SERVED)

    assert made.host == HostState(forbidden=1, has_served=True)
    assert made.host_quiet_until is None


def test_403_to_everything_from_a_host_that_served_us_is_a_limit():
    state = HostState(forbidden=FORBIDDEN_AFTER - 1, has_served=True)
    made = plan(failed(Reason.HTTP_4XX, 403), state)

    assert made.host_quiet_until == NOW + timedelta(seconds=30)
    assert made.next.due_at == made.host_quiet_until
    assert made.next.detail == (
        "a detail; all it was asked of late is refused, which is taken for a limit"
    )


def test_the_rest_after_403_grows_up_to_six_hours():
    state = HostState(forbidden=60, has_served=True)
    made = plan(failed(Reason.HTTP_4XX, 403), state)

    assert made.host_quiet_until == NOW + timedelta(hours=6)


def test_403_from_a_host_that_never_served_us_is_no_limit():
    made = plan(failed(Reason.HTTP_4XX, 403), HostState(forbidden=20))

    assert made.host_quiet_until is None
    assert made.host != NEW_HOST
