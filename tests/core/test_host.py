"""The breaker of a host, and 403 that is a limit."""

from datetime import timedelta

from monitor.core.host import FORBIDDEN_AFTER, OPENED_AFTER, heed
from monitor.model import NEW_HOST, HostSign, HostState
from tests.factories import NOW

SERVED = HostState(has_served=True)


def after(before: HostState, **says) -> HostState:
    sign = HostSign(url="https://24.kg/", at=NOW, asked_at=NOW, jitter=1.0, **says)
    return heed({"24.kg": before}, "24.kg", sign)["24.kg"]


def test_a_failure_for_the_sake_of_the_host_is_counted():
    assert after(SERVED, is_fault=True) == HostState(failures=1, has_served=True)


def test_a_host_that_keeps_failing_is_opened():
    state = after(HostState(failures=OPENED_AFTER - 1), is_fault=True)

    assert (state.opened_at, state.probe_at) == (NOW, NOW + timedelta(seconds=30))


def test_probes_of_an_open_host_grow_apart_up_to_an_hour():
    opened = NOW - timedelta(days=1)
    waits = []
    for failures in (5, 6, 7, 40):
        before = HostState(failures=failures, opened_at=opened, probe_at=NOW)
        state = after(before, is_fault=True)
        assert state.opened_at == opened
        waits.append(state.probe_at - NOW)

    assert waits == [timedelta(minutes=m) for m in (1, 2, 4, 60)]


def test_a_good_answer_closes_it():
    before = HostState(failures=9, opened_at=NOW, probe_at=NOW, forbidden=2, has_served=True)

    assert after(before, is_sound=True) == SERVED


def test_a_good_answer_ends_no_quiet():
    before = HostState(has_served=True, quiet_until=NOW + timedelta(hours=1))

    assert after(before, is_sound=True) == before


def test_a_403_now_and_then_is_of_its_page():
    assert after(SERVED, is_forbidden=True) == HostState(forbidden=1, has_served=True)


def test_403_to_everything_from_a_host_that_served_us_is_a_limit():
    state = after(HostState(forbidden=FORBIDDEN_AFTER - 1, has_served=True), is_forbidden=True)

    assert state.quiet_until == NOW + timedelta(seconds=30)


def test_the_wait_after_403_grows_up_to_six_hours():
    state = after(HostState(forbidden=60, has_served=True), is_forbidden=True)

    assert state.limit.until == NOW + timedelta(hours=6)


def test_403_from_a_host_that_never_served_us_is_no_limit():
    state = after(HostState(forbidden=20), is_forbidden=True)

    assert state == HostState(forbidden=21)
    assert state != NEW_HOST
