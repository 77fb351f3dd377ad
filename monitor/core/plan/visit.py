"""What a visit to an article brings: its wording, its counter, what happened to it, and when to come again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.core.age import age_of
from monitor.core.attention import Interest, recheck_turn
from monitor.core.health import given, switched
from monitor.core.look import Look, look_at_held, look_at_page
from monitor.core.plan.case import Case
from monitor.core.plan.count import Count, count
from monitor.core.plan.dating import date_events, is_backdated
from monitor.core.plan.front import look_at_blocks
from monitor.core.plan.story import place_in_story
from monitor.core.plan.telling import (
    Told,
    meets_news,
    tell,
    tell_escalated,
    tell_events,
    tell_risen,
)
from monitor.core.plan.wording import WordingNote, judge_wording, press
from monitor.model import (
    NO_VALIDATORS,
    Alert,
    ArticleReading,
    ArticleUpdate,
    Event,
    EventKind,
    Extraction,
    Fetched,
    HeldArticle,
    HeldRevision,
    Identity,
    Known,
    Match,
    NextCheck,
    NotModified,
    Observation,
    Plan,
    Turn,
)
from monitor.noun import replace

# A wording that is not believed yet is looked at again so soon.
DOUBT = timedelta(minutes=2)


def plan_visit(case: Case, outcome: Fetched, reading: ArticleReading, held: HeldArticle) -> Plan:
    """Return the plan for a page that is the article's."""
    extraction, at = reading.extraction, outcome.at
    counted = count(case, held, extraction, at)
    wording = _wording(case, held, extraction, at)
    update = _update(case, reading, held, wording, counted)
    if wording.doubted is not None and _is_urgent(case, held, wording, update, counted):
        wording = press(held, wording, extraction)
        update = replace(update, suspect=None, changes=wording.changes)
    placed = place_in_story(case, held, wording.revision)
    events = (
        *wording.events,
        *placed.events,
        *_date_events(case, held, extraction, at),
        *_returned(held, at),
        *counted.events,
    )
    matches, alerts = _told(case, placed.held, wording, update, counted, events)
    turn = _turn(case, held, extraction, counted, wording, matches)
    return Plan(
        target=case.target,
        next=_next(case, outcome, turn, is_doubted=wording.doubted is not None),
        article=update,
        expects=held.revision.number if held.revision else 0,
        observation=Observation(article=held.id, at=at, views=extraction.views),
        revision=wording.revision,
        matches=matches,
        alerts=alerts,
        rates=extraction.rates,
        problems=extraction.problems,
        events=events,
        fronts=look_at_blocks(reading, case.known, at),
        samples=counted.samples,
        story=placed.place,
    )


def plan_unmodified_visit(case: Case, outcome: NotModified, held: HeldArticle) -> Plan:
    """Return the plan for an article page that has not changed: seen again, its counter as it was."""
    seen = Extraction(views=held.views, section=held.section)
    counted = count(case, held, seen, outcome.at)
    quiet = WordingNote(changes=held.changes, suspect=held.suspect)
    turn = _turn(case, held, seen, counted, quiet, ())
    alerts: tuple[Alert, ...] = ()
    if held.revision is not None:
        look = look_at_held(held, held.revision, url=case.target.url)
        alerts = tell_events(look, counted.events, (), case.watch, case.now)
    return Plan(
        target=case.target,
        next=NextCheck(
            due_at=turn.due_at,
            checked_at=outcome.at,
            took=outcome.took,
            status=304,
            validators=case.target.validators,
            worth=turn.worth,
            firm=turn.firm,
        ),
        article=ArticleUpdate(
            article=held.id,
            changes=held.changes,
            suspect=held.suspect,
            views_per_hour=counted.gauge.views_per_hour,
            flaws=counted.flaws,
        ),
        observation=Observation(article=held.id, at=outcome.at, views=held.views),
        events=counted.events,
        alerts=alerts,
    )


def _next(case: Case, outcome: Fetched, turn: Turn, *, is_doubted: bool) -> NextCheck:
    due_at = turn.due_at
    if is_doubted:
        soon = case.now + DOUBT
        due_at = soon if due_at is None else min(due_at, soon)
    return NextCheck(
        due_at=due_at,
        checked_at=outcome.at,
        took=outcome.took,
        status=200,
        # A doubted wording has to be read again, not to be told unchanged.
        validators=NO_VALIDATORS if is_doubted else outcome.page.validators,
        worth=turn.worth,
        firm=turn.firm,
    )


def _turn(
    case: Case,
    held: HeldArticle,
    seen: Extraction,
    counted: Count,
    wording: WordingNote,
    matches: tuple[Match, ...],
) -> Turn:
    source, now = case.watch.source, case.now
    published_at = seen.published_at or held.published_at
    if is_backdated(
        published_at,
        absent_at=held.absent_at,
        first_seen_at=held.first_seen_at,
        zone=case.watch.selectors.timezone,
    ):
        # Whatever it claims, it is news.
        published_at = None
    is_edited = any(event.kind is EventKind.EDITED for event in wording.events)
    edited_at = now if is_edited else held.edited_at
    interest = Interest(
        age=age_of(published_at, held.first_seen_at, now),
        is_matched=bool(held.matched or matches),
        edited_ago=None if edited_at is None else abs(now - edited_at),
        rise=counted.pace,
    )
    return recheck_turn(
        interest,
        steps=source.recheck,
        until=source.recheck_until,
        budget=case.watch.budget,
        host=case.known.host,
        now=now,
        jitter=case.jitter,
    )


def _is_urgent(
    case: Case, held: HeldArticle, wording: WordingNote, update: ArticleUpdate, counted: Count
) -> bool:
    """Say whether a doubted wording meets a rule that never met the article: then it is told at once."""
    if wording.doubted is None:
        return False
    look = look_at_page(held, wording.doubted, update, url=case.target.url, gauge=counted.gauge)
    return meets_news(look, case.watch, case.now)


def _told(
    case: Case,
    held: HeldArticle,
    wording: WordingNote,
    update: ArticleUpdate,
    counted: Count,
    events: tuple[Event, ...],
) -> Told:
    newest = wording.revision or held.revision
    if newest is None:
        return (), ()
    look: Look = look_at_page(held, newest, update, url=case.target.url, gauge=counted.gauge)
    told = tell if wording.revision else tell_risen
    matches, alerts = told(look, case.watch, case.now)
    concerned = held.unheeded.union(alert.rule for alert in alerts)
    return matches, (
        *alerts,
        *tell_events(look, events, matches, case.watch, case.now),
        *tell_escalated(look, concerned, case.watch, case.now),
    )


def _wording(case: Case, held: HeldArticle, extraction: Extraction, at: datetime) -> WordingNote:
    """Return what the words are to those we hold. From another place on the page they are no edit, nor churn."""
    moved = switched(held, extraction, case.watch.selectors)
    if held.revision is not None and moved & _differing(held.revision, extraction):
        return WordingNote(changes=held.changes, suspect=held.suspect, is_elsewhere=True)
    return judge_wording(held, extraction, at)


def _differing(before: HeldRevision, extraction: Extraction) -> frozenset[str]:
    now = {"title": extraction.title, "body": extraction.body}
    return frozenset(name for name, words in now.items() if (words or "") != getattr(before, name))


def _gave(
    case: Case, held: HeldArticle, extraction: Extraction, moved: frozenset[str]
) -> Mapping[str, str]:
    """Return by which selector the page gave each field; of what differs since it moved the former one is kept."""
    differing = _differing(held.revision, extraction) if held.revision else frozenset[str]()
    kept = moved & (differing | {"published"})
    now = given(extraction, case.watch.selectors)
    return {**now, **{name: held.gave[name] for name in kept}}


def _date_events(
    case: Case, held: HeldArticle, extraction: Extraction, at: datetime
) -> tuple[Event, ...]:
    """Return what happened to the dates. Another place on the page may give another date, or less of the same."""
    if "published" in switched(held, extraction, case.watch.selectors):
        return ()
    return date_events(held, extraction, at, case.watch.selectors.timezone)


def _returned(held: HeldArticle, at: datetime) -> tuple[Event, ...]:
    if held.withdrawn_at is None or held.revision is None:
        return ()
    return (Event(article=held.id, kind=EventKind.RETURNED, at=at),)


def _update(
    case: Case, reading: ArticleReading, held: HeldArticle, wording: WordingNote, counted: Count
) -> ArticleUpdate:
    extraction = reading.extraction
    moved = switched(held, extraction, case.watch.selectors)
    return ArticleUpdate(
        article=held.id,
        title=None if wording.is_elsewhere else extraction.title,
        published_at=None if "published" in moved else extraction.published_at,
        modified_at=extraction.modified_at,
        language=extraction.language,
        section=extraction.section,
        author=extraction.author,
        short_url=extraction.short_url,
        # What vanished from the page is kept: it may be the selector that is gone.
        images=extraction.images or None,
        related=tuple(link.url for link in extraction.links.get("related", ())) or None,
        changes=wording.changes,
        volatile=wording.volatile,
        suspect=wording.suspect,
        views_per_hour=counted.gauge.views_per_hour,
        flaws=counted.flaws,
        identities=_new_identities(reading, case.known),
        spellings=reading.spellings,
        gave=_gave(case, held, extraction, moved),
    )


def _new_identities(reading: ArticleReading, known: Known) -> tuple[Identity, ...]:
    """Return the identity a redirect led to, if nobody holds it: the article is found under it from now on."""
    led_to = reading.redirected
    return (led_to,) if led_to and led_to.key not in known.articles else ()
