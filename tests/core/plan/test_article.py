"""What an article page means."""

import json
from dataclasses import replace
from datetime import timedelta

from monitor.core.plan import decide
from monitor.core.plan.wording import CHURNING_AFTER
from monitor.model import CounterReading, NotModified, Problem, ProblemKind, Reason, RecheckStep
from tests.factories import (
    NOW,
    article_reading,
    article_target,
    fetched,
    held,
    held_revision,
    identity,
    known,
    rule,
    source,
    watch,
)

VAKUNOV = rule("vakunov", "Vakunov", "log", "desk")


def plan(reading, *articles, target=None, watch_=None):
    return decide(
        target or article_target(),
        fetched("https://24.kg/english/100_Title/"),
        reading,
        known(*articles),
        watch_ or watch(VAKUNOV),
        now=NOW,
        jitter=0.5,
    )


def test_the_first_wording_is_revision_one_with_an_observation():
    made = plan(article_reading(views=410), held())

    assert (made.revision.number, made.revision.title) == (1, "Title")
    assert (made.observation.at, made.observation.views) == (NOW, 410)
    assert made.expects == 0


def test_a_match_owes_one_alert_to_the_sinks_of_its_rule():
    made = plan(article_reading(title="Ambassador Vakunov speaks"), held())

    (alert,) = made.alerts
    assert alert.sinks == ("log", "desk")
    assert [match.rule for match in made.matches] == ["vakunov"]
    assert made.matches[0].hits[0].words == "Vakunov"


def test_the_payload_tells_article_rule_and_words():
    reading = article_reading(body="Yesterday Vakunov arrived.", views=12, section="Society")

    (alert,) = plan(reading, held()).alerts

    message = json.loads(alert.payload)
    assert message["type"] == "article.matched"
    assert message["data"]["alert"] == alert.id
    assert message["data"]["rule"] == {"id": "vakunov", "query": "Vakunov"}
    article = message["data"]["article"]
    assert article["id"] == "24.kg#100"
    assert article["url"] == "https://24.kg/english/100_Title/"
    assert article["canonical_url"] == "https://24.kg/english/100_Title/"
    assert article["views"] == 12
    assert article["first_seen_at"] == "2026-11-22T11:30:00.000Z"
    (match,) = message["data"]["matches"]
    assert match["field"] == "body"
    assert match["snippet"][match["snippet_start"] : match["snippet_end"]] == "Vakunov"


def test_the_same_find_has_the_same_alert_id_wherever_it_is_made():
    reading = article_reading(title="Vakunov")
    here = plan(reading, held()).alerts[0].id
    there = plan(reading, held(id=7, first_seen_at=NOW - timedelta(days=3))).alerts[0].id

    assert here == there
    assert here.startswith("msg_")
    assert "." not in here


def test_backlog_is_matched_and_not_told():
    made = plan(article_reading(title="Vakunov"), held(seeded=True))

    assert [match.rule for match in made.matches] == ["vakunov"]
    assert made.alerts == ()


def test_an_edit_that_brings_the_word_is_told():
    before = held(seeded=True, revision=held_revision())

    made = plan(article_reading(title="Title", body="Vakunov."), before)

    assert made.revision.number == 2
    assert made.expects == 1
    assert len(made.alerts) == 1


def test_an_edit_that_keeps_the_word_is_not_told_again():
    before = held(revision=held_revision(body="Vakunov."), matched=frozenset({"vakunov"}))

    made = plan(article_reading(body="Vakunov left."), before)

    assert made.revision.number == 2
    assert made.alerts == ()


def test_a_rule_younger_than_the_words_is_not_told_because_of_a_typo():
    before = held(revision=held_revision(body="Vakunov arived."))

    made = plan(article_reading(body="Vakunov arrived."), before)

    assert [match.rule for match in made.matches] == ["vakunov"]
    assert made.alerts == ()


def test_the_same_wording_is_an_observation_and_no_revision():
    before = held(revision=held_revision(), changes=3)

    made = plan(article_reading(views=99), before)

    assert made.revision is None
    assert made.observation.views == 99
    assert made.article.changes == 0


def test_a_text_that_changes_at_every_check_is_churning_and_no_longer_kept():
    before = held(revision=held_revision(body="12:01"), changes=CHURNING_AFTER)

    made = plan(article_reading(body="12:02 Vakunov"), before)

    assert made.revision is None
    assert made.alerts == ()
    assert made.article.changes == CHURNING_AFTER + 1


def test_a_counter_that_rises_past_a_rule_is_told_though_the_wording_stays():
    loud = watch(rule("loud", "Vakunov AND views:>1000"))
    before = held(revision=held_revision(title="Vakunov speaks"), views=900, viewed_at=NOW)

    quiet = plan(article_reading(title="Vakunov speaks", views=1000), before, watch_=loud)
    risen = plan(article_reading(title="Vakunov speaks", views=1001), before, watch_=loud)

    assert quiet.matches == ()
    assert risen.revision is None
    assert [match.rule for match in risen.matches] == ["loud"]
    assert len(risen.alerts) == 1


def test_a_risen_rule_is_told_once():
    loud = watch(rule("loud", "views:>1000 AND Vakunov"))
    before = held(
        revision=held_revision(title="Vakunov speaks"), matched=frozenset({"loud"}), views=2000
    )

    made = plan(article_reading(title="Vakunov speaks", views=3000), before, watch_=loud)

    assert made.matches == ()
    assert made.alerts == ()


def test_velocity_is_that_since_the_last_reading():
    fast = watch(rule("fast", "Vakunov AND views_h:>100"))
    hour_ago = NOW - timedelta(hours=1)
    before = held(
        revision=held_revision(title="Vakunov"),
        published_at=NOW - timedelta(hours=9),
        readings=(CounterReading(at=hour_ago, views=500),),
    )

    slow = plan(article_reading(title="Vakunov", views=600), before, watch_=fast)
    quick = plan(article_reading(title="Vakunov", views=601), before, watch_=fast)

    assert slow.alerts == ()
    assert len(quick.alerts) == 1


def test_a_page_without_its_title_is_a_failure_and_no_revision():
    missing = Problem(field="title", kind=ProblemKind.MISSING)

    made = plan(article_reading(title=None, problems=(missing,)), held())

    assert made.next.reason is Reason.UNREADABLE
    assert made.revision is None
    assert made.observation is None


def test_a_body_that_vanishes_is_a_broken_page_and_no_edit():
    made = plan(article_reading(body=None), held(revision=held_revision()))

    assert made.next.reason is Reason.UNREADABLE
    assert made.revision is None


def test_an_article_that_never_had_a_body_is_read_without_one():
    made = plan(article_reading(body=None), held())

    assert made.revision.body == ""


def test_a_young_article_is_checked_again_soon_and_an_old_one_never():
    young = plan(article_reading(published_at=NOW - timedelta(minutes=5)), held())
    old = plan(article_reading(published_at=NOW - timedelta(days=40)), held())

    assert NOW < young.next.due_at <= NOW + timedelta(minutes=10)
    assert old.next.due_at is None
    assert young.next.worth + young.next.firm > 0
    assert (old.next.worth, old.next.firm) == (0, 0)


def test_a_fixed_ladder_of_rechecks_is_kept():
    step = RecheckStep(younger_than=timedelta(hours=2), every=timedelta(minutes=10))
    ladder = watch(source=source(recheck=(step,)))

    young = plan(article_reading(published_at=NOW - timedelta(minutes=5)), held(), watch_=ladder)
    old = plan(article_reading(published_at=NOW - timedelta(hours=3)), held(), watch_=ladder)

    assert young.next.due_at == NOW + timedelta(minutes=10)
    assert (young.next.worth, young.next.firm) == (0, 6)
    assert old.next.due_at is None


def test_a_304_is_a_sighting_with_the_counter_as_it_was():
    outcome = NotModified(at=NOW, took=timedelta(milliseconds=20))

    made = decide(
        article_target(),
        outcome,
        None,
        known(held(revision=held_revision(), views=55)),
        watch(),
        now=NOW,
        jitter=0.5,
    )

    assert made.observation.views == 55
    assert made.next.status == 304


def test_a_redirect_to_an_article_we_hold_merges_the_two():
    elsewhere = held(200, id=9, revision=held_revision())
    reading = replace(article_reading(), redirected=identity(200))

    made = plan(reading, held(), elsewhere)

    assert (made.merge.duplicate, made.merge.article) == (7, 9)
    assert made.next.due_at is None


def test_a_canonical_link_is_not_believed_under_another_headline():
    elsewhere = held(200, id=9, title="Another title")
    reading = replace(article_reading(), claimed=(identity(200),))

    assert plan(reading, held(), elsewhere).merge is None


def test_a_canonical_link_is_believed_under_the_same_headline():
    elsewhere = held(200, id=9, title="Title")
    reading = replace(article_reading(), claimed=(identity(200),))

    assert plan(reading, held(), elsewhere).merge.article == 9


def test_an_article_that_read_itself_once_is_never_merged_away():
    elsewhere = held(200, id=9)
    reading = replace(article_reading(), redirected=identity(200))

    assert plan(reading, held(revision=held_revision()), elsewhere).merge is None


def test_a_target_whose_article_is_gone_from_the_store_is_never_due_again():
    made = plan(article_reading())

    assert made.next.due_at is None
    assert made.observation is None
