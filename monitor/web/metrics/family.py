"""A metric as it is declared: its name, its labels, what it means. Counts nothing."""

from collections.abc import Mapping
from enum import StrEnum

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from monitor.noun import dataclass


class Kind(StrEnum):
    """How a metric behaves, in Prometheus' words."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """One metric with all its series. A counter's name ends in _total."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()

    def of(self, values: Mapping[tuple[str, ...], float]) -> Metric:
        """Return the metric with these values, by the values of its labels. Not for a histogram."""
        make = CounterMetricFamily if self.kind is Kind.COUNTER else GaugeMetricFamily
        metric = make(self.name, self.help, labels=self.labels)
        for labels, value in values.items():
            metric.add_metric(labels, value)
        return metric


def gauge(name: str, help_: str, *labels: str) -> Family:
    """Return a metric that goes up and down."""
    return Family(name=name, kind=Kind.GAUGE, help=help_, labels=labels)


def counter(name: str, help_: str, *labels: str) -> Family:
    """Return a metric that only grows, until the process begins anew."""
    return Family(name=name, kind=Kind.COUNTER, help=help_, labels=labels)


def histogram(name: str, help_: str, *labels: str) -> Family:
    """Return a metric that counts how often something took how long."""
    return Family(name=name, kind=Kind.HISTOGRAM, help=help_, labels=labels)
