"""Every look at an article as a row of a table: its counter, what it gained, whether that is believed."""

from collections.abc import Sequence
from datetime import datetime

from monitor.core.series.view_series import ViewSeries
from monitor.model.report import ArticleReport, ObservationReport
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One look. `gained` is since the one before, `pace` in views an hour since the last that is believed."""

    at: datetime
    views: int | None
    gained: int | None
    pace: float | None
    is_doubted: bool


def readings_of(report: ArticleReport, series: ViewSeries) -> list[Reading]:
    """Return every look at an article, the newest first."""
    doubted = {(reading.at, reading.views) for reading in series.doubted}
    paces = {pace.until: pace.views_per_hour for pace in series.paces}
    rows = []
    for place, seen in enumerate(report.observations):
        is_doubted = (seen.seen_at, seen.views) in doubted
        rows.append(
            Reading(
                at=seen.seen_at,
                views=seen.views,
                gained=_gained(report.observations, place),
                pace=None if is_doubted else paces.get(seen.seen_at),
                is_doubted=is_doubted,
            )
        )
    return rows[::-1]


def _gained(observations: Sequence[ObservationReport], place: int) -> int | None:
    before = observations[place - 1].views if place else None
    after = observations[place].views
    return None if before is None or after is None else after - before
