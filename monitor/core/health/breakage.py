"""When a source's breakage begins, grows and ends. Tells nobody."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from monitor.core.health.judge import LEAST_COVERAGE, broken_since, coverage
from monitor.core.health.signs import Signs
from monitor.model import (
    Basis,
    Breakage,
    BrokenField,
    Gain,
    Glance,
    PageHealth,
    Past,
)
from monitor.noun import replace

# So many pages that lacked a field and have it again mend it.
MENDED_AFTER = 2
# Where good and bad pages take turns, so many good ones must have come in a row besides.
PATCHY_MENDED_AFTER = 12
# Those that lacked it may never be read again; if they were, they are asked for every hour at least.
FORGOTTEN = timedelta(hours=2)
MOST_WITNESSES = 32
# What breaks again so soon is patchy from its beginning.
RELAPSE = timedelta(days=1)


def next_breakage(
    health: PageHealth,
    glance: Glance,
    signs: Signs,
    *,
    asked: frozenset[str],
    required: frozenset[str],
) -> Breakage | None:
    """Return what is broken after one more page, None if nothing is.

    `signs` are those of that page, `asked` the fields that the file asks of such pages, `required` those without
    which it is no article. What was broken before on pages of another kind stays so, and what is asked no more ends.
    """
    glances = (*health.glances, glance)
    held = health.breakage
    before = {(b.page, b.field): b for b in held.fields} if held else {}
    kept = [_now(b, glances) if b.page is glance.page else b for b in before.values()]
    kept = [
        b
        for b in kept
        if b.page is not glance.page or (b.field in asked and not _is_mended(b, glances))
    ]
    new = [b for b in _broken(health, glances, signs, required) if (b.page, b.field) not in before]
    fields = (*kept, *new)
    if not fields:
        return None
    if held is not None:
        return replace(held, fields=fields)
    still = {name: s.selector for name, s in signs.items() if s.gain is Gain.HIT}
    return Breakage(since=min(b.since for b in fields), fields=fields, still=still)


def _broken(
    health: PageHealth, glances: Sequence[Glance], signs: Signs, required: frozenset[str]
) -> Iterator[BrokenField]:
    absent = glances[-1].lost | glances[-1].missed
    sinces = {
        name: broken_since(name, glances, health, is_required=name in required)
        for name in sorted(absent)
    }
    first = min((since for since in sinces.values() if since is not None), default=None)
    if first is None:
        return
    for name, since in sinces.items():
        # What is gone from the same pages is gone by the same hand, however short its own past is.
        if since is None and not _goes_along(name, first, glances, health):
            continue
        yield BrokenField(
            page=glances[-1].page,
            field=name,
            gain=signs[name].gain if name in signs else Gain.MISSING,
            selectors=_selectors(name, health),
            before=round(max(_coverages(name, health)), 3),
            now=_share(name, [g for g in glances if g.at >= (since or first)]),
            since=since or first,
            lost_at=glances[-1].at,
            witnesses=tuple(g.subject for g in glances if name in g.lost | g.missed),
            is_patchy=_relapses(health, glances[-1].at) or _takes_turns(name, glances, since),
        )


def _goes_along(name: str, first: datetime, glances: Sequence[Glance], health: PageHealth) -> bool:
    if max(_coverages(name, health)) < LEAST_COVERAGE:
        return False
    return sum(name in g.lost for g in glances if g.at >= first) >= MENDED_AFTER


def _coverages(name: str, health: PageHealth) -> list[float]:
    return [coverage(health.past.get((name, basis))) for basis in (Basis.HELD, Basis.FRESH)]


def _selectors(name: str, health: PageHealth) -> tuple[str, ...]:
    """Return the selectors that gave the field, the one that did so most often first."""
    counts: dict[str, int] = {}
    for basis in (Basis.HELD, Basis.FRESH, Basis.ROWS):
        for selector, count in health.past.get((name, basis), Past()).selectors.items():
            counts[selector] = counts.get(selector, 0) + count
    return tuple(sorted((s for s in counts if s), key=lambda s: -counts[s]))


def _is_mended(broken: BrokenField, glances: Sequence[Glance]) -> bool:
    """Say whether the field is there again, and not only on pages that never lacked it."""
    good: list[int] = []
    for glance in reversed(glances):
        if broken.field in glance.lost:
            break
        if broken.field in glance.hit:
            good.append(glance.subject)
    again = [subject for subject in good if subject in broken.witnesses]
    # Every poll of a listing is another page.
    is_seen = len(again if 0 in again else set(again)) >= MENDED_AFTER
    is_many = len(good) >= PATCHY_MENDED_AFTER
    is_forgotten = glances[-1].at - broken.lost_at >= FORGOTTEN
    if is_many and is_forgotten:
        return True
    return is_seen and (is_many or not broken.is_patchy)


def _takes_turns(name: str, glances: Sequence[Glance], since: datetime | None) -> bool:
    """Say whether the field was on a page after it was lost already, and is lost again."""
    late = [g for g in glances if since is None or g.at >= since]
    lost = next((place for place, g in enumerate(late) if name in g.lost), None)
    if lost is None or name not in late[-1].lost:
        return False
    return any(name in g.hit for g in late[lost:])


def _relapses(health: PageHealth, at: datetime) -> bool:
    return health.mended_at is not None and at - health.mended_at < RELAPSE


def _now(broken: BrokenField, glances: Sequence[Glance]) -> BrokenField:
    name, newest = broken.field, glances[-1]
    now = _share(name, [g for g in glances if g.at >= broken.since])
    if name not in newest.lost | newest.missed:
        return replace(broken, now=now)
    witnesses = dict.fromkeys((*broken.witnesses, newest.subject))
    return replace(
        broken,
        now=now,
        lost_at=newest.at,
        witnesses=tuple(witnesses)[-MOST_WITNESSES:],
        is_patchy=broken.is_patchy or _takes_turns(name, glances, broken.since),
    )


def _share(name: str, glances: Sequence[Glance]) -> float:
    told = [name in g.hit for g in glances if name in g.hit | g.lost | g.missed]
    return round(sum(told) / len(told), 3) if told else 0.0
