"""Caches in front of the site that serve old copies of its pages. Owns the copies; never decides what a page says."""

from collections.abc import Callable
from dataclasses import field
from datetime import datetime, timedelta

from monitor.demo.faults import Honest
from monitor.demo.messages import Request, Response
from monitor.demo.server import Answer
from monitor.noun import dataclass, replace


@dataclass(kw_only=True, slots=True)
class Caches:
    """One edge for each of `lives`, asked in turn: each serves its copy of a page until that is so old.

    `now` is the site's clock. The edges say the `Age` of what they serve, or hide it (`says_age`).
    """

    now: Callable[[], datetime]
    lives: tuple[timedelta, ...]
    says_age: bool = True
    status: int = 200
    # By edge and path: when the copy was made, and it.
    copies: dict[tuple[int, str], tuple[datetime, Response]] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)

    def answer(self, request: Request, honest: Honest) -> Answer:
        """Return the copy of the edge whose turn it is at this path."""
        now, path = self.now(), request.target
        turn = self.turns[path] = self.turns.get(path, -1) + 1
        edge = turn % len(self.lives)
        made_at, copy = self.copies.get((edge, path), (None, None))
        if made_at is None or copy is None or now - made_at >= self.lives[edge]:
            made_at, copy = self.copies[edge, path] = (now, honest())
        if not self.says_age:
            kept = (pair for pair in copy.headers if pair[0] not in {"ETag", "Last-Modified"})
            return replace(copy, headers=tuple(kept))
        age = int((now - made_at).total_seconds())
        return replace(copy, headers=(*copy.headers, ("Age", str(age))))
