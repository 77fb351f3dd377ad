"""What is counted while the engine runs: every check, every attempt, every pause. Keeps no registry but its own."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import Metric

from monitor.model import AlertKind, Basis, Committed, DeliveryState, Plan, Sent, Settlement
from monitor.web.metrics import names
from monitor.web.metrics.family import Family

# In seconds: an exchange with a site or a receiver, the way from publication to delivery, a pause of the loop.
_EXCHANGE = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)
_WAY = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800)
_STILL = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Meters:
    """Counts what it is told. Each `Meters` begins at nothing."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._checks = self._counter(names.CHECKS)
        self._check_seconds = self._histogram(names.CHECK_SECONDS, _EXCHANGE)
        self._host_checks = self._counter(names.HOST_CHECKS)
        self._articles = self._counter(names.ARTICLES)
        self._revisions = self._counter(names.REVISIONS)
        self._observations = self._counter(names.OBSERVATIONS)
        self._fallbacks = self._counter(names.FALLBACKS)
        self._events = self._counter(names.EVENTS)
        self._matches = self._counter(names.MATCHES)
        self._alerts = self._counter(names.ALERTS)
        self._attempts = self._counter(names.ATTEMPTS)
        self._attempt_seconds = self._histogram(names.ATTEMPT_SECONDS, _EXCHANGE)
        self._settled = self._counter(names.SETTLED)
        self._latency = self._histogram(names.LATENCY, _WAY)
        self._pause = self._histogram(names.PAUSE, _STILL)

    def checked(self, plan: Plan, committed: Committed) -> None:
        """Count a check and what was stored of it."""
        target, check = plan.target, plan.next
        reason = check.reason.value if check.reason else ""
        self._checks.labels(target.source, target.kind.value, _outcome(plan), reason).inc()
        self._check_seconds.labels(target.kind.value).observe(check.took.total_seconds())
        self._host_checks.labels(target.host).inc()
        self._articles.labels(target.source).inc(committed.articles)
        self._revisions.labels(target.source).inc(committed.revisions)
        self._observations.labels(target.source).inc(plan.observation is not None)
        self._matches.labels(target.source).inc(committed.matches)
        self._alerts.labels(target.source).inc(committed.alerts)
        for each in plan.health.harvests if plan.health is not None else ():
            if each.basis is Basis.FALLBACK:
                self._fallbacks.labels(target.source, each.field).inc()
        for event in plan.events:
            self._events.labels(event.kind.value).inc()

    def settled(self, settlement: Settlement) -> None:
        """Count an attempt at a delivery, and the delivery if that was its end."""
        outcome, sink = settlement.outcome, settlement.delivery.sink
        reason = "" if isinstance(outcome, Sent) else outcome.reason.value
        self._attempts.labels(sink, type(outcome).__name__.lower(), reason).inc()
        self._attempt_seconds.labels(sink).observe(outcome.took.total_seconds())
        if settlement.state is not DeliveryState.PENDING:
            self._settled.labels(sink, settlement.state.value).inc()
        if isinstance(outcome, Sent) and (way := _way(settlement.delivery.payload, outcome.at)):
            source, took = way
            self._latency.labels(source).observe(took.total_seconds())

    def paused(self, pause: timedelta) -> None:
        """Count how much later than asked the loop went on."""
        self._pause.observe(pause.total_seconds())

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of `names.COUNTED`, without the times at which its series began."""
        for metric in self._registry.collect():
            metric.samples = [each for each in metric.samples if not each.name.endswith("_created")]
            yield metric

    def _counter(self, family: Family) -> Counter:
        return Counter(family.name, family.help, family.labels, registry=self._registry)

    def _histogram(self, family: Family, buckets: Sequence[float]) -> Histogram:
        return Histogram(
            family.name, family.help, family.labels, buckets=buckets, registry=self._registry
        )


def _outcome(plan: Plan) -> str:
    if plan.next.reason is not None:
        return "failed"
    return "not_modified" if plan.next.status == HTTPStatus.NOT_MODIFIED else "good"


def _way(payload: str, delivered_at: datetime) -> tuple[str, timedelta] | None:
    """Return whose article was delivered, and how long after publication; None if that says nothing of our speed.

    As `show latency`: of first wordings that were matched and are not late, where the page says when it was published.
    """
    message = json.loads(payload)
    told = message.get("data", {})
    article = told.get("article") or {}
    published = article.get("published_at")
    is_first = message.get("type") == AlertKind.MATCHED and article.get("revision") == 1
    if published is None or not is_first or told.get("late"):
        return None
    # A site's clock that runs ahead makes nothing negative.
    took = max(delivered_at - datetime.fromisoformat(published), timedelta())
    return told["source"]["id"], took
