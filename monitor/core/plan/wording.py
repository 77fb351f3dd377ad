"""What the wording on a page is to the one we hold: the same, an edit, a doubt, or churn; and what an edit changed."""

from collections.abc import Iterable
from datetime import datetime

from monitor.core.difference import Believed, Change, Doubted, Muted, changes, compare, sift
from monitor.core.fingerprint import fingerprint_beside
from monitor.core.health import by_fallback
from monitor.model import (
    Event,
    EventKind,
    Extraction,
    HeldArticle,
    HeldRevision,
    Revision,
    Suspect,
)
from monitor.noun import dataclass, replace

# A text that was new at this many checks in a row changes with the fetch, not with the news, however it does so:
# its wordings are no longer kept until it holds still once.
CHURNING_AFTER = 12
_WORDS = frozenset({"title", "body"})


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingNote:
    """What follows from one reading of the text. `doubted` is a wording that waits for its second sighting.

    `is_elsewhere` if the words come from another place on the page than before, and are not held against ours.
    """

    revision: Revision | None = None
    doubted: Revision | None = None
    changes: int = 0
    volatile: frozenset[bytes] | None = None
    suspect: Suspect | None = None
    events: tuple[Event, ...] = ()
    is_elsewhere: bool = False


def judge_wording(held: HeldArticle, extraction: Extraction, seen_at: datetime) -> WordingNote:
    """Return what the title and the text on the page are to what we hold."""
    title, body = extraction.title or "", extraction.body or ""
    before = held.revision
    print_ = fingerprint_beside(before, title, body)
    if before is None:
        return WordingNote(revision=_revision(held, extraction, print_, seen_at))
    if before.fingerprint == print_ and held.suspect is None:
        return WordingNote()
    if not before.body or by_fallback(held.gave) & _WORDS:
        return _completed(held, extraction, print_, seen_at)
    verdict = sift(
        before.title,
        before.body,
        title,
        body,
        print_,
        volatile=held.volatile,
        suspect=held.suspect,
        seen_at=seen_at,
    )
    muted = _churning(held, verdict.churning, seen_at)
    match verdict:
        case Believed():
            return _edited(held, extraction, print_, verdict, muted)
        case Doubted():
            return WordingNote(
                doubted=_revision(held, extraction, print_, seen_at),
                changes=held.changes,
                volatile=verdict.volatile,
                suspect=verdict.suspect,
                events=muted,
            )
        case Muted():
            return WordingNote(volatile=verdict.volatile, events=muted)


def press(held: HeldArticle, note: WordingNote, extraction: Extraction) -> WordingNote:
    """Return the note with its doubted wording, if it has one, believed at once."""
    if note.doubted is None:
        return note
    believed = _believed(held, extraction, note.doubted.seen_at)
    return _edited(held, extraction, note.doubted.fingerprint, believed, note.events)


def _believed(held: HeldArticle, extraction: Extraction, seen_at: datetime) -> Believed:
    """Return that the whole of a wording is believed, whatever it changed."""
    before = held.revision or HeldRevision(number=0, fingerprint=b"", title="", body="")
    difference = compare(before.title, before.body, extraction.title or "", extraction.body or "")
    return Believed(difference=difference, seen_at=seen_at, volatile=held.volatile)


def _edited(
    held: HeldArticle,
    extraction: Extraction,
    print_: bytes,
    believed: Believed,
    muted: tuple[Event, ...] = (),
) -> WordingNote:
    count = held.changes + 1
    if count > CHURNING_AFTER:
        # The places that churn stay named as they are in the wording that is kept.
        return WordingNote(changes=count, events=muted)
    revision = _revision(held, extraction, print_, believed.seen_at)
    language = extraction.language or held.language
    events = _edit_events(revision, changes(believed.difference, language=language))
    return WordingNote(
        revision=revision,
        changes=count,
        volatile=believed.volatile,
        events=(*events, *muted),
    )


def _completed(
    held: HeldArticle, extraction: Extraction, print_: bytes, seen_at: datetime
) -> WordingNote:
    """Return what a text is to an article that had only its headline, or words of a fallback: no edit.

    A new headline under which there is still no text is an edit like any other.
    """
    if held.revision is not None and held.revision.fingerprint == print_:
        return WordingNote()
    if extraction.body:
        return WordingNote(revision=_revision(held, extraction, print_, seen_at))
    return _edited(held, extraction, print_, _believed(held, extraction, seen_at))


def _revision(
    held: HeldArticle, extraction: Extraction, print_: bytes, seen_at: datetime
) -> Revision:
    return Revision(
        article=held.id,
        number=held.revision.number + 1 if held.revision else 1,
        fingerprint=print_,
        seen_at=seen_at,
        title=extraction.title or "",
        body=extraction.body or "",
        author=extraction.author or "",
    )


def _edit_events(revision: Revision, typed: Iterable[Change]) -> tuple[Event, ...]:
    edited = Event(
        article=revision.article,
        kind=EventKind.EDITED,
        at=revision.seen_at,
        revision=revision.number,
    )
    return (
        edited,
        *(
            replace(
                edited,
                kind=change.kind,
                before=change.before,
                after=change.after,
                words=change.words,
            )
            for change in typed
        ),
    )


def _churning(held: HeldArticle, muted: tuple[str, ...], seen_at: datetime) -> tuple[Event, ...]:
    """Return that parts of the text churn and are muted from now on."""
    if not muted:
        return ()
    return (Event(article=held.id, kind=EventKind.CHURNING, at=seen_at, words=muted),)
