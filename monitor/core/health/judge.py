"""Whether a field that was on most pages is gone for good, or only from odd ones. Tells nobody.

Two kinds of evidence are kept apart. A page that gave a field before and gives it no more is compared with itself:
what is odd about it was odd before, so two such pages say nearly all. A page that is read for the first time may
lack a field because it is of another sort (a photo report, a section without authors), so more is asked of it.
"""

import math
from collections.abc import Sequence
from datetime import datetime

from monitor.model import Basis, Glance, PageHealth, Past

# A field that fewer pages have is not missed: it is shown and not told.
LEAST_COVERAGE = 0.8
# What has no more chance than this to come about by itself is trouble; the simulation in the tests chose them. Polls
# of a listing are few, and each is of many rows.
CHANCE = 1e-5
LISTING_CHANCE = 1e-4
# What a field that was never missed is thought to be missed at, in pages.
DOUBT = 0.1
LEAST_LOST = 2
# So many pages in a row that never gave the field, of an article without which it is none, and of any other.
LEAST_MISSED = 2
LEAST_MISSED_OPTIONAL = 6


def coverage(past: Past | None) -> float:
    """Return the share of pages that had the field, 0.0 where none was read."""
    return past.hits / (past.hits + past.misses) if past and past.hits else 0.0


def broken_since(
    field: str, glances: Sequence[Glance], health: PageHealth, *, is_required: bool
) -> datetime | None:
    """Return since when the field is gone, None if it is not.

    `glances` are the newest, oldest first; `health.past` does not hold the last of them.
    """
    lost = _lost_since(field, glances, _before(field, Basis.HELD, glances, health))
    if lost is not None:
        return lost
    past = _before(field, Basis.FRESH, glances, health)
    return _missed_since(field, glances, past, LEAST_MISSED if is_required else None)


def _before(field: str, basis: Basis, glances: Sequence[Glance], health: PageHealth) -> Past:
    """Return the past without what is under suspicion: it would be taken for usual."""
    past = health.past.get((field, basis), Past())
    earlier = glances[:-1]
    suspected = sum(
        field in (glance.lost if basis is Basis.HELD else glance.missed) for glance in earlier
    )
    return Past(hits=past.hits, misses=max(past.misses - suspected, 0))


def _lost_since(field: str, glances: Sequence[Glance], past: Past) -> datetime | None:
    if coverage(past) < LEAST_COVERAGE:
        return None
    chance = LISTING_CHANCE if glances[-1].subject == 0 else CHANCE
    pages, articles, since = 0, set[object](), None
    for place, glance in enumerate(reversed(glances)):
        if field in glance.lost:
            subject = glance.subject or -place
            pages += subject not in articles
            articles.add(subject)
            is_many = len(articles) >= LEAST_LOST
            if is_many and _at_least(len(articles), pages, _rate(past)) < chance:
                since = glance.at
        elif field in glance.hit:
            pages += 1
    return since


def _missed_since(
    field: str, glances: Sequence[Glance], past: Past, least: int | None
) -> datetime | None:
    if coverage(past) < LEAST_COVERAGE:
        return None
    run: list[Glance] = []
    for glance in reversed(glances):
        if field in glance.hit:
            break
        if field in glance.missed or field in glance.lost:
            run.append(glance)
    count = len({glance.subject for glance in run})
    if count < (least or LEAST_MISSED_OPTIONAL) or _rate(past) ** count >= CHANCE:
        return None
    return run[-1].at


def _rate(past: Past) -> float:
    """Return the share of pages that are thought to miss the field by themselves."""
    return (past.misses + DOUBT) / (past.hits + past.misses + 2 * DOUBT)


def _at_least(count: int, pages: int, rate: float) -> float:
    """Return the probability that so many of `pages` miss a field that each misses at `rate`."""
    return math.fsum(
        math.comb(pages, k) * rate**k * (1 - rate) ** (pages - k) for k in range(count, pages + 1)
    )
