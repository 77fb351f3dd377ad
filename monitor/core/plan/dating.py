"""What a page's own date says against what it said before, and against what we saw ourselves."""

from datetime import datetime, timedelta, tzinfo

from monitor.model import Event, EventKind, Extraction, HeldArticle

# A page may round its date one day and not the next.
LEAST_MOVE = timedelta(minutes=1)
# Drafts wait in a site's desk, and clocks differ.
BACKDATED_BY = timedelta(hours=1)
DAY = timedelta(days=1)


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


def is_backdated(
    published_at: datetime | None,
    *,
    absent_at: datetime | None,
    first_seen_at: datetime,
    zone: tzinfo,
) -> bool:
    """Say whether an article claims to be more than an hour older than a good poll that did not show it yet.

    `absent_at` is that poll, None where there is none. A date without a time (midnight in the site's `zone`) may
    mean the end of its day.
    """
    if published_at is None or absent_at is None or absent_at >= first_seen_at:
        return False
    local = published_at.astimezone(zone)
    has_time = (local.hour, local.minute, local.second) != (0, 0, 0)
    latest = published_at if has_time else published_at + DAY
    return latest < absent_at - BACKDATED_BY


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
