"""What a check says of its host."""

from datetime import timedelta

import pytest

from monitor.core.plan import decide
from monitor.model import Failed, HostSign, Known, Reason, Refused, SourceState
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

WAIT = timedelta(minutes=8)


def failed(reason: Reason, status: int | None = None, retry_after=None) -> Failed:
    return Failed(
        reason=reason,
        detail="a detail",
        at=NOW,
        took=timedelta(seconds=2),
        status=status,
        retry_after=retry_after,
    )


def plan(outcome, *, target=None, reading=None):
    known = Known(
        articles={identity().key: held()}, source=SourceState(seeded_at=NOW, polled_at=NOW)
    )
    made = target or article_target()
    return decide(made, outcome, reading, known, watch(), now=NOW, jitter=1.0)


def sign(outcome, **asked) -> HostSign:
    said = plan(outcome, **asked).host
    assert said is not None
    return said


@pytest.mark.parametrize(
    "reason",
    [Reason.CONNECT, Reason.TIMEOUT, Reason.TLS, Reason.HTTP_5XX, Reason.BLOCKED, Reason.DNS],
)
def test_what_fails_for_the_sake_of_the_host_says_so(reason):
    said = sign(failed(reason))

    assert (said.is_fault, said.is_sound, said.limited_until) == (True, False, None)
    assert (said.asked_at, said.at) == (NOW - timedelta(seconds=2), NOW)


def test_a_page_shows_a_host_at_work():
    assert sign(fetched(), target=listing_target(), reading=listing_reading(100)).is_sound


def test_a_page_that_is_not_there_shows_a_host_at_work():
    assert sign(failed(Reason.NOT_FOUND, 404)).is_sound


def test_what_robots_forbids_says_nothing_of_the_host():
    assert plan(Refused(reason=Reason.ROBOTS, detail="", at=NOW)).host is None


def test_a_403_says_no_more_than_that():
    said = sign(failed(Reason.HTTP_4XX, 403))

    assert (said.is_forbidden, said.limited_until) == (True, None)


@pytest.mark.parametrize(
    ("reason", "status"),
    [(Reason.RATE_LIMITED, 429), (Reason.HTTP_5XX, 503), (Reason.HTTP_4XX, 403)],
)
def test_what_says_for_how_long_is_a_limit(reason, status):
    assert sign(failed(reason, status, WAIT)).limited_until == NOW + WAIT


@pytest.mark.parametrize(("reason", "status"), [(Reason.HTTP_5XX, 503), (Reason.HTTP_5XX, 500)])
def test_a_failure_that_does_not_say_so_is_none(reason, status):
    assert sign(failed(reason, status)).limited_until is None


def test_after_a_limit_the_others_of_the_host_go_first():
    made = plan(failed(Reason.RATE_LIMITED, 429, WAIT), target=listing_target())

    assert made.host.limited_until == NOW + WAIT
    assert made.next.due_at == NOW + WAIT + timedelta(seconds=30)
