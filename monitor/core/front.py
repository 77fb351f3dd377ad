"""Who vanished from the first page of a listing. Knows no page, only who stood above whom, and since when."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime

# More at once than this share of the rows is another page, or a listing of another order: not withdrawals.
LARGEST_SHARE = 0.2


def vanished(
    before: Sequence[int],
    now: Sequence[int],
    times: Mapping[int, datetime] | None = None,
    *,
    alive_below: int = 2,
) -> tuple[int, ...]:
    """Return the articles that left the first page although older ones stayed, in the order they stood.

    `before` and `now` name articles by their rows, from the top; rows count up in the order of first sight. `times`
    are those of publication, as far as they are known. Whoever was pushed off the end has nobody left below; at
    least `alive_below` must be, in their old order. Nobody is named who may have been pinned: the one above must
    be no older than the one below.
    """
    stayed = in_order(before, now)
    if len(stayed) < alive_below:
        return ()
    present = set(now)
    places = [i for i in range(stayed[-alive_below]) if before[i] not in present]
    if len(places) > max(2, LARGEST_SHARE * len(before)):
        return ()
    return tuple(
        before[place] for place in places if _is_in_sequence(place, before, stayed, times or {})
    )


def in_order(before: Sequence[int], now: Sequence[int]) -> list[int]:
    """Return the places in `before` of those who are still there and kept their order: the longest such row."""
    place_now = {article: place for place, article in reversed(list(enumerate(now)))}
    # By length, the lowest place now that a row in order can end with, and where in `before` it ends.
    ends: list[int] = []
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for place, article in enumerate(before):
        at = place_now.get(article)
        if at is None:
            continue
        length = bisect_left(ends, at)
        previous[place] = tails[length - 1] if length else None
        ends[length : length + 1] = [at]
        tails[length : length + 1] = [place]
    kept: list[int] = []
    place_or_none = tails[-1] if tails else None
    while place_or_none is not None:
        kept.append(place_or_none)
        place_or_none = previous[place_or_none]
    return kept[::-1]


def _is_in_sequence(
    place: int, before: Sequence[int], stayed: Sequence[int], times: Mapping[int, datetime]
) -> bool:
    """Say whether the article at `place` stood where its age put it, and was not pinned there."""
    split = bisect_left(stayed, place)
    below = [before[i] for i in stayed[split:]]
    if before[place] > sorted(below)[len(below) // 2]:
        # It is newer to us than most of those below, whoever may be pinned above it.
        return True
    if split == 0:
        return False
    above = before[stayed[split - 1]]
    if above in times and below[0] in times:
        return times[above] >= times[below[0]]
    return above > below[0]
