"""A view counter over time: its readings, what may be wrong with one, and what is usual for a source."""

from datetime import datetime

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class CounterReading:
    """What the counter showed at a time."""

    at: datetime
    views: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NormKey:
    """One cell of what is usual: a section ("" for the whole source), the part of the day an article was
    published in (-1 for any), and its age, both as numbered steps."""

    section: str
    daypart: int
    age: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Norm:
    """What was usual in one cell: over `articles` articles, the sum and the sum of squares of log(views + 1).

    `paces` counts by step how many of them grew at that pace; the steps are those of `core/series`.
    """

    articles: float = 0.0
    log_sum: float = 0.0
    log_squares: float = 0.0
    paces: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NormSample:
    """What one article adds to a cell, once per age. `pace` is its step, None where no velocity is known."""

    key: NormKey
    log_views: float
    pace: int | None = None
