"""What it means for an article and for the rules that its text stood in another before."""

import json
from dataclasses import replace
from datetime import timedelta

from monitor.core.plan import decide, sketch_wanted
from monitor.core.story import sketch_of
from monitor.model import (
    Beginning,
    EventKind,
    Kinship,
    Once,
    Sketch,
    Story,
    StoryText,
)
from tests.core.story.texts import article
from tests.factories import (
    NOW,
    article_reading,
    article_target,
    fetched,
    held,
    held_revision,
    known,
    listing_reading,
    rule,
    watch,
)

MINUTE = timedelta(minutes=1)
BODY = article(1)
READING = article_reading(title="Another headline", body=BODY, published_at=NOW - 5 * MINUTE)
FIRST = Beginning(
    article=3,
    name="kaktus#9",
    source="kaktus",
    title="The headline",
    url="https://kaktus/9",
    first_seen_at=NOW - 25 * MINUTE,
    published_at=NOW - 30 * MINUTE,
)
SKETCH = Sketch(hashes=(1, 2, 3), since=NOW - timedelta(hours=72))


def story(told=(), body=BODY):
    texts = (StoryText(site="kaktus", body=body),)
    return Story(beginning=FIRST, texts=texts, told=frozenset(told))


def visit(article_, *stories, rules=(), reading=READING, sketch=SKETCH):
    return decide(
        article_target(),
        fetched("https://24.kg/english/100_Title/"),
        reading,
        replace(known(article_), sketch=sketch, stories=stories),
        watch(*rules),
        now=NOW,
        jitter=0.5,
    )


def listening(*kinds, once=Once.ARTICLE):
    return replace(rule("vakunov", "Vakunov"), on=frozenset(kinds), once=once)


ONCE = listening(EventKind.MATCHED, EventKind.COPY, once=Once.STORY)


def types(plan):
    return [alert.kind.value for alert in plan.alerts]


def test_an_article_whose_text_is_nobodys_begins_a_story():
    place = visit(held(), story(body=article(2))).story

    assert (place.story, place.share, place.considered) == (7, None, (3,))
    assert (place.sketch, place.began_at) == (SKETCH, held().first_seen_at)


def test_a_copy_joins_the_story_and_that_is_an_event():
    made = visit(held(), story())

    assert (made.story.story, made.story.share) == (3, 1.0)
    assert made.story.began_at == FIRST.first_seen_at
    (event,) = made.events
    assert (event.kind, event.before, event.after, event.words) == (
        EventKind.COPY,
        "The headline",
        "Another headline",
        ("kaktus", "https://kaktus/9"),
    )


def test_the_backlog_joins_in_silence():
    made = visit(held(seeded=True), story(), rules=[ONCE])

    assert made.story.story == 3
    assert (made.events, made.alerts) == ((), ())
    assert [match.rule for match in made.matches] == ["vakunov"]


def test_a_match_tells_whose_text_it_is():
    seen = held(first_seen_at=NOW - MINUTE)
    (alert,) = visit(seen, story(), rules=[rule("vakunov", "Vakunov")]).alerts

    told = json.loads(alert.payload)["data"]
    assert told["story"] == {
        "id": "kaktus#9",
        "first": {
            "source": "kaktus",
            "title": "The headline",
            "url": "https://kaktus/9",
            "published_at": "2026-11-22T11:30:00.000Z",
            "first_seen_at": "2026-11-22T11:35:00.000Z",
        },
        "lag_seconds": 25 * 60,
        "share": 1.0,
    }
    assert not alert.is_once_a_story


def test_an_article_that_is_nobodys_copy_tells_no_story():
    (alert,) = visit(held(), rules=[rule("vakunov", "Vakunov")]).alerts

    assert json.loads(alert.payload)["data"]["story"] is None


def test_the_lag_is_negative_where_the_text_was_there_before_the_one_that_was_read_first():
    reading = article_reading(body=BODY, published_at=NOW - 50 * MINUTE)
    (alert,) = visit(held(), story(), rules=[rule("vakunov", "Vakunov")], reading=reading).alerts

    assert json.loads(alert.payload)["data"]["story"]["lag_seconds"] == -20 * 60


def test_a_rule_that_is_told_once_a_story_hears_of_a_copy_as_a_copy():
    made = visit(held(), story(told=["vakunov"]), rules=[ONCE])

    assert types(made) == ["article.copy"]
    assert [match.rule for match in made.matches] == ["vakunov"]
    assert json.loads(made.alerts[0].payload)["data"]["story"]["id"] == "kaktus#9"


def test_a_rule_that_the_story_was_not_told_for_is_told_of_the_copy():
    made = visit(held(), story(told=["visa"]), rules=[ONCE])

    assert types(made) == ["article.matched", "article.copy"]
    assert [alert.is_once_a_story for alert in made.alerts] == [True, False]


def test_a_rule_that_is_told_of_every_article_is_told_of_copies():
    made = visit(held(), story(told=["vakunov"]), rules=[rule("vakunov", "Vakunov")])

    assert types(made) == ["article.matched"]


def test_an_edit_that_comes_to_match_is_not_told_where_another_of_the_story_was():
    kept = held(
        revision=held_revision("Another headline", "Nobody.\n" + BODY.replace("Vakunov", "He")),
        story=3,
        kinship=Kinship(beginning=FIRST, share=0.9),
        story_told=frozenset({"vakunov"}),
    )
    rules = [replace(ONCE, on=frozenset({EventKind.MATCHED}))]

    assert types(visit(kept, rules=rules, sketch=None)) == []
    assert types(visit(replace(kept, story_told=frozenset()), rules=rules, sketch=None)) == [
        "article.matched"
    ]


def wanted(article_=None, reading=READING, now=NOW, **changes):
    watch_ = replace(watch(), **changes)
    return sketch_wanted(article_target(), reading, known(article_ or held()), watch_, now)


def test_a_text_that_is_read_first_is_compared():
    sketch = wanted()

    assert sketch.hashes == sketch_of(BODY)
    assert sketch.since == NOW - timedelta(hours=72)


def test_a_text_is_compared_once():
    assert wanted(held(story=7)) is None
    assert wanted(held(revision=held_revision(body=BODY))) is None


def test_a_notice_that_grew_into_a_text_is_compared():
    assert wanted(held(revision=held_revision(body="More follows."))) is not None


def test_what_need_not_be_compared_is_not():
    assert wanted(stories=False) is None
    assert wanted(now=NOW + timedelta(hours=73)) is None
    assert wanted(reading=article_reading(body=None)) is None
    assert wanted(reading=article_reading(body="Too short.")) is None
    assert wanted(reading=listing_reading(100)) is None
    assert wanted(reading=None) is None
