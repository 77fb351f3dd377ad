"""What a check means that brought no page: when to try again, whom to leave in peace, and when to give up."""

from datetime import datetime, timedelta

from monitor.core.backoff import retry_at
from monitor.core.fingerprint import fingerprint
from monitor.core.look import look_at_headline
from monitor.core.plan.telling import tell
from monitor.core.plan.watch import Watch
from monitor.model import (
    ArticleUpdate,
    Failed,
    FetchOutcome,
    HeldArticle,
    Hole,
    Known,
    NextCheck,
    Plan,
    Reason,
    Refused,
    Revision,
    SourceUpdate,
    Target,
    TargetKind,
)

# A page that was not there this often in a row is withdrawn for good; a single 404 may be a hiccup.
WITHDRAWN_AFTER = 3
# An article whose page fails this often is told by what its listing said: the headline.
HEADLINE_AFTER = 3
# An article page is given up after this many failures in a row (with backoff: most of a day).
GIVE_UP_AFTER = 12
# A round whose next page fails this often ends with a hole, so that the first page is polled again.
ROUND_GIVE_UP_AFTER = 3
_ABSENT = frozenset({Reason.NOT_FOUND, Reason.GONE})


def plan_setback(
    target: Target,
    outcome: FetchOutcome,
    known: Known,
    watch: Watch,
    now: datetime,
    jitter: float,
) -> Plan:
    """Return the plan for a check without a page: refused by rule, or failed.

    Raises `TypeError` for an outcome that is neither: the caller has lost the page's reading.
    """
    if not isinstance(outcome, Refused | Failed):
        raise TypeError(f"{type(outcome).__name__} is not a setback")
    if target.kind is TargetKind.LISTING:
        return _plan_listing(target, outcome, known, watch, now, jitter)
    return _plan_article(target, outcome, known, watch, now, jitter)


def _plan_listing(
    target: Target,
    outcome: Refused | Failed,
    known: Known,
    watch: Watch,
    now: datetime,
    jitter: float,
) -> Plan:
    failures = target.failures + 1
    gives_up = target.round is not None and failures >= ROUND_GIVE_UP_AFTER
    due_at = _retry_at(outcome, failures, watch, now, jitter)
    hole = None
    if gives_up and target.round is not None and not target.round.overlapped:
        hole = Hole(pages=target.round.page - 1, after=known.source.polled_at, before=None)
    return Plan(
        target=target,
        next=_next(target, outcome, due_at, failures, keeps_round=not gives_up),
        host_quiet_until=_quiet_until(outcome, due_at),
        source=SourceUpdate(failures=failures, reason=outcome.reason, hole=hole),
    )


def _plan_article(
    target: Target,
    outcome: Refused | Failed,
    known: Known,
    watch: Watch,
    now: datetime,
    jitter: float,
) -> Plan:
    failures = target.failures + 1
    held = next((a for a in known.articles.values() if a.id == target.article), None)
    due_at: datetime | None = _retry_at(outcome, failures, watch, now, jitter)
    quiet_until = _quiet_until(outcome, due_at)
    is_withdrawn = outcome.reason in _ABSENT and failures >= WITHDRAWN_AFTER
    if held is None or is_withdrawn or failures >= GIVE_UP_AFTER:
        due_at = None
    revision = _headline(held, outcome, failures, now)
    matches, alerts = (
        ((), ())
        if revision is None or held is None
        else tell(look_at_headline(held, revision, url=target.url), watch, now)
    )
    return Plan(
        target=target,
        next=_next(target, outcome, due_at, failures, keeps_round=False),
        host_quiet_until=quiet_until,
        article=_withdrawn(held, now) if is_withdrawn else None,
        expects=None if revision is None else 0,
        revision=revision,
        matches=matches,
        alerts=alerts,
    )


def _headline(
    held: HeldArticle | None, outcome: Refused | Failed, failures: int, now: datetime
) -> Revision | None:
    """Return a revision of the listing's title alone, for an article whose page is not to be had."""
    if held is None or held.revision is not None or not held.title:
        return None
    if isinstance(outcome, Failed) and failures < HEADLINE_AFTER:
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
    target: Target,
    outcome: Refused | Failed,
    due_at: datetime | None,
    failures: int,
    *,
    keeps_round: bool,
) -> NextCheck:
    return NextCheck(
        due_at=due_at,
        checked_at=outcome.at,
        took=outcome.took if isinstance(outcome, Failed) else timedelta(),
        reason=outcome.reason,
        detail=outcome.detail,
        status=outcome.status if isinstance(outcome, Failed) else None,
        failures=failures,
        # An answer that could not be read must not be hidden behind a later 304.
        validators=target.validators,
        round=target.round if keeps_round else None,
    )


def _retry_at(
    outcome: Refused | Failed, failures: int, watch: Watch, now: datetime, jitter: float
) -> datetime:
    wish = outcome.retry_after if isinstance(outcome, Failed) else None
    is_refused = isinstance(outcome, Refused)
    return retry_at(failures, now, jitter, wish, watch.source.every or watch.source.slowest, is_refused=is_refused)


def _quiet_until(outcome: Refused | Failed, due_at: datetime | None) -> datetime | None:
    """Return until when the whole host is left alone: 429 speaks for the host, 503 only for its page."""
    return due_at if outcome.reason is Reason.RATE_LIMITED else None
