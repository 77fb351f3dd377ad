"""Where a long list goes on: the key of the last row that was shown, as a word that a URL may hold. Knows no list."""

import base64
import json

from monitor.core.text import is_writable

Place = tuple[str | int, ...]


def spell(place: Place) -> str:
    """Return the word for a place in a list."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).rstrip(b"=").decode()


def place_of(cursor: str) -> Place:
    """Return the place that a word spells; none, which is the beginning, if it spells none."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return ()
    # SQLite's integers end at 2^63.
    is_key = isinstance(place, list) and all(
        (type(each) is str and is_writable(each)) or (type(each) is int and abs(each) < 1 << 63)
        for each in place
    )
    return tuple(place) if is_key else ()
