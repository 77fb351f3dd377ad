"""What happened to an article, as a visit finds it: edits, doubts, churn, dates, its counter; and who hears of it."""

import json
from dataclasses import replace
from datetime import timedelta

from monitor.core import message
from monitor.core.fingerprint import fingerprint
from monitor.core.plan import decide
from monitor.model import (
    Block,
    CounterReading,
    EventKind,
    FoundBy,
    Late,
    LateWhy,
    NotModified,
    Suspect,
)
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
    watch,
)

BODY = (
    "The minister met Vakunov in Bishkek on Monday.\n"
    "They spoke about flights.\n"
    "The accident near Osh hurt 3 people.\n"
    "The commission will report in June."
)


def visit(reading, article, *rules, at=NOW, target=None):
    return decide(
        target or article_target(),
        replace(fetched("https://24.kg/english/100_Title/"), at=at),
        reading,
        known(article),
        watch(*rules),
        now=at,
        jitter=0.5,
    )


def kinds(plan):
    return [event.kind for event in plan.events]


def edited(old, new):
    return article_reading(body=BODY.replace(old, new))


def listening(*kinds_):
    return replace(rule("vakunov", "Vakunov"), on=frozenset(kinds_))


ARTICLE = held(revision=held_revision(body=BODY), published_at=NOW - timedelta(hours=3))


def test_an_edit_is_an_event_with_what_it_changed():
    made = visit(edited("Vakunov", "the envoy"), ARTICLE)

    assert kinds(made) == [EventKind.EDITED, EventKind.NAME_REMOVED]
    removed = made.events[1]
    assert (removed.words, removed.revision, removed.at) == (("Vakunov",), 2, NOW)


def test_the_first_wording_is_no_edit():
    assert kinds(visit(article_reading(body=BODY), held())) == []


def test_the_text_of_an_article_that_had_only_its_headline_is_no_edit():
    made = visit(article_reading(body=BODY), held(revision=held_revision(body="")))

    assert made.revision.number == 2
    assert kinds(made) == []


def test_a_rule_hears_that_its_name_was_removed_though_it_matches_no_more():
    matched = replace(ARTICLE, matched=frozenset({"vakunov"}))
    made = visit(edited("Vakunov", "the envoy"), matched, listening(EventKind.NAME_REMOVED))

    (alert,) = made.alerts
    message = json.loads(alert.payload)
    assert message["type"] == "article.edited"
    assert [event["kind"] for event in message["data"]["events"]] == ["name_removed"]
    assert message["data"]["events"][0]["words"] == ["Vakunov"]


def test_a_rule_that_listens_for_matches_only_hears_of_no_edit():
    matched = replace(ARTICLE, matched=frozenset({"vakunov"}))
    made = visit(edited("flights", "trains"), matched, rule("vakunov", "Vakunov"))

    assert EventKind.EDITED in kinds(made)
    assert made.alerts == ()


def test_a_rule_that_never_matched_hears_of_nothing():
    made = visit(
        edited("flights", "trains"), ARTICLE, replace(listening(EventKind.EDITED), query="x")
    )

    assert made.alerts == ()


def test_every_wording_has_an_alert_of_its_own():
    matched = replace(ARTICLE, matched=frozenset({"vakunov"}))
    second = visit(edited("flights", "trains"), matched, listening(EventKind.EDITED))
    third = visit(
        edited("flights", "ships"),
        replace(matched, revision=held_revision(body=BODY.replace("flights", "trains"), number=2)),
        listening(EventKind.EDITED),
    )

    assert second.alerts[0].id != third.alerts[0].id


def test_a_changed_number_is_doubted_and_told_when_it_is_seen_again():
    first = visit(edited("hurt 3", "hurt 5"), ARTICLE)
    assert (kinds(first), first.revision) == ([], None)
    assert first.article.suspect is not None
    assert first.next.due_at <= NOW + timedelta(minutes=2)
    assert first.next.validators.etag is None

    doubted = replace(ARTICLE, suspect=first.article.suspect)
    again = visit(edited("hurt 3", "hurt 5"), doubted, at=NOW + timedelta(minutes=2))

    assert kinds(again) == [EventKind.EDITED, EventKind.NUMBER_CHANGED]
    assert again.revision.seen_at == NOW
    assert again.article.suspect is None


def test_a_number_that_changes_with_every_fetch_is_churn_told_once_and_muted():
    clock = BODY + "\nUpdated at {}."
    article = replace(ARTICLE, revision=held_revision(body=clock.format("12:04:33")))
    seen = []
    for minute in range(6):
        at = NOW + timedelta(minutes=2 * minute)
        made = visit(article_reading(body=clock.format(f"12:{10 + minute}:07")), article, at=at)
        seen += kinds(made)
        volatile = article.volatile if made.article.volatile is None else made.article.volatile
        article = replace(article, suspect=made.article.suspect, volatile=volatile)
        assert made.revision is None

    assert seen == [EventKind.CHURNING]
    assert made.article.changes == 0


def test_a_doubted_wording_that_meets_a_rule_is_told_at_once():
    bodies = BODY.replace("They spoke about flights.", "Oman offers visa-free travel to all.")
    made = visit(article_reading(body=bodies), ARTICLE, rule("visa", "visa-free"))

    assert made.revision.number == 2
    assert made.article.suspect is None
    assert len(made.alerts) == 1


def test_a_suspect_that_is_gone_at_the_next_sight_is_told_by_nobody():
    flapped = BODY.replace("hurt 3", "hurt 5")
    suspect = Suspect(
        fingerprint=fingerprint("Title", flapped), slots=(), seen_at=NOW - timedelta(minutes=2)
    )
    first = visit(article_reading(body=flapped), ARTICLE)
    made = visit(article_reading(body=BODY), replace(ARTICLE, suspect=first.article.suspect))

    assert first.article.suspect.fingerprint == suspect.fingerprint
    assert made.revision is None
    assert made.article.suspect is None
    assert EventKind.EDITED not in kinds(made)


def test_a_date_that_moves_is_told_with_both_dates():
    earlier = ARTICLE.published_at - timedelta(hours=5)
    made = visit(article_reading(body=BODY, published_at=earlier), ARTICLE)

    assert kinds(made) == [EventKind.DATE_MOVED]
    assert made.events[0].before == ARTICLE.published_at.isoformat()
    assert made.events[0].after == earlier.isoformat()


def test_an_article_older_than_the_poll_that_did_not_show_it_is_backdated():
    absent_at = NOW - timedelta(minutes=32)
    new = held(absent_at=absent_at, published_at=None)
    lies = visit(article_reading(published_at=NOW - timedelta(hours=9)), new)
    honest = visit(article_reading(published_at=NOW - timedelta(minutes=31)), new)

    assert kinds(lies) == [EventKind.BACKDATED]
    assert lies.events[0].words == (absent_at.isoformat(), new.first_seen_at.isoformat())
    assert kinds(honest) == []


def test_a_withdrawn_article_that_is_there_again_has_returned():
    made = visit(article_reading(body=BODY), replace(ARTICLE, withdrawn_at=NOW - timedelta(days=1)))

    assert kinds(made) == [EventKind.RETURNED]
    assert made.article.withdrawn_at is None


def readings(*views):
    begin = NOW - timedelta(minutes=30 * len(views))
    return tuple(
        CounterReading(at=begin + timedelta(minutes=30 * i), views=count)
        for i, count in enumerate(views)
    )


def test_a_counter_that_falls_is_flagged_once_and_no_velocity():
    counted = replace(ARTICLE, readings=readings(200, 400, 600), views=600)
    made = visit(article_reading(body=BODY, views=100), counted)
    again = visit(
        article_reading(body=BODY, views=100),
        replace(counted, flaws=made.article.flaws, readings=readings(400, 600, 100)),
    )

    assert kinds(made) == [EventKind.COUNTER_BACKWARDS]
    assert made.article.views_per_hour is None
    assert made.observation.views == 100
    assert kinds(again) == []


def test_what_a_reading_teaches_is_told_to_the_section_and_the_source():
    published_at = NOW - timedelta(minutes=40)
    made = visit(
        article_reading(body=BODY, views=80, section="Politics", published_at=published_at), held()
    )

    assert [sample.key.section for sample in made.samples] == ["Politics", ""]


def test_a_304_goes_on_counting():
    frozen = replace(
        ARTICLE,
        readings=readings(200, 400, 600, 600, 600),
        views=600,
        published_at=NOW - timedelta(hours=4),
    )
    made = decide(
        article_target(),
        NotModified(at=NOW, took=timedelta()),
        None,
        known(frozen),
        watch(),
        now=NOW,
        jitter=0.5,
    )

    assert kinds(made) == [EventKind.COUNTER_FROZEN]
    assert made.observation.views == 600


def test_who_stands_beside_an_article_is_noted_at_its_first_reading():
    other = held(200, id=8)
    reading = replace(article_reading(), blocks={Block.POPULAR: (identity(300), other.identity)})
    made = decide(
        article_target(),
        fetched(),
        reading,
        known(held(), other),
        watch(),
        now=NOW,
        jitter=0.5,
    )

    (front,) = made.fronts
    assert (front.block, front.positions) == (Block.POPULAR, ((8, 2),))


def test_an_article_found_by_its_gap_is_told_late():
    sought = held(found_by=FoundBy.GAP)
    made = visit(article_reading(title="Vakunov"), sought, rule("vakunov", "Vakunov"))

    late = json.loads(made.alerts[0].payload)["data"]["late"]
    assert late == {"why": "gap", "since": None, "until": None}


def test_an_article_of_a_downtime_is_told_late_and_an_edit_of_it_is_not():
    away = Late(why=LateWhy.DOWNTIME, since=NOW - timedelta(hours=9), until=NOW)
    vakunov = rule("vakunov", "Vakunov")
    first = visit(article_reading(title="Vakunov"), held(late=away), vakunov)
    older = held(late=away, revision=held_revision(title="Somebody"))
    edited = visit(article_reading(title="Vakunov"), older, vakunov)

    late = json.loads(first.alerts[0].payload)["data"]["late"]
    assert late == {
        "why": "downtime",
        "since": message.moment(away.since),
        "until": message.moment(away.until),
    }
    assert json.loads(edited.alerts[0].payload)["data"]["late"] is None


def test_readings_of_a_clock_that_was_ahead_are_left_out_of_the_series():
    earlier = [CounterReading(at=NOW - timedelta(hours=hour), views=900) for hour in (2, 1)]
    ahead = CounterReading(at=NOW + timedelta(hours=1), views=5)
    article = replace(ARTICLE, readings=(*earlier, ahead))

    made = visit(article_reading(body=BODY, views=1000), article)

    assert EventKind.COUNTER_BACKWARDS not in kinds(made)


def test_an_article_that_claims_to_be_old_and_is_news_is_followed_like_news():
    claimed = NOW - timedelta(days=9000)
    absent_at = NOW - timedelta(minutes=5)
    news = held(first_seen_at=NOW, absent_at=absent_at)

    made = visit(article_reading(body=BODY, published_at=claimed), news)

    assert made.next.due_at is not None
    assert made.next.due_at < NOW + timedelta(days=1)


def test_an_article_that_is_dated_tomorrow_is_no_younger_than_its_first_sight():
    seen = held(revision=held_revision(body=BODY), first_seen_at=NOW - timedelta(hours=20))
    dues = [
        visit(article_reading(body=BODY, published_at=at), seen).next.due_at
        for at in (NOW + timedelta(hours=20), NOW - timedelta(hours=20))
    ]

    assert dues[0] == dues[1]
