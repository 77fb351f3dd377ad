"""What a page's own date says against what it said before, and against what we saw ourselves."""

from datetime import datetime, timedelta, tzinfo

from monitor.core.gaps import is_backdated
from monitor.model import Event, EventKind, Extraction, HeldArticle

# A page may round its date one day and not the next.
LEAST_MOVE = timedelta(minutes=1)


def date_events(
    held: HeldArticle, extraction: Extraction, at: datetime, zone: tzinfo
) -> tuple[Event, ...]:
    """Return that the article was back-dated, at its first reading, or that its date was moved, at a later one."""
    claimed = extraction.published_at
    if claimed is None:
        return ()
    is_first = held.revision is None
    if is_first and is_backdated(
        claimed, absent_at=held.absent_at, first_seen_at=held.first_seen_at, zone=zone
    ):
        return (_backdated(held, claimed, at),)
    before = held.published_at
    if is_first or before is None or abs(claimed - before) < LEAST_MOVE:
        return ()
    return (
        Event(
            article=held.id,
            kind=EventKind.DATE_MOVED,
            at=at,
            before=before.isoformat(),
            after=claimed.isoformat(),
        ),
    )


def _backdated(held: HeldArticle, claimed: datetime, at: datetime) -> Event:
    """Return the event: what is claimed, and between which polls the article really came."""
    absent_at = held.absent_at or held.first_seen_at
    return Event(
        article=held.id,
        kind=EventKind.BACKDATED,
        at=at,
        before=claimed.isoformat(),
        after=held.first_seen_at.isoformat(),
        words=(absent_at.isoformat(), held.first_seen_at.isoformat()),
    )
