"""What the first page of a listing says of places: who stands where, who vanished from among the others, who is back.

Also what the blocks beside an article say. Judges no wording.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.core.front import vanished
from monitor.core.plan.case import Case
from monitor.model import (
    ArticleReading,
    Block,
    Event,
    EventKind,
    Front,
    Identity,
    Known,
    ListingReading,
)
from monitor.noun import dataclass

# Blocks beside articles are seen on some pages only: so long they are taken for unchanged.
BLOCK_PATIENCE = {Block.POPULAR: timedelta(hours=3), Block.RELATED: timedelta(days=1)}


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontPage:
    """Who stands on the first page, what happened to whom there, and whose pages are wanted for it."""

    front: Front
    events: tuple[Event, ...]
    hasten: tuple[int, ...]


def look_at_front(case: Case, reading: ListingReading, at: datetime) -> FrontPage:
    """Return what the first page of a listing says of places.

    An article that left it while older ones stayed has its page read again, and so has a withdrawn one that is there.
    """
    positions = _positions(reading.identities(), case.known)
    present = [article for article, _ in positions]
    listed = [a for a in case.known.articles.values() if a.id in set(present)]
    times = {a.id: a.published_at for a in listed if a.published_at is not None}
    gone = vanished(case.known.standing, present, times)
    back = [a for a in listed if a.unlisted_at is not None]
    return FrontPage(
        front=Front(
            block=Block.LISTING,
            at=at,
            continues_from=case.known.source.polled_at,
            positions=positions,
            left=gone,
            back=tuple(a.id for a in back),
        ),
        events=(
            *(Event(article=id_, kind=EventKind.UNLISTED, at=at) for id_ in gone),
            *(Event(article=a.id, kind=EventKind.RELISTED, at=at) for a in back),
        ),
        hasten=(*gone, *(a.id for a in listed if a.withdrawn_at is not None)),
    )


def unchanged_front(case: Case, at: datetime) -> Front:
    """Return that everybody stands where they stood."""
    polled_at = case.known.source.polled_at
    return Front(block=Block.LISTING, at=at, continues_from=polled_at, is_unchanged=True)


def look_at_blocks(reading: ArticleReading, known: Known, at: datetime) -> tuple[Front, ...]:
    """Return who stands in the blocks beside an article, as far as they were read."""
    return tuple(
        Front(
            block=block,
            at=at,
            continues_from=at - BLOCK_PATIENCE[block],
            positions=_positions(identities, known),
        )
        for block, identities in reading.blocks.items()
        if identities
    )


def _positions(identities: Iterable[Identity], known: Known) -> tuple[tuple[int, int], ...]:
    """Return (article, position) of those we hold; one that is linked twice stands at its first place."""
    places: dict[int, int] = {}
    for place, identity in enumerate(identities, start=1):
        if (held := known.articles.get(identity.key)) is not None:
            places.setdefault(held.id, place)
    return tuple(places.items())
