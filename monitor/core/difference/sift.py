"""Whether to believe a new wording: an edit, perhaps churn, or churn that is known. Owns the memory's format.

Churn is what changes with the fetch and not with the news: a clock, a counter, a rate, an advertisement inside the
text. It shows in that a place differs again at the next look, or is back as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.difference.align import Span, align, likeness, roots
from monitor.core.difference.compare import difference, digest, slot_of, split
from monitor.core.difference.figures import is_figures
from monitor.core.difference.nouns import Believed, Doubted, Muted, Verdict
from monitor.core.fingerprint import fingerprint
from monitor.model import Suspect

# A volatile place is its slot and one byte: 0 where only figures may differ, else how many sentences may stand
# there. A suspected place has 8 bytes more, for what was seen there.
_SLOT = 8
_PLACE = 9
_FIGURES = 0
# More differences at once are an edit, and a longer swap is no advertisement.
_MOST_DOUBTS = 3
_LONGEST_SWAP = 3
_WIDEST = 8


@dataclass(frozen=True, slots=True)
class _Range:
    """Sentences `start:stop` of the held wording are a place of which something is known."""

    start: int
    stop: int
    allowance: int
    slot: bytes
    content: bytes = b""


def sift(
    held_title: str,
    held_body: str,
    new_title: str,
    new_body: str,
    new_fingerprint: bytes,
    *,
    volatile: frozenset[bytes],
    suspect: Suspect | None,
    seen_at: datetime,
) -> Verdict:
    """Return what a wording seen at `seen_at` is, beside the one that is held.

    `volatile` are the places of the held wording that churn, `suspect` the wording that is doubted, if any.
    Both are remembered as they are returned.
    """
    held, new = split(held_body), split(new_body)
    titles = (" ".join(held_title.split()), " ".join(new_title.split()))
    is_same = fingerprint(held_title, held_body) == new_fingerprint
    spans = [] if is_same else align(held, new)
    suspected = _ranges(held, suspect.slots) if suspect else []
    doubts = [(span, _doubt(held, new, span)) for span in spans]
    churning = [each for each in suspected if not _is_confirmed(each, doubts)]
    known = _learn(volatile, churning, doubts)
    ranges = _ranges(held, known)
    muted = [span for span in spans if any(_mutes(each, held, new, span) for each in ranges)]
    told = [(span, doubt) for span, doubt in doubts if span not in muted]
    words = tuple(" ".join(held[each.start : each.stop]) for each in churning)
    if not told and titles[0] == titles[1]:
        return Muted(volatile=known, churning=words)
    is_confirmed = bool(told) and all(
        doubt in (suspect.slots if suspect else ()) for _, doubt in told
    )
    is_doubtful = len(told) <= _MOST_DOUBTS and all(doubt for _, doubt in told)
    if titles[0] == titles[1] and is_doubtful and not _has_confirmed(suspected, doubts):
        slots = tuple(doubt for _, doubt in told)
        again = Suspect(fingerprint=new_fingerprint, slots=slots, seen_at=seen_at)
        return Doubted(suspect=again, volatile=known, churning=words)
    return Believed(
        difference=difference(titles, _patched(held, new, muted), new),
        seen_at=suspect.seen_at if suspect and is_confirmed and titles[0] == titles[1] else seen_at,
        volatile=_moved(held, new, spans, ranges),
        churning=words,
    )


def _doubt(held: Sequence[str], new: Sequence[str], span: Span) -> bytes:
    """Return the suspected place that a difference makes; empty if it is an edit beyond doubt."""
    ours, theirs = held[span.a0 : span.a1], new[span.b0 : span.b1]
    if span.is_pair and is_figures(ours[0], theirs[0]):
        allowance = _FIGURES
    elif _is_swap(ours, theirs):
        allowance = max(len(ours), len(theirs))
    else:
        return b""
    return slot_of(held, span.a0, span.a1) + bytes([allowance]) + digest("\n".join(theirs))


def _is_swap(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    if not (0 < len(ours) <= _LONGEST_SWAP and 0 < len(theirs) <= _LONGEST_SWAP):
        return False
    return likeness(roots(" ".join(ours)), roots(" ".join(theirs))) < 0.4


def _is_confirmed(place: _Range, doubts: Sequence[tuple[Span, bytes]]) -> bool:
    whole = place.slot + bytes([place.allowance]) + place.content
    return any(doubt == whole for _, doubt in doubts)


def _has_confirmed(suspected: Sequence[_Range], doubts: Sequence[tuple[Span, bytes]]) -> bool:
    return any(_is_confirmed(each, doubts) for each in suspected)


def _learn(
    volatile: frozenset[bytes], churning: Sequence[_Range], doubts: Sequence[tuple[Span, bytes]]
) -> frozenset[bytes]:
    allowances = {place[:_SLOT]: place[_SLOT] for place in volatile}
    for each in churning:
        seen = [doubt[_SLOT] for _, doubt in doubts if doubt[:_SLOT] == each.slot]
        allowances[each.slot] = max(allowances.get(each.slot, 0), each.allowance, *seen)
    return frozenset(slot + bytes([allowance]) for slot, allowance in allowances.items())


def _ranges(held: Sequence[str], places: frozenset[bytes] | tuple[bytes, ...]) -> list[_Range]:
    """Return where in the held wording the places are."""
    if not places:
        return []
    by_slot = {place[:_SLOT]: place for place in places}
    found = []
    for start in range(len(held) + 1):
        for stop in range(start, min(start + _WIDEST, len(held)) + 1):
            slot = slot_of(held, start, stop)
            if place := by_slot.get(slot):
                found.append(_Range(start, stop, place[_SLOT], slot, place[_PLACE:]))
    return found


def _mutes(place: _Range, held: Sequence[str], new: Sequence[str], span: Span) -> bool:
    """Say whether a difference lies in a place that churns, and is such as churned there."""
    if not (place.start <= span.a0 and span.a1 <= place.stop):
        return False
    if place.allowance == _FIGURES:
        return span.is_pair and is_figures(held[span.a0], new[span.b0])
    if span.a0 == span.a1 and place.start < place.stop:
        return False
    return place.stop - place.start + (span.b1 - span.b0) - (span.a1 - span.a0) <= place.allowance


def _patched(held: Sequence[str], new: Sequence[str], muted: Sequence[Span]) -> list[str]:
    """Return the held wording with what churns in it as it stands in the new one."""
    patched: list[str] = []
    done = 0
    for span in muted:
        patched += [*held[done : span.a0], *new[span.b0 : span.b1]]
        done = span.a1
    return [*patched, *held[done:]]


def _moved(
    held: Sequence[str], new: Sequence[str], spans: Sequence[Span], ranges: Sequence[_Range]
) -> frozenset[bytes]:
    """Return the places that churn as they are named by the sentences around them in the new wording."""
    home = _counterparts(held, new, spans)
    found = set()
    for each in ranges:
        left, right = home.get(each.start - 1), home.get(each.stop)
        width = each.stop - each.start
        if left is None and right is None:
            continue
        start = left + 1 if left is not None else (right or 0) - width
        stop = right if right is not None else start + width
        if 0 <= start <= stop <= len(new):
            found.add(slot_of(new, start, stop) + bytes([each.allowance]))
    return frozenset(found)


def _counterparts(held: Sequence[str], new: Sequence[str], spans: Sequence[Span]) -> dict[int, int]:
    """Return by the number of a held sentence the number of the new one it became; the edges are -1 and the end."""
    home = {-1: -1, len(held): len(new)}
    a = b = 0
    for span in [*spans, Span(len(held), len(held), len(new), len(new))]:
        home.update(zip(range(a, span.a0), range(b, span.b0), strict=True))
        if span.is_pair:
            home[span.a0] = span.b0
        a, b = span.a1, span.b1
    return home
