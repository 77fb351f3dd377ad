"""What a check means that brought no page."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.plan import decide
from monitor.core.plan.setback import GIVE_UP_AFTER, HEADLINE_AFTER, WITHDRAWN_AFTER
from monitor.model import (
    AlarmKind,
    AlertKind,
    EventKind,
    Failed,
    Fetched,
    FoundBy,
    NotModified,
    Page,
    Reason,
    Refused,
    Round,
)
from tests.factories import (
    NOW,
    article_reading,
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


def test_a_failing_source_says_so():
    made = plan(listing_target(failures=2), failed(Reason.DNS))

    assert (made.source.failures, made.source.reason) == (3, Reason.DNS)
    assert made.source.polled_at is None


@pytest.mark.parametrize("reason", WITHDRAWN_AFTER)
def test_an_article_that_is_gone_often_enough_is_withdrawn_and_asked_for_again_a_day_later(reason):
    target = article_target(failures=WITHDRAWN_AFTER[reason] - 1)

    made = plan(target, failed(reason), held(revision=held_revision()))

    assert made.article.withdrawn_at == NOW
    assert [event.kind for event in made.events] == [EventKind.WITHDRAWN]
    assert made.next.due_at == NOW + timedelta(days=1)


def test_a_withdrawal_is_told_once_and_the_page_is_given_up_in_the_end():
    gone = held(revision=held_revision(), withdrawn_at=NOW - timedelta(days=1))
    waits = [
        plan(article_target(failures=failures), failed(Reason.NOT_FOUND), gone)
        for failures in range(3, 8)
    ]

    assert all(made.events == () and made.article is None for made in waits)
    assert [made.next.due_at and (made.next.due_at - NOW).days for made in waits] == [
        2,
        4,
        8,
        None,
        None,
    ]


def test_a_rule_that_listens_hears_of_a_withdrawal():
    listening = replace(rule("vakunov", "Vakunov"), on=frozenset({EventKind.WITHDRAWN}))
    matched = held(
        revision=held_revision("Vakunov resigns"), matched=frozenset({"vakunov", "gone-rule"})
    )
    target = article_target(failures=2)

    made = plan(target, failed(Reason.NOT_FOUND), matched, watch_=watch(listening))

    (alert,) = made.alerts
    message = json.loads(alert.payload)
    assert message["type"] == "article.withdrawn"
    assert message["data"]["article"]["title"] == "Vakunov resigns"
    assert [event["kind"] for event in message["data"]["events"]] == ["withdrawn"]


def test_a_number_that_was_sought_and_is_nobodys_is_given_up_at_once():
    sought = held(title="", found_by=FoundBy.GAP, published_at=None)

    made = plan(article_target(), failed(Reason.NOT_FOUND), sought)

    assert made.article.withdrawn_at == NOW
    assert (made.next.due_at, made.events, made.revision) == (None, (), None)


def test_an_address_that_leads_to_the_front_page_is_a_withdrawal():
    page = Page(url=article_target().url, final_url="https://24.kg/", body=b"")
    away = replace(fetched(), page=page)

    made = decide(
        article_target(failures=2),
        away,
        article_reading(title="24.kg news agency"),
        known(held(revision=held_revision())),
        watch(),
        now=NOW,
        jitter=0.5,
    )

    assert made.next.reason is Reason.REDIRECTED_AWAY
    assert made.article.withdrawn_at == NOW
    assert made.revision is None


def test_a_source_that_keeps_failing_raises_an_alarm_and_a_good_poll_ends_it():
    alarmed = watch(alarms=("desk",))
    raised = plan(listing_target(failures=4), failed(Reason.DNS), watch_=alarmed)

    assert raised.source.alarm.kind is AlarmKind.FAILING
    (alert,) = raised.alerts
    assert (alert.kind, alert.sinks) == (AlertKind.SOURCE_FAILING, ("desk",))
    assert json.loads(alert.payload)["data"]["alarm"]["kind"] == "failing"

    held_alarm = replace(known(held()), source=replace(known().source, alarm=raised.source.alarm))
    outcome = NotModified(at=NOW, took=timedelta())
    ended = decide(listing_target(), outcome, None, held_alarm, alarmed, now=NOW, jitter=0.5)

    assert ended.source.alarm is None
    assert [alert.kind for alert in ended.alerts] == [AlertKind.SOURCE_RECOVERED]


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


def test_an_article_that_ends_its_reader_waits_for_hours_and_is_told_by_its_headline():
    watching = watch(rule("vakunov", "Vakunov"), alarms=("log",))
    unread = held(title="Vakunov resigns")

    waits = []
    for failures in range(3):
        target = article_target(failures=failures)
        made = plan(target, failed(Reason.CRASHED, detail="SIGSEGV"), unread, watch_=watching)
        waits.append((made.next.due_at - NOW) / timedelta(hours=1))

    assert made.revision.title == "Vakunov resigns"
    assert [alert.kind for alert in made.alerts] == [
        AlertKind.MATCHED,
        AlertKind.PAGE_QUARANTINED,
    ]
    assert [round(wait, 1) for wait in waits] == [1.1, 2.1, 4.3]


def test_the_alarms_hear_of_a_page_that_ends_its_reader_under_one_id():
    watching = watch(alarms=("log",))
    crashed = failed(Reason.CRASHED, detail="reading it takes more than 2 s of CPU")

    (first,) = plan(listing_target(), crashed, watch_=watching).alerts
    (again,) = plan(listing_target(failures=1), crashed, watch_=watching).alerts

    assert (first.id, first.sinks) == (again.id, ("log",))
    assert json.loads(first.payload)["data"]["page"] == {
        "url": listing_target().url,
        "detail": "reading it takes more than 2 s of CPU",
    }
    assert plan(listing_target(), crashed).alerts == ()


def test_a_listing_that_ends_its_reader_is_tried_again_as_after_any_failure():
    crashed = plan(listing_target(), failed(Reason.CRASHED))
    refused = plan(listing_target(), failed(Reason.TIMEOUT))

    assert crashed.next.due_at == refused.next.due_at


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
