"""What is counted of checks and attempts."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import (
    Basis,
    Committed,
    Deferred,
    DeliveryState,
    Event,
    EventKind,
    Gain,
    Glance,
    Harvest,
    HealthUpdate,
    NextCheck,
    Observation,
    Plan,
    Reason,
    Rejected,
    Sent,
    Settlement,
    TargetKind,
)
from monitor.web.metrics import COUNTED, Meters
from tests.deliver.test_webhook import delivery
from tests.factories import article_target, listing_target

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PUBLISHED = NOW - timedelta(seconds=7)


def counted(meters: Meters) -> dict[str, dict[tuple[str, ...], float]]:
    samples: dict[str, dict[tuple[str, ...], float]] = {}
    for metric in meters.collect():
        for sample in metric.samples:
            labels = tuple(v for k, v in sorted(sample.labels.items()) if k != "le")
            if not sample.name.endswith("_bucket"):
                samples.setdefault(sample.name, {})[labels] = sample.value
    return samples


def check(**facts) -> NextCheck:
    return NextCheck(due_at=None, checked_at=NOW, took=timedelta(seconds=0.2), **facts)


def payload(kind: str = "article.matched", **changes) -> str:
    facts = {
        "late": None,
        "source": {"id": "24kg-en"},
        "article": {"published_at": PUBLISHED.isoformat(), "revision": 1},
    }
    return json.dumps({"type": kind, "data": facts | changes})


def sent(text: str) -> Settlement:
    outcome = Sent(at=NOW, took=timedelta(milliseconds=40), status=204)
    return Settlement(delivery=delivery(payload=text), outcome=outcome, state=DeliveryState.SENT)


def test_every_metric_of_the_list_is_collected_and_no_other():
    assert [metric.name for metric in Meters().collect()] == [
        each.name.removesuffix("_total") for each in COUNTED
    ]


def test_checks_are_counted_by_what_came_of_them():
    meters = Meters()
    meters.checked(Plan(target=listing_target(), next=check(status=200)), Committed(articles=3))
    meters.checked(Plan(target=listing_target(), next=check(status=304)), Committed())
    meters.checked(
        Plan(target=article_target(), next=check(status=503, reason=Reason.HTTP_5XX)), Committed()
    )
    samples = counted(meters)

    source = listing_target().source
    # In the order of the labels' names: kind, outcome, reason, source.
    assert samples["monitor_checks_total"] == {
        ("listing", "good", "", source): 1,
        ("listing", "not_modified", "", source): 1,
        ("article", "failed", "http_5xx", source): 1,
    }
    assert samples["monitor_host_checks_total"] == {(listing_target().host,): 3}
    assert samples["monitor_articles_total"][source,] == 3
    assert samples["monitor_check_duration_seconds_count"] == {("listing",): 2, ("article",): 1}
    assert samples["monitor_check_duration_seconds_sum"]["article",] == pytest.approx(0.2)


def test_what_was_stored_is_counted_once():
    meters = Meters()
    plan = Plan(
        target=article_target(),
        next=check(status=200),
        observation=Observation(article=1, at=NOW, views=7),
        events=(Event(article=1, kind=EventKind.HEADLINE_CHANGED, at=NOW),),
    )
    meters.checked(plan, Committed(revisions=1, matches=2, alerts=1))
    samples = counted(meters)
    source = article_target().source

    assert samples["monitor_observations_total"] == {(source,): 1}
    assert samples["monitor_revisions_total"] == {(source,): 1}
    assert samples["monitor_matches_total"] == {(source,): 2}
    assert samples["monitor_alerts_total"] == {(source,): 1}
    assert samples["monitor_events_total"] == {("headline_changed",): 1}


def test_what_fallbacks_filled_is_counted_by_field():
    meters = Meters()
    filled = Harvest(field="title", basis=Basis.FALLBACK, gain=Gain.HIT, selector="::ld(headline)")
    read = Harvest(field="body", basis=Basis.FRESH, gain=Gain.HIT, selector=".text")
    glance = Glance(page=TargetKind.ARTICLE, subject=1, at=NOW, hit=frozenset({"body"}))
    health = HealthUpdate(glance=glance, harvests=(filled, read), breakage=None, expects=None)
    meters.checked(Plan(target=article_target(), next=check(), health=health), Committed())

    source = article_target().source
    assert counted(meters)["monitor_fallbacks_total"] == {("title", source): 1}


def test_attempts_are_counted_and_ends_apart():
    meters = Meters()
    meters.settled(sent(payload()))
    took, at = timedelta(seconds=1), NOW
    later = Deferred(reason=Reason.TIMEOUT, at=at, took=took)
    never = Rejected(reason=Reason.HTTP_4XX, at=at, took=took)
    meters.settled(Settlement(delivery=delivery(), outcome=later, state=DeliveryState.PENDING))
    meters.settled(Settlement(delivery=delivery(), outcome=never, state=DeliveryState.DEAD))
    samples = counted(meters)

    # In the order of the labels' names: outcome, reason, sink.
    assert samples["monitor_attempts_total"] == {
        ("sent", "", "desk"): 1,
        ("deferred", "timeout", "desk"): 1,
        ("rejected", "http_4xx", "desk"): 1,
    }
    assert samples["monitor_deliveries_total"] == {("desk", "sent"): 1, ("desk", "dead"): 1}
    assert samples["monitor_attempt_duration_seconds_count"] == {("desk",): 3}


def test_the_way_from_publication_to_delivery_is_measured():
    meters = Meters()
    meters.settled(sent(payload()))
    samples = counted(meters)

    assert samples["monitor_delivery_latency_seconds_count"] == {("24kg-en",): 1}
    assert samples["monitor_delivery_latency_seconds_sum"]["24kg-en",] == 7


@pytest.mark.parametrize(
    "told",
    [
        payload(late={"why": "armed"}),
        payload(late=True),
        payload(article={"published_at": PUBLISHED.isoformat(), "revision": 2}),
        payload(article={"published_at": None, "revision": 1}),
        payload("article.escalated"),
        payload("monitor.digest"),
        json.dumps({"type": "source.silent", "data": {"source": {"id": "24kg-en"}}}),
        "{}",
    ],
    ids=["late", "late of old", "edited", "undated", "escalated", "digest", "alarm", "nothing"],
)
def test_what_says_nothing_of_our_speed_is_not_measured(told: str):
    meters = Meters()
    meters.settled(sent(told))

    assert "monitor_delivery_latency_seconds_count" not in counted(meters)


def test_a_clock_that_runs_ahead_makes_nothing_negative():
    meters = Meters()
    ahead = (NOW + timedelta(minutes=5)).isoformat()
    meters.settled(sent(payload(article={"published_at": ahead, "revision": 1})))

    assert counted(meters)["monitor_delivery_latency_seconds_sum"]["24kg-en",] == 0


def test_meters_do_not_share_what_they_count():
    one, other = Meters(), Meters()
    one.paused(timedelta(seconds=1))

    assert counted(one)["monitor_loop_pause_seconds_count"] == {(): 1}
    assert counted(other)["monitor_loop_pause_seconds_count"] == {(): 0}
