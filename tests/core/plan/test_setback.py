"""What a check means that brought no page."""

from datetime import timedelta

import pytest

from monitor.core.plan import decide
from monitor.core.plan.setback import GIVE_UP_AFTER, HEADLINE_AFTER, WITHDRAWN_AFTER
from monitor.model import Failed, Fetched, Reason, Refused, Round
from tests.factories import (
    NOW,
    article_target,
    fetched,
    held,
    held_revision,
    known,
    listing_target,
    rule,
    watch,
)


def failed(reason: Reason, **changes) -> Failed:
    facts = {"detail": "", "at": NOW, "took": timedelta(seconds=1), "status": 500}
    return Failed(reason=reason, **(facts | changes))


def plan(target, outcome, *articles, watch_=None):
    return decide(target, outcome, None, known(*articles), watch_ or watch(), now=NOW, jitter=0.999)


def test_failures_are_counted_and_put_off_ever_longer():
    waits = [
        plan(listing_target(failures=n), failed(Reason.TIMEOUT)).next.due_at - NOW for n in range(5)
    ]

    assert waits == sorted(waits)
    assert len(set(waits)) == 5


def test_retry_after_is_never_undercut():
    made = plan(listing_target(), failed(Reason.HTTP_5XX, retry_after=timedelta(minutes=7)))

    assert made.next.due_at >= NOW + timedelta(minutes=7)


def test_a_429_quiets_the_whole_host_and_a_503_only_its_page():
    limited = plan(listing_target(), failed(Reason.RATE_LIMITED, retry_after=timedelta(minutes=7)))
    broken = plan(listing_target(), failed(Reason.HTTP_5XX, retry_after=timedelta(minutes=7)))

    assert limited.host_quiet_until >= NOW + timedelta(minutes=7)
    assert broken.host_quiet_until is None


def test_a_failing_source_says_so():
    made = plan(listing_target(failures=2), failed(Reason.DNS))

    assert (made.source.failures, made.source.reason) == (3, Reason.DNS)
    assert made.source.polled_at is None


def test_an_article_that_is_gone_thrice_is_withdrawn_and_left_alone():
    target = article_target(failures=WITHDRAWN_AFTER - 1)

    made = plan(target, failed(Reason.NOT_FOUND), held(revision=held_revision()))

    assert made.article.withdrawn_at == NOW
    assert made.next.due_at is None


def test_a_single_404_withdraws_nothing():
    made = plan(article_target(), failed(Reason.NOT_FOUND), held(revision=held_revision()))

    assert made.article is None
    assert made.next.due_at is not None


def test_a_page_that_keeps_failing_is_told_by_its_headline():
    target = article_target(failures=HEADLINE_AFTER - 1)
    vakunov = watch(rule("vakunov", "Vakunov"))

    made = plan(target, failed(Reason.HTTP_5XX), held(title="Vakunov resigns"), watch_=vakunov)

    assert (made.revision.number, made.revision.title, made.revision.body) == (
        1,
        "Vakunov resigns",
        "",
    )
    assert len(made.alerts) == 1
    assert made.next.due_at is not None


def test_a_page_that_robots_txt_forbids_is_told_by_its_headline_at_once():
    refused = Refused(reason=Reason.ROBOTS, detail="", at=NOW)

    made = plan(article_target(), refused, held(title="A headline"))

    assert made.revision.title == "A headline"


def test_an_article_page_is_given_up_in_the_end_and_a_listing_never():
    article = plan(article_target(failures=GIVE_UP_AFTER - 1), failed(Reason.HTTP_5XX), held())
    listing = plan(listing_target(failures=1_000), failed(Reason.HTTP_5XX))

    assert article.next.due_at is None
    assert listing.next.due_at <= NOW + timedelta(hours=1)


def test_a_round_keeps_its_page_through_a_failure_and_ends_with_a_hole_at_the_third():
    turn = Round(began_at=NOW, page=4, url="https://24.kg/english/page_4/")

    once = plan(listing_target(round=turn), failed(Reason.TIMEOUT))
    thrice = plan(listing_target(round=turn, failures=2), failed(Reason.TIMEOUT))

    assert once.next.round == turn
    assert once.source.hole is None
    assert thrice.next.round is None
    assert thrice.source.hole.pages == 3


def test_a_page_without_a_reading_is_a_mistake_of_the_caller():
    outcome = fetched()
    assert isinstance(outcome, Fetched)

    with pytest.raises(TypeError):
        plan(listing_target(), outcome)
