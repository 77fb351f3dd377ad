"""When a source's breakage begins, grows and ends. Tells nobody."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.health.judge import LEAST_COVERAGE, broken_since, coverage
from monitor.core.health.signs import Signs
from monitor.model import (
    Basis,
    Breakage,
    BrokenField,
    Gain,
    Glance,
    Health,
    Past,
)

# So many pages that lacked a field and have it again mend it, and so many good ones whichever they are: where good and
# bad ones take turns, or it broke again within a day, only these count.
MENDED_AFTER = 2
SURELY_MENDED_AFTER = 12
RELAPSE = timedelta(days=1)


def next_breakage(
    health: Health,
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
    is_patchy = _is_patchy(held, glance, glances) or _relapses(health, glance.at)
    kept = [
        b
        for b in before.values()
        if b.page is not glance.page
        or (b.field in asked and not _is_mended(b.field, glances, is_patchy))
    ]
    new = [b for b in _broken(health, glances, signs, required) if (b.page, b.field) not in before]
    if not kept and not new:
        return None
    fields = (*(_now(b, glances, glance) for b in kept), *new)
    if held is not None:
        return replace(held, fields=fields, is_patchy=is_patchy)
    since = min(b.since for b in fields)
    still = {name: s.selector for name, s in signs.items() if s.gain is Gain.HIT}
    return Breakage(since=since, fields=fields, still=still, is_patchy=is_patchy)


def _broken(
    health: Health, glances: Sequence[Glance], signs: Signs, required: frozenset[str]
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
        )


def _goes_along(name: str, first: datetime, glances: Sequence[Glance], health: Health) -> bool:
    if max(_coverages(name, health)) < LEAST_COVERAGE:
        return False
    return sum(name in g.lost for g in glances if g.at >= first) >= MENDED_AFTER


def _coverages(name: str, health: Health) -> list[float]:
    return [coverage(health.past.get((name, basis))) for basis in (Basis.HELD, Basis.FRESH)]


def _selectors(name: str, health: Health) -> tuple[str, ...]:
    """Return the selectors that gave the field, the one that did so most often first."""
    counts: dict[str, int] = {}
    for basis in (Basis.HELD, Basis.FRESH, Basis.ROWS):
        for selector, count in health.past.get((name, basis), Past()).selectors.items():
            counts[selector] = counts.get(selector, 0) + count
    return tuple(sorted((s for s in counts if s), key=lambda s: -counts[s]))


def _is_mended(name: str, glances: Sequence[Glance], is_patchy: bool) -> bool:
    """Say whether the field is there again, and not only on pages that never lacked it."""
    good: list[Glance] = []
    for glance in reversed(glances):
        if name in glance.lost:
            break
        if name in glance.hit:
            good.append(glance)
    if len(good) >= SURELY_MENDED_AFTER:
        return True
    bad = {g.subject for g in glances if name in g.lost | g.missed}
    again = [g.subject for g in good if g.subject in bad]
    count = len(again) if 0 in again else len(set(again))
    return count >= MENDED_AFTER and not is_patchy


def _is_patchy(held: Breakage | None, glance: Glance, glances: Sequence[Glance]) -> bool:
    if held is not None and held.is_patchy:
        return True
    absent = glance.lost | glance.missed
    since = held.since if held else None
    return any(_is_between(name, since, glances) for name in absent)


def _is_between(name: str, since: datetime | None, glances: Sequence[Glance]) -> bool:
    """Say whether a page had the field after it was lost already, and before it was lost again."""
    late = [g for g in glances if since is None or g.at >= since]
    lost = next((place for place, g in enumerate(late) if name in g.lost), None)
    return lost is not None and any(name in g.hit for g in late[lost:])


def _relapses(health: Health, at: datetime) -> bool:
    return health.mended_at is not None and at - health.mended_at < RELAPSE


def _now(broken: BrokenField, glances: Iterable[Glance], glance: Glance) -> BrokenField:
    if broken.page is not glance.page:
        return broken
    return replace(broken, now=_share(broken.field, [g for g in glances if g.at >= broken.since]))


def _share(name: str, glances: Sequence[Glance]) -> float:
    told = [name in g.hit for g in glances if name in g.hit | g.lost | g.missed]
    return round(sum(told) / len(told), 3) if told else 0.0
