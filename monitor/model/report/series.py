"""An article's counter as people are shown it: how fast it grew, and what is usual."""

from datetime import datetime

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Between two times the counter grew by so many views an hour."""

    since: datetime
    until: datetime
    views_per_hour: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Usual:
    """What is usual for such an article at a time: views, and where two of three articles lie."""

    at: datetime
    views: float
    low: float
    high: float
