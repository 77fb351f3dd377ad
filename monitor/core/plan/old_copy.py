"""Whether what came is an old copy, as caches and lagging replicas serve them. Decides nothing that follows from it.

Two kinds of signs: those that say when a copy was made, and those that only say that it may be an old one. A copy of
which nothing says when it was made is taken to live for an hour at most.
"""

from datetime import datetime, timedelta

from monitor.core.fingerprint import fingerprint_beside
from monitor.core.made_at import http_date
from monitor.core.plan.case import Case
from monitor.core.plan.front import FrontPage
from monitor.model import (
    ArticleReading,
    Extraction,
    Failed,
    Fetched,
    FetchOutcome,
    HeldArticle,
    NotModified,
    Problem,
    ProblemKind,
    Reading,
    Reason,
    TargetKind,
)
from monitor.noun import dataclass, replace

# So long a cache goes on serving what is not so any more.
COPY_LIVES = timedelta(hours=1)
# Whatever comes so often in a row and nothing else is how the page is now. With the waits between: some two hours.
BELIEVED_AFTER = 8
# Dates are in whole seconds, and the clocks of servers differ.
_SLACK = timedelta(seconds=5)
# An answer that is older than the last good poll is no poll; but a server's clock that was set back is no cache.
_LONGEST_BLIND = timedelta(hours=6)
# No cache keeps news for so long; dates that differ by more are those of clocks.
_LONGEST_KEPT = timedelta(days=1)
_GONE = frozenset({Reason.NOT_FOUND, Reason.GONE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Credible:
    """A check's outcome and reading as far as they are to be believed."""

    outcome: FetchOutcome
    reading: Reading | None
    # When the newest copy was made that was believed.
    made_at: datetime | None = None


def credible(case: Case, outcome: FetchOutcome, reading: Reading | None) -> Credible:
    """Return what is left of a check if it is of an old copy: nothing, or the words alone where they are ours."""
    plain = Credible(outcome=outcome, reading=reading, made_at=_newest(case, outcome))
    held = case.held
    if case.target.kind is TargetKind.LISTING or held is None or held.revision is None:
        return plain
    if case.instead is not None or _is_settled(case):
        return plain
    if isinstance(outcome, Failed) and outcome.reason in _GONE:
        sign = dated_sign(case, outcome) or _sign_of_return(held, outcome.at)
        return _refused(case, outcome, sign) if sign else plain
    if not (isinstance(outcome, Fetched) and isinstance(reading, ArticleReading)):
        return plain
    seen = reading.extraction
    made_sign = _made_sign(case, outcome, held, seen)
    told_already = made_sign or _repeat_sign(case, outcome)
    if told_already and _is_ours(held, seen):
        return replace(plain, reading=replace(reading, extraction=_words(seen, told_already)))
    sign = made_sign or _sign_of_words(held, seen, outcome.at)
    return _refused(case, outcome, sign) if sign else plain


def dated_sign(case: Case, outcome: Fetched | Failed) -> str | None:
    """Return by what an answer was made before the newest that was believed, None if nothing says so."""
    before, made_at = case.target.made_at, outcome.made_at
    # A clock that was ahead may have left a time that is still to come.
    if before is None or made_at is None or before > outcome.at:
        return None
    if not _SLACK < before - made_at < _LONGEST_KEPT:
        return None
    return f"made at {_iso(made_at)}, older than one of {_iso(before)}"


def _repeat_sign(case: Case, outcome: Fetched) -> str | None:
    """Return that the very copy came that came before. A server whose clock stands still is no cache."""
    before, made_at = case.target.made_at, outcome.made_at
    if before is None or made_at is None or abs(made_at - before) > _SLACK:
        return None
    # What was made only now came from no cache; nor did what will be made.
    if not _SLACK < outcome.at - made_at < _LONGEST_KEPT:
        return None
    return f"the copy of {_iso(made_at)} again"


def listing_sign(case: Case, outcome: Fetched, front: FrontPage, *, has_news: bool) -> str | None:
    """Return by what the first page of a listing is an old copy, None if it may well be new.

    Whoever has come or gone within the hour may be missing on an old copy, or be on it still; but no old copy shows
    what is new, nor a change that is older than copies become.
    """
    polled_at = case.known.source.polled_at
    is_watched = polled_at is not None and outcome.at - polled_at < _LONGEST_BLIND
    if is_watched and (sign := dated_sign(case, outcome)):
        return sign
    by_id = {held.id: held for held in case.known.articles.values()}
    changed = [case.known.standing_since.get(article) for article in front.front.left]
    changed += [by_id[article].unlisted_at for article in front.front.back]
    is_recent = [at is not None and outcome.at - at < COPY_LIVES for at in changed]
    if not changed or has_news or not all(is_recent):
        return None
    return "as it was within the hour"


def _newest(case: Case, outcome: FetchOutcome) -> datetime | None:
    """Return when the newest copy was made, if this one is believed. An error page says nothing of the page."""
    before, made_at = case.target.made_at, _made_at(outcome)
    if made_at is None or before is None or _is_settled(case) or before > outcome.at:
        return made_at or before
    # So much older, it is not a copy: the server's clock was set back.
    return made_at if before - made_at > _LONGEST_KEPT else max(made_at, before)


def _made_at(outcome: FetchOutcome) -> datetime | None:
    match outcome:
        case Fetched() | NotModified():
            return outcome.made_at
        case Failed() if outcome.reason in _GONE:
            return outcome.made_at
        case _:
            return None


def _is_settled(case: Case) -> bool:
    """Say whether nothing but an old copy came for so long that it is none."""
    return case.target.reason is Reason.STALE_COPY and case.target.failures >= BELIEVED_AFTER


def _made_sign(case: Case, outcome: Fetched, held: HeldArticle, seen: Extraction) -> str | None:
    """Return what says that the copy was made before one that was believed."""
    if sign := dated_sign(case, outcome):
        return sign
    ours = http_date(case.target.validators.last_modified or "")
    theirs = http_date(outcome.page.validators.last_modified or "")
    if ours and theirs and theirs < ours:
        return f"last modified at {_iso(theirs)}, older than one of {_iso(ours)}"
    if _is_later(seen, held.modified_at):
        return None
    is_recent = held.viewed_at is not None and outcome.at - held.viewed_at < COPY_LIVES
    # Of the same words it may be put right for good, and their counter must not wait for that.
    is_telling = is_recent or not _is_ours(held, seen)
    if is_telling and held.modified_at and seen.modified_at and seen.modified_at < held.modified_at:
        return f"modified at {_iso(seen.modified_at)}, before what was seen"
    if is_recent and seen.views is not None and held.views is not None and seen.views < held.views:
        return f"{seen.views} views, of {held.views} that were read within the hour"
    return None


def _sign_of_words(held: HeldArticle, seen: Extraction, at: datetime) -> str | None:
    """Return why the words may be those of an old copy: they were the article's before, or it was just withdrawn."""
    if held.withdrawn_at is not None and at - held.withdrawn_at < COPY_LIVES:
        # That it was read more often, or edited, may have been before it was withdrawn.
        return "the page as it was before it was withdrawn, within the hour"
    if _is_fresh(held, seen):
        return None
    print_ = _print(held, seen)
    is_suspected = held.suspect is not None and held.suspect.fingerprint == print_
    if print_ in held.earlier and not _is_same(held, print_) and not is_suspected:
        return "a wording that the article had before"
    return None


def _sign_of_return(held: HeldArticle, at: datetime) -> str | None:
    if held.withdrawn_at is None and held.returned_at and at - held.returned_at < COPY_LIVES:
        return "gone as before it returned, within the hour"
    return None


def _is_fresh(held: HeldArticle, seen: Extraction) -> bool:
    """Say whether the page shows what no earlier copy of it can: more readers, or a later modification."""
    is_read = seen.views is not None and held.views is not None and seen.views > held.views
    return is_read or _is_later(seen, held.modified_at)


def _is_later(seen: Extraction, modified_at: datetime | None) -> bool:
    return bool(seen.modified_at and modified_at and seen.modified_at > modified_at)


def _is_ours(held: HeldArticle, seen: Extraction) -> bool:
    """Say whether nothing hangs on the copy but its counter and its dates."""
    return _is_same(held, _print(held, seen)) and held.suspect is None and held.withdrawn_at is None


def _is_same(held: HeldArticle, print_: bytes) -> bool:
    return held.revision is not None and held.revision.fingerprint == print_


def _print(held: HeldArticle, seen: Extraction) -> bytes:
    return fingerprint_beside(held.revision, seen.title or "", seen.body or "")


def _words(seen: Extraction, sign: str) -> Extraction:
    """Return what is read of an old copy of the words we hold."""
    problem = Problem(field="views", kind=ProblemKind.STALE, detail=sign)
    return replace(
        seen,
        views=None,
        published_at=None,
        modified_at=None,
        problems=(*seen.problems, problem) if seen.views is not None else seen.problems,
    )


def _refused(case: Case, outcome: Fetched | Failed, sign: str) -> Credible:
    failed = Failed(
        reason=Reason.STALE_COPY,
        detail=f"an old copy: {sign}",
        at=outcome.at,
        took=outcome.took,
        status=200 if isinstance(outcome, Fetched) else outcome.status,
    )
    return Credible(outcome=failed, reading=None, made_at=case.target.made_at)


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
