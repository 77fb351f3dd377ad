"""An article that was told is told once more when it passes a threshold."""

import json
from dataclasses import replace
from datetime import timedelta

from monitor.core.plan import decide
from monitor.model import AlertKind
from tests.factories import (
    NOW,
    article_reading,
    article_target,
    fetched,
    held,
    held_revision,
    known,
    rule,
    watch,
)

RULE = replace(rule("vakunov", "Vakunov", "desk"), escalate="views:>1000", escalate_to=("chief",))


def visit(article, *rules, **changes):
    reading = article_reading(**changes)
    page = fetched("https://24.kg/english/100_Title/")
    return decide(
        article_target(), page, reading, known(article), watch(*rules), now=NOW, jitter=0.5
    )


def told(**changes):
    """Return an article that the rule told, in the wording that `article_reading` reads again."""
    return held(
        revision=held_revision(),
        matched=frozenset({"vakunov"}),
        viewed_at=NOW - timedelta(hours=1),
        **{"unheeded": frozenset({"vakunov"}), **changes},
    )


def escalated(plan):
    return [alert for alert in plan.alerts if alert.kind is AlertKind.ESCALATED]


def test_an_article_past_the_threshold_is_told_to_those_above():
    (alert,) = escalated(visit(told(), RULE, views=1001))

    assert alert.sinks == ("chief",)
    assert alert.rule == "vakunov"
    message = json.loads(alert.payload)
    assert message["type"] == "article.escalated"
    assert message["data"]["article"]["views"] == 1001
    assert message["data"]["rule"]["escalate"] == "views:>1000"


def test_below_the_threshold_nothing_is_told():
    assert visit(told(), RULE, views=1000).alerts == ()


def test_what_somebody_took_note_of_or_was_escalated_is_left_alone():
    assert visit(told(unheeded=frozenset()), RULE, views=5000).alerts == ()


def test_an_escalation_that_names_nobody_goes_to_the_rules_own_sinks():
    (alert,) = escalated(visit(told(), replace(RULE, escalate_to=()), views=5000))

    assert alert.sinks == ("desk",)


def test_an_article_that_comes_past_the_threshold_is_told_and_escalated_at_once():
    plan = visit(held(), RULE, views=5000, body="Vakunov came.")

    assert [alert.kind for alert in plan.alerts] == [AlertKind.MATCHED, AlertKind.ESCALATED]
    assert len({alert.id for alert in plan.alerts}) == 2


def test_the_silent_backlog_escalates_nothing():
    plan = visit(held(seeded=True), RULE, views=5000, body="Vakunov came.")

    assert [match.rule for match in plan.matches] == ["vakunov"]
    assert plan.alerts == ()
