"""Places of a text of which something is known: that they churn, or may. Owns how they are remembered and found again.

A place is named by the sentences around it. It is found in a new wording by what these became there.
"""

from collections.abc import Iterable, Sequence

from monitor.core.difference.align import Span
from monitor.core.difference.compare import EDGE, digest, slot_between, slot_of
from monitor.noun import dataclass, replace

# Only figures may differ; every other allowance is how many sentences may stand there.
FIGURES = 0
LONGEST_SWAP = 3
_SLOT = 8
_CONTENT = 8
# A place is looked for between sentences that are no farther apart.
_WIDEST = 8
_MOST_SIGHTINGS = 255
_FLAPS = 0x80


@dataclass(frozen=True, slots=True)
class Place:
    """A place, how it may differ, and what stood there at the last `sightings` in a row (a digest).

    A place that `flaps` was back as it is held, so that what stands still there is no edit.
    """

    slot: bytes
    allowance: int
    flaps: bool = False
    content: bytes = b""
    sightings: int = 0

    def encode(self) -> bytes:
        """Return the bytes that are remembered: the slot, the allowance, and what stood there."""
        seen = self.content + bytes([self.sightings]) if self.content else b""
        return self.slot + bytes([self.allowance | _FLAPS * self.flaps]) + seen

    def looked_at(self, content: bytes) -> "Place":
        """Return the place after a look at which `content` stood there; empty is what is held."""
        if self.flaps:
            return self
        again = self.sightings + 1 if content == self.content else 1
        return replace(
            self, content=content, sightings=min(again, _MOST_SIGHTINGS) if content else 0
        )


@dataclass(frozen=True, slots=True)
class Located:
    """A place that is the sentences `start:stop` of a text."""

    place: Place
    start: int
    stop: int

    def holds(self, span: Span) -> bool:
        """Say whether a difference lies inside the place."""
        return self.start <= span.a0 and span.a1 <= self.stop

    def touches(self, span: Span) -> bool:
        """Say whether a difference has a sentence of the place, or lies inside it."""
        return (self.start < span.a1 and span.a0 < self.stop) or self.holds(span)


def decode(remembered: bytes) -> Place:
    """Return the place that `Place.encode` wrote. A bare slot is a place where anything may stand."""
    slot, rest = remembered[:_SLOT], remembered[_SLOT:]
    allowance = rest[0] if rest else LONGEST_SWAP
    seen = rest[1:]
    return Place(
        slot,
        allowance & ~_FLAPS,
        bool(allowance & _FLAPS),
        content=seen[:_CONTENT],
        sightings=seen[_CONTENT] if seen else 0,
    )


def locate(text: Sequence[str], places: Iterable[Place]) -> list[Located]:
    """Return where in a text the places are; those whose neighbours are gone are nowhere."""
    by_slot = {place.slot: place for place in places}
    if not by_slot:
        return []
    edges = [EDGE, *map(digest, text), EDGE]
    return [
        Located(place, start, stop)
        for start in range(len(text) + 1)
        for stop in range(start, min(start + _WIDEST, len(text)) + 1)
        if (place := by_slot.get(slot_between(edges[start], edges[stop + 1])))
    ]


def relocate(
    held: Sequence[str], new: Sequence[str], spans: Sequence[Span], located: Iterable[Located]
) -> list[Place]:
    """Return the places of the held text under the names that they have in the new one."""
    home = _counterparts(held, new, spans)
    moved = []
    for each in located:
        start, stop = _home_of(each, home)
        if 0 <= start <= stop <= len(new):
            place = Place(slot_of(new, start, stop), each.place.allowance, each.place.flaps)
            moved.append(place)
    return moved


def _home_of(each: Located, home: dict[int, int]) -> tuple[int, int]:
    """Return which sentences of the new text are the place; (-1, -1) if all around it is new as well."""
    width = each.stop - each.start
    if width == 1 and each.start in home:
        return home[each.start], home[each.start] + 1
    left, right = home.get(each.start - 1), home.get(each.stop)
    if left is not None and right is not None:
        return left + 1, right
    if left is not None:
        return left + 1, left + 1 + width
    return (right - width, right) if right is not None else (-1, -1)


def _counterparts(held: Sequence[str], new: Sequence[str], spans: Sequence[Span]) -> dict[int, int]:
    """Return by the number of a held sentence the number of the one it became; the edges are -1 and the end."""
    home = {-1: -1, len(held): len(new)}
    a = b = 0
    for span in [*spans, Span(len(held), len(held), len(new), len(new))]:
        home.update(zip(range(a, span.a0), range(b, span.b0), strict=True))
        if span.is_pair:
            home[span.a0] = span.b0
        a, b = span.a1, span.b1
    return home
