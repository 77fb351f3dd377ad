"""Scripts that sites said may be kept, so that every page of a site does not ask for the same ones. Asks nothing."""

import re
from collections import OrderedDict
from typing import NamedTuple

from monitor.egress import Answer

_MOST_BYTES = 32 << 20
# In seconds. Some are said to be good for a year.
_LONGEST = 86_400.0
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"no-(?:store|cache)", re.IGNORECASE)
_PLAIN_VARY = frozenset({"", "accept-encoding", "origin"})


class _Kept(NamedTuple):
    answer: Answer
    until: float


class Scripts:
    """Answers by their address and by the site that asks, as long as they are fresh (RFC 9111 §4.2)."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def find(self, url: str, origin: str, now: float) -> Answer | None:
        """Return the answer that is kept and fresh at `now`, in seconds that never run backwards."""
        kept = self._kept.get((url, origin))
        if kept is None or kept.until <= now:
            return None
        self._kept.move_to_end((url, origin))
        return kept.answer

    def keep(self, url: str, origin: str, answer: Answer, now: float) -> None:
        """Keep the answer, if it may be. The ones that were used longest ago make room."""
        fresh = _freshness(answer)
        self._drop((url, origin))
        if fresh <= 0 or len(answer.body) > self._most:
            return
        self._kept[url, origin] = _Kept(answer, now + fresh)
        self._bytes += len(answer.body)
        while self._bytes > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: tuple[str, str]) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._bytes -= len(kept.answer.body)


def _freshness(answer: Answer) -> float:
    """Return for how many seconds the answer is good without asking; 0 where nobody says so."""
    control = answer.header("cache-control")
    said = _MAX_AGE.search(control)
    varies = {name.strip().lower() for name in answer.header("vary").split(",")}
    if answer.status != 200 or said is None or _NOT_KEPT.search(control) or varies - _PLAIN_VARY:
        return 0.0
    age = answer.header("age")
    return min(float(said[1]) - (float(age) if age.isdecimal() else 0.0), _LONGEST)
