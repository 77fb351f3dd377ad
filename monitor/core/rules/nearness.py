"""Words near one another: which places of a text lie close enough. Knows numbers of words only."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from monitor.core.rules.words import Place

Part = TypeVar("Part", bound=Hashable)


def pairs(
    left: Sequence[Place], right: Sequence[Place], distance: int, *, is_ordered: bool
) -> Iterator[tuple[Place, Place]]:
    """Yield every place of `left` with the nearest of `right`, if at most `distance` words are between.

    Both come in order. What overlaps is one place, not two near one another.
    """
    firsts = [first for first, _ in right]
    by_last = sorted(right, key=lambda place: place[1])
    lasts = [last for _, last in by_last]
    for place in left:
        behind = bisect_left(firsts, place[1] + 1)
        if behind < len(right) and firsts[behind] - place[1] - 1 <= distance:
            yield place, right[behind]
            continue
        before = bisect_left(lasts, place[0]) - 1
        if not is_ordered and before >= 0 and place[0] - lasts[before] - 1 <= distance:
            yield place, by_last[before]


def windows(
    places_by_part: Mapping[Part, Sequence[Place]], wanted: Counter[Part], length: int
) -> Iterator[list[Place]]:
    """Yield the places of every part, as often as it is wanted, that lie within `length` words.

    For every word where such a window may end, the shortest one.
    """
    ends = sorted(
        ((place, part) for part, places in places_by_part.items() for place in places),
        key=lambda each: (each[0][1], each[0][0]),
    )
    # Of every part the places that begin last, as many as are wanted.
    latest: dict[Part, list[Place]] = {part: [] for part in wanted}
    for place, part in ends:
        insort(latest[part], place)
        del latest[part][: -wanted[part]]
        if any(len(latest[each]) < wanted[each] for each in wanted):
            continue
        if place[1] - min(found[0][0] for found in latest.values()) < length:
            yield sorted({each for found in latest.values() for each in found})
