"""An article page that reads well and is not the article: an error page in the site's dress, a wall, another article.

Owns the judgement on what was extracted, beside what is held; what a page shows before it is read is judged elsewhere.
"""

from datetime import timedelta

from monitor.core.blockwords import BlockKind, kind_of_headline, says
from monitor.core.difference.align import likeness, roots
from monitor.model import ArticleReading, Extraction, HeldArticle, HeldRevision, Known, Reason
from monitor.noun import dataclass

# An article that has an error's name says more than an error does.
_ERROR_TEXT = 400
# What is left of a text where a wall was put up: at most so much, of a text that was so long.
_STUB = 1_500
_STUB_SHARE = 0.5
_LONG = 600
# Less than this in common is another headline, another text.
_UNLIKE = 0.2
_SAME_TIME = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class StandIn:
    """Why a page is not the article."""

    reason: Reason
    detail: str


def stand_in(reading: ArticleReading, held: HeldArticle, known: Known) -> StandIn | None:
    """Return what the page is in place of the article that is held; None if it may well be the article."""
    extraction = reading.extraction
    if _is_own(extraction.title or "", held):
        # Whose headline the listing gave in these very words is the article, or one about errors.
        return _wall(extraction, held.revision)
    return (
        _error(extraction)
        or _wall(extraction, held.revision)
        or _known_other(reading, held, known)
        or _unknown_other(reading, held)
    )


def _error(extraction: Extraction) -> StandIn | None:
    title = extraction.title or ""
    kind = kind_of_headline(title)
    if kind is None or len(extraction.body or "") > _ERROR_TEXT:
        return None
    return StandIn(reason=Reason.BLOCKED, detail=f"{kind}: headed {title[:80]!r}")


def _wall(extraction: Extraction, before: HeldRevision | None) -> StandIn | None:
    body = extraction.body or ""
    if before is None or len(before.body) < _LONG:
        return None
    if len(body) > min(_STUB, _STUB_SHARE * len(before.body)):
        return None
    for kind in (BlockKind.WALL, BlockKind.CONSENT):
        if says(body, kind) and not says(before.body, kind):
            left = f"{len(body)} of {len(before.body)} characters are left, and they ask for more"
            return StandIn(reason=Reason.BLOCKED, detail=f"{kind}: {left}")
    return None


def _known_other(reading: ArticleReading, held: HeldArticle, known: Known) -> StandIn | None:
    """Return that the page is, by its own address and headline, another article that we hold."""
    title = reading.extraction.title or ""
    if not _is_foreign(title, held):
        return None
    for identity in reading.claimed:
        other = known.articles.get(identity.key)
        if other is not None and other.id != held.id and other.title == title:
            return _other(f"it is {identity.name}")
    return None


def _unknown_other(reading: ArticleReading, held: HeldArticle) -> StandIn | None:
    """Return that headline, text and address or date are all another article's: no edit changes them at once."""
    seen, before = reading.extraction, held.revision
    if before is None or not (before.body and seen.body) or not _is_foreign(seen.title or "", held):
        return None
    if likeness(roots(before.body), roots(seen.body)) >= _UNLIKE:
        return None
    is_moved = (
        seen.published_at is not None
        and held.published_at is not None
        and abs(seen.published_at - held.published_at) >= _SAME_TIME
    )
    if not (reading.claimed or is_moved):
        return None
    return _other(f"headed {(seen.title or '')[:80]!r}")


def _other(detail: str) -> StandIn:
    return StandIn(reason=Reason.OTHER_ARTICLE, detail=f"the page is another article: {detail}")


def _is_own(title: str, held: HeldArticle) -> bool:
    names = (held.title, held.revision.title if held.revision else "")
    return any(" ".join(name.split()) == " ".join(title.split()) for name in names if name)


def _is_foreign(title: str, held: HeldArticle) -> bool:
    """Say whether a headline has next to nothing in common with those that the article had."""
    names = [held.title, held.revision.title if held.revision else ""]
    return all(likeness(roots(title), roots(name)) < _UNLIKE for name in names if name) and any(
        names
    )
