"""How long alerts took, as people are shown it."""

from datetime import timedelta

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Percentiles:
    """The median, and what 95 and 99 of a hundred did not exceed."""

    p50: timedelta
    p95: timedelta
    p99: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Latency:
    """How long the alerts of one source took: to be seen, to be matched and stored, to be delivered, and in all.

    The first and the last are None where no page said when it was published.
    """

    source: str
    deliveries: int
    seen: Percentiles | None
    matched: Percentiles
    delivered: Percentiles
    whole: Percentiles | None
