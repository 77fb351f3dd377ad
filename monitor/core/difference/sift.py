"""Whether to believe a new wording: an edit, perhaps churn, or churn that is known. Owns the judgement only.

Churn is what changes with the fetch and not with the news: a clock, a counter, a rate, an advertisement inside the
text. It shows in that a place differs again at the next look, or is back as it was.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.core.difference.align import ALIKE, Span, align, likeness, roots
from monitor.core.difference.compare import difference, digest, slot_of, split
from monitor.core.difference.figures import is_figures
from monitor.core.difference.nouns import Believed, Doubted, Muted, Verdict
from monitor.core.difference.places import (
    FIGURES,
    LONGEST_SWAP,
    Located,
    Place,
    decode,
    locate,
    relocate,
)
from monitor.core.fingerprint import fingerprint
from monitor.model import Suspect
from monitor.noun import dataclass

# More differences at once are an edit.
_MOST_DOUBTS = 3
_LONGEST_ADVERT = 800
# What stood still this often in a row in a place that churned is doubted anew, as it may be an edit after all: a toll
# that rose twice within minutes. Advertisements are few and come again, so that they have to stand still for longer.
_SETTLED_FIGURES = 3
_SETTLED_SWAP = 11


@dataclass(frozen=True, slots=True)
class _Sight:
    """The held text beside a new one: the differences, and for each what is suspected there (None: an edit)."""

    held: Sequence[str]
    new: Sequence[str]
    doubts: dict[Span, Place | None]

    @property
    def spans(self) -> list[Span]:
        return list(self.doubts)


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
    Both are opaque: remember them as they are returned, `volatile` at every look, as it also counts how long a
    place has stood still.
    """
    titles = (" ".join(held_title.split()), " ".join(new_title.split()))
    is_same = fingerprint(held_title, held_body) == new_fingerprint
    sight = _look(split(held_body), split(held_body if is_same else new_body))
    suspected = [decode(slot) for slot in suspect.slots] if suspect else []
    churning = _churning(sight, suspected)
    known = _settle(sight, _learn(map(decode, volatile), churning, sight))
    located = locate(sight.held, known)
    told = [span for span in sight.spans if not _is_muted(sight, span, located)]
    words = tuple(" ".join(sight.held[each.start : each.stop]) for each in churning)
    if not told and (is_same or titles[0] == titles[1]):
        return Muted(volatile=_encoded(known), churning=words)
    doubted = [doubt for span in told if (doubt := sight.doubts[span])]
    confirmed = [doubt for doubt in doubted if doubt in suspected]
    if titles[0] == titles[1] and not confirmed and len(told) == len(doubted) <= _MOST_DOUBTS:
        again = Suspect(
            fingerprint=new_fingerprint,
            slots=tuple(doubt.encode() for doubt in doubted),
            seen_at=seen_at,
        )
        return Doubted(suspect=again, volatile=_encoded(known), churning=words)
    is_old = suspect is not None and len(confirmed) == len(told) and titles[0] == titles[1]
    return Believed(
        difference=difference(titles, _patched(sight, told), sight.new),
        seen_at=suspect.seen_at if suspect and is_old else seen_at,
        volatile=_encoded(relocate(sight.held, sight.new, sight.spans, located)),
        churning=words,
    )


def _look(held: Sequence[str], new: Sequence[str]) -> _Sight:
    return _Sight(held, new, {span: _doubt(held, new, span) for span in align(held, new)})


def _doubt(held: Sequence[str], new: Sequence[str], span: Span) -> Place | None:
    """Return what is suspected where two texts differ: figures that tick, or an advertisement for another."""
    ours, theirs = held[span.a0 : span.a1], new[span.b0 : span.b1]
    if span.is_pair and is_figures(ours[0], theirs[0]):
        allowance = FIGURES
    elif _is_swap(ours, theirs):
        allowance = max(len(ours), len(theirs))
    else:
        return None
    return Place(
        slot_of(held, span.a0, span.a1), allowance, content=digest("\n".join(theirs)), sightings=1
    )


def _is_swap(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    if not (0 < len(ours) <= LONGEST_SWAP and 0 < len(theirs) <= LONGEST_SWAP):
        return False
    one, other = " ".join(ours), " ".join(theirs)
    if max(len(one), len(other)) > _LONGEST_ADVERT:
        return False
    return likeness(roots(one), roots(other)) < ALIKE


def _churning(sight: _Sight, suspected: Iterable[Place]) -> list[Located]:
    """Return the suspected places that differ in yet another way by now, or are back as they are held."""
    doubts = set(sight.doubts.values())
    found = []
    for each in locate(sight.held, (place for place in suspected if place not in doubts)):
        touching = [doubt for span, doubt in sight.doubts.items() if each.touches(span)]
        # Where an edit came over it, nobody knows.
        if all(touching):
            found.append(each)
    return found


def _learn(
    known: Iterable[Place], churning: Iterable[Located], sight: _Sight
) -> dict[bytes, Place]:
    """Return all places that churn by slot, each with the greatest allowance that it was seen to need."""
    by_slot = {place.slot: place for place in known}
    seen = {doubt.slot: doubt.allowance for doubt in sight.doubts.values() if doubt}
    for each in churning:
        slot = each.place.slot
        old = by_slot.get(slot)
        widest = max(each.place.allowance, seen.get(slot, 0), old.allowance if old else 0)
        is_back = not any(each.touches(span) for span in sight.spans)
        by_slot[slot] = Place(slot, widest, is_back or bool(old and old.flaps))
    return by_slot


def _settle(sight: _Sight, by_slot: dict[bytes, Place]) -> list[Place]:
    """Return the places that still churn: what has stood still for long is muted no longer."""
    contents: dict[bytes, bytes] = {}
    for each in locate(sight.held, by_slot.values()):
        inside = [span for span in sight.spans if each.holds(span)]
        shown = "\n".join("\n".join(sight.new[span.b0 : span.b1]) for span in inside)
        contents[each.place.slot] = digest(shown) if inside else b""
    looked = [place.looked_at(contents.get(slot, b"")) for slot, place in by_slot.items()]
    return [place for place in looked if not _is_settled(place)]


def _is_settled(place: Place) -> bool:
    enough = _SETTLED_FIGURES if place.allowance == FIGURES else _SETTLED_SWAP
    return place.sightings >= enough


def _is_muted(sight: _Sight, span: Span, located: Iterable[Located]) -> bool:
    """Say whether a difference lies in a place that churns, and is such as churned there."""
    return any(each.holds(span) and _allows(each, sight, span) for each in located)


def _allows(each: Located, sight: _Sight, span: Span) -> bool:
    if each.place.allowance == FIGURES:
        doubt = sight.doubts[span]
        return doubt is not None and doubt.allowance == FIGURES
    width = each.stop - each.start
    # A sentence put in beside one that stays is no swap.
    if span.a0 == span.a1 and width:
        return False
    return width + (span.b1 - span.b0) - (span.a1 - span.a0) <= each.place.allowance


def _patched(sight: _Sight, told: Sequence[Span]) -> list[str]:
    """Return the held text with what churns in it as it stands in the new one."""
    patched: list[str] = []
    done = 0
    for span in sight.spans:
        if span not in told:
            patched += [*sight.held[done : span.a0], *sight.new[span.b0 : span.b1]]
            done = span.a1
    return [*patched, *sight.held[done:]]


def _encoded(places: Iterable[Place]) -> frozenset[bytes]:
    return frozenset(place.encode() for place in places)
