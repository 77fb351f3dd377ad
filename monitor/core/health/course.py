"""How a field fares now beside how it fared before, for people to see. Nothing is told for it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from monitor.model import Basis, Breakage, BrokenField, Gain, HarvestDay, TargetKind
from monitor.noun import dataclass

# A field that lost more than this share of its pages fades.
FADED_BY = 0.2
SAMPLES = 3


class CourseState(StrEnum):
    """What can be said of a field."""

    GOOD = "good"
    SWITCHED = "switched"  # another selector than before yields it: the first one is dead
    FADING = "fading"  # fewer pages than before have it
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A field on the newest day and before: the shares of pages that had it, and the selectors that gave it.

    `since` is when it ceased to be good, `samples` are pages that lacked it. A share is None where nothing was read.
    """

    page: TargetKind
    field: str
    state: CourseState
    now: float | None
    before: float | None
    selectors: tuple[str, ...]
    former: tuple[str, ...]
    since: datetime | None
    samples: tuple[str, ...]


def courses(days: Iterable[HarvestDay], breakage: Breakage | None) -> tuple[Course, ...]:
    """Return how every field fares, by page and name. The newest day of all is held against those before it."""
    counted = [day for day in days if _counts(day)]
    newest = max((day.day for day in counted), default=0)
    broken = {(b.page, b.field): b for b in breakage.fields} if breakage else {}
    keys = sorted({(day.page, day.field) for day in counted}, key=lambda key: (key[0], key[1]))
    return tuple(
        _course([d for d in counted if (d.page, d.field) == key], newest, broken.get(key))
        for key in keys
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """A field that a fallback filled on so many pages of articles, by what filled it; `url` is the last of them."""

    field: str
    origin: str
    pages: int
    last_at: datetime
    url: str


def filled(days: Iterable[HarvestDay]) -> tuple[Filled, ...]:
    """Return what fallbacks filled on these days, by field and by what filled it."""
    told: dict[tuple[str, str], list[HarvestDay]] = {}
    for day in days:
        if day.basis is Basis.FALLBACK:
            told.setdefault((day.field, day.selector), []).append(day)
    return tuple(_filled(told[key]) for key in sorted(told))


def _filled(days: Sequence[HarvestDay]) -> Filled:
    last = max(days, key=lambda day: day.last_at)
    return Filled(
        field=last.field,
        origin=last.selector,
        pages=sum(day.count for day in days),
        last_at=last.last_at,
        url=last.last_url or "",
    )


def _counts(day: HarvestDay) -> bool:
    """Say whether a day is one of pages, or of rows where a listing is about rows: nothing is counted twice."""
    if day.basis is Basis.FALLBACK:
        return False
    if day.page is TargetKind.ARTICLE or day.field == "row":
        return True
    return day.basis in {Basis.ROWS, Basis.BROKEN}


def _course(days: Sequence[HarvestDay], newest: int, broken: BrokenField | None) -> Course:
    now = [day for day in days if day.day == newest]
    before = [day for day in days if day.day < newest]
    share, usual = _share(now), _share(before)
    selectors, former = _selectors(now), _selectors(before)
    missed = sorted((d for d in days if d.last_url), key=lambda d: d.last_at, reverse=True)
    state, since = _state(now, before)
    if broken is not None:
        state, since = CourseState.BROKEN, broken.since
        share, usual = broken.now, broken.before
        former = broken.selectors
    return Course(
        page=days[0].page,
        field=days[0].field,
        state=state,
        now=share,
        before=usual,
        selectors=selectors,
        former=former,
        since=since,
        samples=tuple(dict.fromkeys(d.last_url for d in missed if d.last_url))[:SAMPLES],
    )


def _state(
    now: Sequence[HarvestDay], before: Sequence[HarvestDay]
) -> tuple[CourseState, datetime | None]:
    share, usual = _share(now), _share(before)
    selectors, former = _selectors(now), _selectors(before)
    if share is not None and usual is not None and share < usual - FADED_BY:
        return CourseState.FADING, min(d.first_at for d in now if d.gain is not Gain.HIT)
    if selectors and former and former[0] not in selectors:
        return CourseState.SWITCHED, max(d.last_at for d in before if d.selector == former[0])
    return CourseState.GOOD, None


def _share(days: Sequence[HarvestDay]) -> float | None:
    total = sum(day.count for day in days)
    hits = sum(day.count for day in days if day.gain is Gain.HIT)
    return round(hits / total, 3) if total else None


def _selectors(days: Iterable[HarvestDay]) -> tuple[str, ...]:
    """Return the selectors that gave the field, the one that did so most often first."""
    counts: Counter[str] = Counter()
    for day in days:
        if day.gain is Gain.HIT and day.selector:
            counts[day.selector] += day.count
    return tuple(selector for selector, _ in counts.most_common())
