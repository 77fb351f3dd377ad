"""What a listing page means: new articles, aliases, and whether the round goes on to the next page.

A round is one poll. It pages back until it meets an article that was known before it began (the overlap
proves that nothing between was missed), and records a hole if it ends without one.
"""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from monitor.core.cadence import next_poll
from monitor.core.plan.setback import plan_setback
from monitor.core.plan.watch import Watch
from monitor.core.reading import ListingReading
from monitor.model import (
    Failed,
    Fetched,
    FirstRun,
    Hole,
    Identity,
    Known,
    Link,
    NewArticle,
    NextCheck,
    NotModified,
    Plan,
    Reason,
    Round,
    Sighting,
    SourceUpdate,
    Target,
)

# One page without anything new may be the one before, pushed back by what was published meanwhile; a second one
# in a row is the last page, which some sites repeat past their end.
END_AFTER_BARREN = 2


def plan_listing(
    target: Target,
    outcome: Fetched,
    reading: ListingReading,
    known: Known,
    watch: Watch,
    now: datetime,
    jitter: float,
) -> Plan:
    """Return the plan for a listing page that came."""
    turn = target.round or _begin(target, outcome.at)
    if not reading.named and turn.page == 1:
        return plan_setback(target, _empty(outcome, reading), known, watch, now, jitter)
    fresh = [(link, i) for link, i in reading.named if i.key not in known.articles]
    met = any(held.first_seen_at < turn.began_at for held in known.articles.values())
    digest = _digest(reading)
    is_barren = digest == turn.last_page or not (fresh or met)
    seen = replace(
        turn,
        overlapped=turn.overlapped or met,
        last_page=digest,
        barren=turn.barren + 1 if is_barren else 0,
    )
    onward = _next_page(seen, reading, known, watch)
    return Plan(
        target=target,
        next=_next_check(target, outcome, onward, watch, now, jitter),
        source=SourceUpdate() if onward else _end(seen, reading, known, watch, now),
        found=tuple(
            _new(link, identity, target, watch, is_silent=_is_silent(turn, known, watch))
            for link, identity in fresh
        ),
        sightings=_sightings(reading, known),
        problems=reading.listing.problems,
    )


def plan_unmodified_listing(
    target: Target, outcome: NotModified, known: Known, watch: Watch, now: datetime, jitter: float
) -> Plan:
    """Return the plan for a listing that has not changed since the last poll."""
    return Plan(
        target=target,
        next=NextCheck(
            due_at=next_poll(watch.source.every or watch.source.slowest, now, jitter),
            checked_at=outcome.at,
            took=outcome.took,
            validators=target.validators,
        ),
        source=SourceUpdate(polled_at=outcome.at),
    )


def _begin(target: Target, fetched_at: datetime) -> Round:
    # Not later: what this page brings is first seen when it was fetched, and must not count as known before.
    return Round(began_at=fetched_at, page=1, url=target.url, at_least=target.pages_wished)


def _empty(outcome: Fetched, reading: ListingReading) -> Failed:
    rows = len(reading.listing.candidates)
    return Failed(
        reason=Reason.EMPTY_LISTING,
        detail=f"{rows} links on the page, none of them an article of the site",
        at=outcome.at,
        took=outcome.took,
        status=200,
    )


def _digest(reading: ListingReading) -> bytes:
    return blake2b(b"".join(sorted(reading.keys())), digest_size=16).digest()


def _next_page(seen: Round, reading: ListingReading, known: Known, watch: Watch) -> Round | None:
    """Return the round as it goes on, or None where it ends."""
    url = reading.listing.next_url
    if url is None or not reading.named or seen.barren >= END_AFTER_BARREN:
        return None
    is_first = known.source.seeded_at is None
    seeks_overlap = not seen.overlapped and not is_first
    limit = max(watch.source.pages, seen.at_least)
    if seen.page < seen.at_least or (seeks_overlap and seen.page < limit):
        return replace(seen, page=seen.page + 1, url=url)
    return None


def _next_check(
    target: Target,
    outcome: Fetched,
    onward: Round | None,
    watch: Watch,
    now: datetime,
    jitter: float,
) -> NextCheck:
    # The next page is as due as the first was: a round is one poll.
    due_at = target.due_at if onward else next_poll(watch.source.every or watch.source.slowest, now, jitter)
    is_first_page = target.round is None
    return NextCheck(
        due_at=due_at,
        checked_at=outcome.at,
        took=outcome.took,
        status=200,
        validators=outcome.page.validators if is_first_page else target.validators,
        round=onward,
    )


def _end(
    seen: Round, reading: ListingReading, known: Known, watch: Watch, now: datetime
) -> SourceUpdate:
    is_first = known.source.seeded_at is None
    return SourceUpdate(
        polled_at=now,
        seeded_at=now if is_first else None,
        hole=None if is_first or seen.overlapped else _hole(seen, reading, known),
    )


def _hole(seen: Round, reading: ListingReading, known: Known) -> Hole:
    times = [link.published_at for link, _ in reading.named if link.published_at is not None]
    return Hole(pages=seen.page, after=known.source.polled_at, before=min(times) if times else None)


def _is_silent(turn: Round, known: Known, watch: Watch) -> bool:
    """Say whether what this page brings is backlog: a seeding first run, or pages behind the overlap."""
    if known.source.seeded_at is None:
        return watch.source.first_run is FirstRun.SEED
    return turn.overlapped


def _new(
    link: Link, identity: Identity, target: Target, watch: Watch, *, is_silent: bool
) -> NewArticle:
    return NewArticle(
        identity=identity,
        spelling=link.url,
        title=link.title,
        published_at=link.published_at,
        language=watch.source.language,
        seeded=is_silent,
        # As due as the poll that found it, so that a crawl ends when its own work is done.
        due_at=target.due_at,
    )


def _sightings(reading: ListingReading, known: Known) -> tuple[Sighting, ...]:
    return tuple(
        Sighting(article=held.id, spelling=link.url)
        for link, identity in reading.named
        if (held := known.articles.get(identity.key)) is not None and link.url != held.identity.url
    )
