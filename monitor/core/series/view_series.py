"""An article's counter as pages, screens and charts show it: what to believe, how fast it grows, what is usual."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import expm1, log1p
from zoneinfo import ZoneInfo

from monitor.core.series.appraisal import appraise
from monitor.core.series.growth import Growth, promoted
from monitor.core.series.norms import expected, rank, residual, usual_pace
from monitor.core.series.samples import norm_keys
from monitor.model import CounterReading, Norm, NormKey, Selectors, Source
from monitor.model.report import ArticleReport, Pace, Usual
from monitor.noun import dataclass

# So many of the newest readings are what the engine too judges a velocity by.
_NEWEST = 24
_HOUR = timedelta(hours=1)
_YOUNGEST = timedelta(minutes=15)

Norms = tuple[Norm | None, Norm | None]
# What is held of the usual of one source, of those cells that are filled (`Archive.norms`).
NormsOf = Callable[[Collection[NormKey]], Mapping[NormKey, Norm]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewSeries:
    """What an article's counter says.

    `readings` are those to be believed, `doubted` the others, oldest first. `velocity` (views an hour) and
    `acceleration` (by how much it changes in an hour) are the newest. `percentile` is the velocity's among the
    articles of its section at its age; the views are `rise` times the usual. `growth` is that between the readings.
    """

    readings: tuple[CounterReading, ...]
    doubted: tuple[CounterReading, ...]
    paces: tuple[Pace, ...]
    velocity: float | None
    acceleration: float | None
    percentile: float | None
    rise: float | None
    growth: Growth
    usual: tuple[Usual, ...]


def site_zone(
    source: str,
    sources: Sequence[Source],
    selectors_by_site: Mapping[str, Selectors],
    otherwise: ZoneInfo,
) -> ZoneInfo:
    """Return the zone of a source's site; `otherwise` if it is no longer configured."""
    sites = [each.site for each in sources if each.id == source]
    selectors = selectors_by_site.get(sites[0]) if sites else None
    return otherwise if selectors is None else selectors.timezone


def view_series(report: ArticleReport, zone: ZoneInfo, held: NormsOf) -> ViewSeries:
    """Return the series of an article beside what is usual. `zone` is that of its site, in which days are divided.

    Raises what `held` raises.
    """
    published_at = report.line.published_at
    read = [
        CounterReading(at=seen.seen_at, views=seen.views)
        for seen in report.observations
        if seen.views is not None
    ]
    norms = _norms(report, zone, held, read)
    own, wide = norms[-1][1] if norms else (None, None)
    readings = appraise(read, published_at=published_at, usual_pace=None).readings
    newest = appraise(read[-_NEWEST:], published_at=published_at, usual_pace=usual_pace(own, wide))
    speed, usual = newest.views_per_hour, expected(own, wide)
    believed = frozenset(readings)
    return ViewSeries(
        readings=readings,
        doubted=tuple(reading for reading in read if reading not in believed),
        paces=tuple(_paces(readings)),
        velocity=speed,
        acceleration=newest.acceleration,
        percentile=None if speed is None else rank(speed, own, wide),
        rise=residual(read[-1].views, usual) if usual is not None and newest.is_sound else None,
        growth=promoted(readings, report.stays),
        usual=tuple(_usual(norms)),
    )


def _norms(
    report: ArticleReport, zone: ZoneInfo, held: NormsOf, read: Sequence[CounterReading]
) -> list[tuple[datetime, Norms]]:
    """Return what is held of the usual at times of the article's life, the last reading's at the end."""
    published_at = report.line.published_at
    if published_at is None or not read or read[-1].at < published_at:
        return []
    cells: list[tuple[datetime, tuple[NormKey, NormKey]]] = []
    for at in (*_times(published_at, read[-1].at), read[-1].at):
        keys = norm_keys(section=report.section, published_at=published_at, at=at, zone=zone)
        cells.append((at, keys))
    found = held([key for _, keys in cells for key in keys])
    return [(at, (found.get(own), found.get(wide))) for at, (own, wide) in cells]


def _times(published_at: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the middle of each step of age before `until`: of the first quarter of an hour, then of half octaves."""
    at, middle = published_at + _YOUNGEST / 2, _YOUNGEST * 2**0.25
    while at < until:
        yield at
        at, middle = published_at + middle, middle * 2**0.5


def _usual(norms: Sequence[tuple[datetime, Norms]]) -> Iterator[Usual]:
    for at, (own, wide) in norms:
        usual = expected(own, wide)
        if usual is not None:
            middle = log1p(usual.views)
            low, high = expm1(middle - usual.spread), expm1(middle + usual.spread)
            yield Usual(at=at, views=usual.views, low=max(low, 0.0), high=high)


def _paces(readings: Sequence[CounterReading]) -> Iterator[Pace]:
    for before, after in pairwise(readings):
        # A counter that began anew has no pace across its beginning.
        if after.at > before.at:
            speed = max(after.views - before.views, 0) / ((after.at - before.at) / _HOUR)
            yield Pace(since=before.at, until=after.at, views_per_hour=speed)
