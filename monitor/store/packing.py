"""How the readings of an article's counter are packed: a few bytes each, and nothing of them lost. Runs no SQL.

A pack is numbers in bytes of seven bits, the greatest first, of which all but the last have the eighth bit set. Each
reading is a time and a counter. The time is by how much its gap to the time before missed what was expected, twice
that if it was longer, twice that less one if it was shorter; the first counts from 2020. Expected is that gaps grow as
they grew before, eightfold at most. The counter is 0 where none was shown, 1 and by how much it fell, or by how much
it rose plus 2. The view `observation` reads the same in SQL (`m0012.py`): neither is changed without the other.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

# (in seconds since 1970, the counter if one was shown)
Reading = tuple[int, int | None]

# 2020-01-01: times of our days take four bytes.
_EPOCH = 1_577_836_800
# Beyond these, SQLite's arithmetic would not be exact.
_LONGEST_GAP = 1 << 31
_MOST_VIEWS = 1 << 52


def is_packable(readings: Iterable[Reading]) -> bool:
    """Say whether what `pack` writes can be read by the view; the times rise."""
    before = _EPOCH
    for seen_at, views in readings:
        if abs(seen_at - before) >= _LONGEST_GAP or abs(views or 0) >= _MOST_VIEWS:
            return False
        before = seen_at
    return True


def pack(readings: Iterable[Reading]) -> bytes:
    """Return `readings`, whose times rise, as bytes."""
    packed = bytearray()
    pace, last = _Pace(), 0
    for seen_at, views in readings:
        _write(packed, _folded(pace.missed(seen_at)))
        if views is None:
            _write(packed, 0)
            continue
        if views >= last:
            _write(packed, views - last + 2)
        else:
            _write(packed, 1)
            _write(packed, last - views)
        last = views
    return bytes(packed)


def unpack(packed: bytes) -> list[Reading]:
    """Return the readings that `pack` wrote; a last one that is cut short is left out."""
    numbers, pace, last = _numbers(packed), _Pace(), 0
    readings: list[Reading] = []
    with suppress(StopIteration):
        while True:
            seen_at = pace.hit(_unfolded(next(numbers)))
            code = next(numbers)
            if code > 0:
                last = last - next(numbers) if code == 1 else last + code - 2
            readings.append((seen_at, last if code else None))
    return readings


class _Pace:
    """Expects when the next reading is, by the two gaps before."""

    __slots__ = ("_before", "_gap", "_seen_at")

    def __init__(self) -> None:
        self._seen_at, self._gap, self._before = _EPOCH, 0, 0

    def missed(self, seen_at: int) -> int:
        """Return by how much `seen_at` is later than expected, and take note of it."""
        missed = seen_at - self._seen_at - self._expected()
        self.hit(missed)
        return missed

    def hit(self, missed: int) -> int:
        """Return the time that is so much later than expected, and take note of it."""
        gap = self._expected() + missed
        # The first is no gap between readings.
        self._before, self._gap = self._gap, 0 if self._seen_at == _EPOCH else gap
        self._seen_at += gap
        return self._seen_at

    def _expected(self) -> int:
        if not self._before:
            return self._gap
        return min(8 * self._gap, self._gap * self._gap // self._before)


def _folded(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _unfolded(number: int) -> int:
    return -(number >> 1) - 1 if number & 1 else number >> 1


def _write(packed: bytearray, number: int) -> None:
    digits = [number & 127]
    while number := number >> 7:
        digits.append(number & 127 | 128)
    packed.extend(reversed(digits))


def _numbers(packed: bytes) -> Iterator[int]:
    number = 0
    for byte in packed:
        number = number << 7 | byte & 127
        if byte < 128:
            yield number
            number = 0
