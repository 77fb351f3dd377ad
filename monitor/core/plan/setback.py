"""What a check means that brought no page: when to try again, whom to leave in peace, and when to give up."""

from datetime import datetime, timedelta

from monitor.core.backoff import retry_at
from monitor.core.fingerprint import fingerprint
from monitor.core.look import look_at_held
from monitor.core.payload import alert_id, quarantined_payload
from monitor.core.plan.case import Case
from monitor.core.plan.host import is_limit
from monitor.core.plan.poll import note_failure
from monitor.core.plan.telling import Told, tell, tell_events
from monitor.model import (
    NO_VALIDATORS,
    Alert,
    AlertKind,
    ArticleUpdate,
    Event,
    EventKind,
    Failed,
    FetchOutcome,
    FoundBy,
    HeldArticle,
    Hole,
    NextCheck,
    Plan,
    Reason,
    Refused,
    Revision,
    TargetKind,
)

# A page that was not there this often in a row is withdrawn; a single 404 may be a hiccup, a 410 is meant.
WITHDRAWN_AFTER = {Reason.GONE: 2, Reason.NOT_FOUND: 3, Reason.REDIRECTED_AWAY: 3}
# A withdrawn article may return: its page is tried again after a day, then after two, and so on.
_RETURN_WAIT = timedelta(days=1)
_RETURN_TRIES = 4
# An article whose page fails this often is told by what its listing said: the headline.
HEADLINE_AFTER = 3
# An article page is given up after this many failures in a row (with backoff: most of a day).
GIVE_UP_AFTER = 12
# A round whose next page fails this often ends with a hole, so that the first page is polled again.
ROUND_GIVE_UP_AFTER = 3
# After a limit the others of the host go first by a quarter of the wait, and by no more than this.
LONGEST_LEAD = timedelta(seconds=30)
# A page that ended its reader is in quarantine: it waits as if it had failed so often before, an hour and more.
QUARANTINE = 7


def plan_setback(case: Case, outcome: FetchOutcome) -> Plan:
    """Return the plan for a check without a page: refused by rule, or failed.

    Raises `TypeError` for an outcome that is neither: the caller has lost the page's reading.
    """
    if not isinstance(outcome, Refused | Failed):
        raise TypeError(f"{type(outcome).__name__} is not a setback")
    if case.target.kind is TargetKind.LISTING:
        return _plan_listing(case, outcome)
    return _plan_article(case, outcome)


def _plan_listing(case: Case, outcome: Refused | Failed) -> Plan:
    target, failures = case.target, case.target.failures + 1
    gives_up = target.round is not None and failures >= ROUND_GIVE_UP_AFTER
    due_at = _behind(outcome, _retry_at(case, outcome, failures), case.now)
    hole = None
    if gives_up and target.round is not None and not target.round.overlapped:
        hole = Hole(pages=target.round.page - 1, after=case.known.source.polled_at, before=None)
    poll = note_failure(case, outcome.reason, failures, hole)
    return Plan(
        target=target,
        next=_next(case, outcome, due_at, keeps_round=not gives_up),
        source=poll.update,
        alerts=(*poll.alerts, *_quarantine(case, outcome)),
    )


def _plan_article(case: Case, outcome: Refused | Failed) -> Plan:
    failures, held = case.target.failures + 1, case.held
    due_at = _behind(outcome, _retry_at(case, outcome, failures), case.now)
    is_withdrawn = held is not None and _is_withdrawn(case, held, outcome, failures)
    revision = _headline(held, outcome, failures, case.now)
    events = _events(held, case.now) if is_withdrawn else ()
    matches, alerts = _told(case, held, revision, events)
    return Plan(
        target=case.target,
        next=_next(
            case,
            outcome,
            _due_at(case, outcome, due_at, is_withdrawn=is_withdrawn),
            keeps_round=False,
            is_withdrawn=is_withdrawn,
        ),
        article=_withdrawn(held, case.now) if is_withdrawn else None,
        expects=None if revision is None else 0,
        revision=revision,
        matches=matches,
        alerts=(*alerts, *_quarantine(case, outcome)),
        events=events,
    )


def _quarantine(case: Case, outcome: Refused | Failed) -> tuple[Alert, ...]:
    """Return the alert that a page ended its reader: once a page, however often it does so."""
    if outcome.reason is not Reason.CRASHED or not case.watch.alarms:
        return ()
    kind, url, source = AlertKind.PAGE_QUARANTINED, case.target.url, case.watch.source
    id_ = alert_id(url, "", kind)
    payload = quarantined_payload(id_, source, url, outcome.detail, case.now)
    return (Alert(id=id_, kind=kind, rule="", sinks=case.watch.alarms, payload=payload),)


def _is_withdrawn(case: Case, held: HeldArticle, outcome: Refused | Failed, failures: int) -> bool:
    """Say whether the page is gone for good, as far as anybody can tell.

    A number that was sought is so at once, and so is what its listing alone told: nobody is asked about it again.
    """
    after = WITHDRAWN_AFTER.get(outcome.reason)
    is_guess = held.found_by is FoundBy.GAP and held.revision is None
    is_told = case.watch.selectors.article.is_on_listing
    return after is not None and (failures >= after or is_guess or is_told)


def _due_at(
    case: Case, outcome: Refused | Failed, retry: datetime, *, is_withdrawn: bool
) -> datetime | None:
    failures, held = case.target.failures + 1, case.held
    if held is None:
        return None
    if not is_withdrawn:
        return None if failures >= GIVE_UP_AFTER else retry
    tries = failures - WITHDRAWN_AFTER[outcome.reason]
    if held.revision is None or not 0 <= tries < _RETURN_TRIES:
        return None
    return case.now + _RETURN_WAIT * (1 << tries)


def _events(held: HeldArticle | None, now: datetime) -> tuple[Event, ...]:
    """Return that the article was withdrawn: once, and not of one that nobody ever read."""
    if held is None or held.withdrawn_at is not None or held.revision is None:
        return ()
    return (Event(article=held.id, kind=EventKind.WITHDRAWN, at=now),)


def _told(
    case: Case, held: HeldArticle | None, revision: Revision | None, events: tuple[Event, ...]
) -> Told:
    if held is None:
        return (), ()
    if revision is not None:
        look = look_at_held(held, revision, url=case.target.url)
        return tell(look, case.watch, case.now)
    if held.revision is None or not events:
        return (), ()
    look = look_at_held(held, held.revision, url=case.target.url)
    return (), tell_events(look, events, (), case.watch, case.now)


def _headline(
    held: HeldArticle | None, outcome: Refused | Failed, failures: int, now: datetime
) -> Revision | None:
    """Return a revision of the listing's title alone, for an article whose page is not to be had."""
    if held is None or held.revision is not None or not held.title:
        return None
    may_recover = isinstance(outcome, Failed) and outcome.reason is not Reason.CRASHED
    if may_recover and failures < HEADLINE_AFTER:
        return None
    return Revision(
        article=held.id,
        number=1,
        fingerprint=fingerprint(held.title, ""),
        seen_at=now,
        title=held.title,
        body="",
    )


def _withdrawn(held: HeldArticle | None, now: datetime) -> ArticleUpdate | None:
    if held is None or held.withdrawn_at is not None:
        return None
    return ArticleUpdate(article=held.id, changes=held.changes, withdrawn_at=now)


def _next(
    case: Case,
    outcome: Refused | Failed,
    due_at: datetime | None,
    *,
    keeps_round: bool,
    is_withdrawn: bool = False,
) -> NextCheck:
    target = case.target
    return NextCheck(
        due_at=due_at,
        checked_at=outcome.at,
        took=outcome.took if isinstance(outcome, Failed) else timedelta(),
        reason=outcome.reason,
        detail=outcome.detail,
        status=outcome.status if isinstance(outcome, Failed) else None,
        failures=target.failures + 1,
        # An answer that could not be read must not be hidden behind a later 304, nor a return.
        validators=NO_VALIDATORS if is_withdrawn else target.validators,
        round=target.round if keeps_round else None,
        worth=0.0 if due_at is None else target.worth,
        firm=0.0 if due_at is None else target.firm,
    )


def limited_until(case: Case, outcome: FetchOutcome) -> datetime | None:
    """Return until when the outcome limits whomever it concerns; None for one that is no limit."""
    if not isinstance(outcome, Failed) or not is_limit(outcome):
        return None
    return _retry_at(case, outcome, case.target.failures + 1)


def _retry_at(case: Case, outcome: Refused | Failed, failures: int) -> datetime:
    wish = outcome.retry_after if isinstance(outcome, Failed) else None
    is_kept_away = isinstance(outcome, Refused)
    if outcome.reason is Reason.CRASHED and case.target.kind is TargetKind.ARTICLE:
        failures, is_kept_away = failures + QUARANTINE, True
    return retry_at(
        failures, case.now, case.jitter, wish, case.retry_within, is_refused=is_kept_away
    )


def _behind(outcome: Refused | Failed, retry: datetime, now: datetime) -> datetime:
    """Return when a page is due that may be asked at `retry`.

    After a limit others of its host go first, so that it is seen whether it concerns them too.
    """
    if not is_limit(outcome):
        return retry
    return retry + min((retry - now) / 4, LONGEST_LEAD)
