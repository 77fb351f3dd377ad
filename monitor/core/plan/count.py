"""What a reading of the view counter says: how fast it grows, how that compares, and what is wrong with it."""

from datetime import datetime

from monitor.core.look import Gauge
from monitor.core.plan.case import Case
from monitor.core.series import (
    Appraisal,
    appraise,
    expected,
    norm_keys,
    rank,
    residual,
    samples,
    usual_pace,
    views_rank,
)
from monitor.core.watch import Watch
from monitor.model import (
    ArticleReading,
    CounterReading,
    Event,
    EventKind,
    Extraction,
    Fetched,
    FetchOutcome,
    HeldArticle,
    Norm,
    NormKey,
    NormSample,
    Reading,
)
from monitor.noun import dataclass

# These are told once an article: as the readings move on they may seem to go and come again.
LASTING = frozenset(
    {EventKind.COUNTER_STRAIGHT, EventKind.COUNTER_FROZEN, EventKind.COUNTER_JUMPED}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """What follows from one reading. `pace` is how many times the usual pace it has, None if that is not known."""

    gauge: Gauge
    pace: float | None
    flaws: frozenset[EventKind]
    events: tuple[Event, ...]
    samples: tuple[NormSample, ...]


def norms_wanted(
    reading: Reading | None, outcome: FetchOutcome, watch: Watch
) -> tuple[NormKey, ...]:
    """Return the cells of what is usual that a decision over this page will look into."""
    if not isinstance(reading, ArticleReading) or not isinstance(outcome, Fetched):
        return ()
    return _cells(reading.extraction, outcome.at, watch)


def count(case: Case, held: HeldArticle, seen: Extraction, at: datetime) -> Count:
    """Return what the counter on the page says, together with its earlier readings."""
    specific, wide = _norms(case, seen, at)
    usual = usual_pace(specific, wide)
    published_at = seen.published_at or held.published_at
    newest = () if seen.views is None else (CounterReading(at=at, views=seen.views),)
    # A clock that was ahead left readings that are still to come.
    earlier = (reading for reading in held.readings if reading.at <= at)
    appraisal = appraise((*earlier, *newest), published_at=published_at, usual_pace=usual)
    flaws = appraisal.flaws | (held.flaws & LASTING)
    is_read = bool(newest) and appraisal.is_sound
    speed = appraisal.views_per_hour if is_read else None
    return Count(
        gauge=_gauge(seen.views, speed, specific, wide, is_read=is_read),
        pace=speed / usual if speed is not None and usual else None,
        flaws=flaws,
        events=tuple(
            Event(article=held.id, kind=kind, at=at) for kind in sorted(flaws - held.flaws)
        ),
        samples=_samples(case, appraisal, seen) if newest else (),
    )


def _gauge(
    views: int | None,
    speed: float | None,
    specific: Norm | None,
    wide: Norm | None,
    *,
    is_read: bool,
) -> Gauge:
    """Return the gauge; a reading that is not to be believed is shown, and compared with nothing."""
    if views is None or not is_read:
        return Gauge(views=views)
    expectation = expected(specific, wide)
    return Gauge(
        views=views,
        views_per_hour=speed,
        views_per_hour_rank=None if speed is None else rank(speed, specific, wide),
        views_rank=views_rank(views, specific, wide),
        rise=None if expectation is None else residual(views, expectation),
    )


def _samples(case: Case, appraisal: Appraisal, seen: Extraction) -> tuple[NormSample, ...]:
    return samples(
        appraisal,
        section=seen.section,
        published_at=seen.published_at,
        zone=case.watch.selectors.timezone,
    )


def _norms(case: Case, seen: Extraction, at: datetime) -> tuple[Norm | None, Norm | None]:
    cells = _cells(seen, at, case.watch)
    if not cells:
        return None, None
    specific, wide = cells
    return case.known.norms.get(specific), case.known.norms.get(wide)


def _cells(seen: Extraction, at: datetime, watch: Watch) -> tuple[()] | tuple[NormKey, NormKey]:
    if seen.published_at is None or seen.views is None:
        return ()
    return norm_keys(
        section=seen.section,
        published_at=seen.published_at,
        at=at,
        zone=watch.selectors.timezone,
    )
