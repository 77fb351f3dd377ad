"""What a listing page means: new articles, aliases, and whether the round goes on to the next page.

A round is one poll. It pages back until it meets an article that was known before it began (the overlap
proves that nothing between was missed), and records a hole if it ends without one.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b

from monitor.core.lateness import late_of
from monitor.core.plan.case import Case
from monitor.core.plan.front import look_at_front, unchanged_front
from monitor.core.plan.old_copy import listing_sign
from monitor.core.plan.on_listing import is_unread, to_visit, to_withdraw
from monitor.core.plan.poll import Poll, note_poll
from monitor.core.plan.setback import plan_setback
from monitor.core.plan.sitemaps import go_beside, taken_of, waiting_at
from monitor.model import (
    NO_VALIDATORS,
    Extraction,
    Failed,
    Fetched,
    FirstRun,
    Hole,
    Identity,
    Known,
    Link,
    ListingReading,
    NewArticle,
    NextCheck,
    NotModified,
    Observation,
    Plan,
    Problem,
    ProblemKind,
    Reason,
    Round,
    Sighting,
    Validators,
)
from monitor.noun import replace

# One page without anything new may be the one before, pushed back by what was published meanwhile; a second one
# in a row is the last page, which some sites repeat past their end.
END_AFTER_BARREN = 2

NOTHING = Extraction()

Fresh = list[tuple[Link, Identity]]


def plan_listing(case: Case, outcome: Fetched, reading: ListingReading) -> Plan:
    """Return the plan for a listing page that came."""
    turn = case.target.round or _begin(case, outcome.at)
    reading = taken_of(case, reading)
    if not reading.named and not reading.listing.leads_on and _is_first(turn):
        return plan_setback(case, _empty(outcome, reading))
    fresh = [(link, i) for link, i in reading.named if i.key not in case.known.articles]
    # Who is not seen on a page that is not read well has not left it.
    sees_front = turn.page == 1 and not case.health.lost
    front = look_at_front(case, reading, outcome.at) if sees_front else None
    old = None if front is None else listing_sign(case, outcome, front, has_news=bool(fresh))
    seen = _seen(turn, reading, case, has_news=bool(fresh))
    told = to_visit(case, reading)
    onward = _next_page(seen, reading, case)
    is_silent = _is_silent(turn, case)
    news = () if is_silent else fresh
    poll = note_poll(case, _poll(case, seen, onward, reading, news, is_old=bool(old)))
    return Plan(
        target=case.target,
        next=NextCheck(
            # The next page is as due as the first was: a round is one poll.
            due_at=case.target.due_at if onward else poll.turn.due_at,
            checked_at=outcome.at,
            took=outcome.took,
            status=200,
            validators=_validators(case, outcome, reading, is_sure=not (old or told)),
            round=onward,
            worth=poll.turn.worth,
            firm=poll.turn.firm,
        ),
        source=poll.update,
        found=_found(case, reading, fresh, turn, is_silent=is_silent),
        sightings=_sightings(reading, case.known),
        problems=(*reading.listing.problems, *_stale(old)),
        alerts=poll.alerts,
        # Who is not on an old copy has not left the page, and whose page it was then is not back on it.
        fronts=() if front is None or old else (front.front,),
        events=() if front is None or old else front.events,
        # Who has no page cannot be asked for it.
        hasten=() if front is None or reading.told else front.hasten,
        told=told,
        untold=() if old else to_withdraw(reading, front),
        counted=() if old else _counted(case, reading, outcome.at),
    )


def _is_first(turn: Round) -> bool:
    """Say whether no page of the round before this one named an article: an index does not, nor an empty morning."""
    return turn.page == 1 or (turn.last_page == _digest(()) and not turn.is_beside)


def _digest(keys: Iterable[bytes]) -> bytes:
    return blake2b(b"".join(sorted(keys)), digest_size=16).digest()


def _counted(case: Case, reading: ListingReading, at: datetime) -> tuple[Observation, ...]:
    """Return the counters that the rows of a listing show of articles that have pages, as far as they are news."""
    if reading.told:
        return ()
    said, held_by_key = reading.listing.said, case.known.articles
    seen = {
        held.id: Observation(article=held.id, at=at, views=said[link.url].views)
        for link, identity in reading.named
        if link.url in said
        and (held := held_by_key.get(identity.key)) is not None
        and said[link.url].views not in {None, held.views}
    }
    return tuple(seen.values())


def _validators(
    case: Case, outcome: Fetched, reading: ListingReading, *, is_sure: bool
) -> Validators:
    """Return by what the listing is asked for next time. The address of a listing is that of its first page.

    What is not read to its end must not be hidden behind a 304: articles that are to be visited now, for the program
    may end before, and the sitemaps of an index, which may stay as it is while they change.
    """
    if reading.listing.leads_on or (reading.told and not is_sure):
        return NO_VALIDATORS
    return (outcome.page if is_sure and not case.target.round else case.target).validators


def _stale(old: str | None) -> tuple[Problem, ...]:
    return (Problem(field="row", kind=ProblemKind.STALE, detail=old),) if old else ()


def plan_unmodified_listing(case: Case, outcome: NotModified) -> Plan:
    """Return the plan for a listing that has not changed since the last poll."""
    poll = note_poll(case, Poll(began_at=outcome.at, is_over=True, is_proven=True))
    return Plan(
        target=case.target,
        next=NextCheck(
            due_at=poll.turn.due_at,
            checked_at=outcome.at,
            took=outcome.took,
            status=304,
            validators=case.target.validators,
            worth=poll.turn.worth,
            firm=poll.turn.firm,
        ),
        source=poll.update,
        alerts=poll.alerts,
        fronts=(unchanged_front(case, outcome.at),),
    )


def _begin(case: Case, fetched_at: datetime) -> Round:
    return Round(
        # Not later: what this page brings is first seen when it was fetched, and must not count as known before.
        began_at=fetched_at,
        page=1,
        url=case.target.url,
        at_least=case.target.pages_wished,
        failures=case.known.source.failures,
    )


def _empty(outcome: Fetched, reading: ListingReading) -> Failed:
    rows = len(reading.listing.candidates)
    return Failed(
        reason=Reason.EMPTY_LISTING,
        detail=f"{rows} links on the page, none of them an article of the site",
        at=outcome.at,
        took=outcome.took,
        status=200,
    )


def _seen(turn: Round, reading: ListingReading, case: Case, *, has_news: bool) -> Round:
    """Return the round as it stands after this page. What stands beside the newest proves nothing of it."""
    if turn.is_beside:
        return turn
    met = _meets(turn, reading, case)
    digest = _digest(reading.keys())
    is_barren = digest == turn.last_page or not (has_news or met)
    return replace(
        turn,
        overlapped=turn.overlapped or met,
        last_page=digest,
        barren=turn.barren + 1 if is_barren else 0,
    )


def _meets(turn: Round, reading: ListingReading, case: Case) -> bool:
    """Say whether the page meets what was known before the round: a known row below the new ones, or no new one.

    Known rows above all that is new prove nothing: they may be pinned there.
    """
    now = case.now
    if turn.began_at > now:
        # The clock was set back under this round: who came before it and who within cannot be told apart.
        return False
    old = {
        key
        for key, a in case.known.articles.items()
        # What was seen later than now was seen by a clock that was ahead, and not in this round.
        if (a.first_seen_at < turn.began_at or a.first_seen_at > now) and not is_unread(case, key)
    }
    is_old = [identity.key in old for identity in reading.identities()]
    return any(is_old[is_old.index(False) :]) if False in is_old else bool(is_old)


def _next_page(seen: Round, reading: ListingReading, case: Case) -> Round | None:
    """Return the round as it goes on, or None where it ends."""
    url = reading.listing.next_url
    limit = max(case.watch.source.pages, seen.at_least)
    if url is not None and reading.listing.leads_on and seen.page < limit:
        waiting = seen.waiting if seen.is_beside else waiting_at(case, reading.listing)
        return replace(seen, page=seen.page + 1, url=url, barren=0, waiting=waiting)
    if url is None or not reading.named or seen.barren >= END_AFTER_BARREN:
        return go_beside(seen, limit)
    seeks_overlap = not seen.overlapped and not case.is_first_round
    if seen.page < seen.at_least or (seeks_overlap and seen.page < limit):
        return replace(seen, page=seen.page + 1, url=url)
    return go_beside(seen, limit)


def _poll(
    case: Case,
    seen: Round,
    onward: Round | None,
    reading: ListingReading,
    news: Fresh | tuple[()],
    *,
    is_old: bool,
) -> Poll:
    is_over = onward is None
    is_hole = is_over and not seen.overlapped and not case.is_first_round
    times = [link.published_at for link, _ in reading.named if link.published_at is not None]
    hole = Hole(
        pages=seen.page, after=case.known.source.polled_at, before=min(times) if times else None
    )
    return Poll(
        began_at=seen.began_at,
        is_over=is_over,
        is_proven=is_over
        and seen.overlapped
        and not (is_old or case.is_first_round or case.health.lost),
        is_old=is_old,
        posted=tuple(link.published_at or case.now for link, _ in news),
        backlog=tuple(times) if case.is_first_round else (),
        hole=hole if is_hole else None,
    )


def _is_silent(turn: Round, case: Case) -> bool:
    """Say whether what this page brings is backlog: a seeding first run, or pages behind the overlap."""
    if case.is_first_round:
        return case.watch.source.first_run is FirstRun.SEED
    return turn.overlapped and not turn.is_beside


def _found(
    case: Case, reading: ListingReading, fresh: Fresh, turn: Round, *, is_silent: bool
) -> tuple[NewArticle, ...]:
    is_front = turn.page == 1
    said = {link.url: reading.listing.said.get(link.url, NOTHING) for link, _ in fresh}
    places = {i.key: place for place, i in reversed(list(enumerate(reading.identities(), start=1)))}
    return tuple(
        NewArticle(
            identity=identity,
            spelling=link.url,
            title=link.title,
            published_at=link.published_at,
            language=case.watch.source.language or said[link.url].language,
            section=said[link.url].section,
            author=said[link.url].author,
            seeded=is_silent,
            # As due as the poll that found it, so that a crawl ends when its own work is done.
            due_at=None if reading.told else case.target.due_at,
            # An article on a later page may only have been pushed there from where we did not look.
            absent_at=case.known.source.polled_at if is_front and not is_silent else None,
            position=places[identity.key] if is_front else None,
            late=late_of(link.published_at, case.known.source, turn.failures, turn.began_at),
        )
        for link, identity in fresh
    )


def _sightings(reading: ListingReading, known: Known) -> tuple[Sighting, ...]:
    return tuple(
        Sighting(article=held.id, spelling=link.url)
        for link, identity in reading.named
        if (held := known.articles.get(identity.key)) is not None and link.url != held.identity.url
    )
