"""View counters: how many readers an article found by a time, and what its counter shows of it. Renders nothing.

Readers come as they do: fast at first, then a trickle, each by chance, so that the counts of an hour scatter as
Poisson's law says. The same seed brings the same readers at the same times.
"""

import math
import random
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime, timedelta

from monitor.demo.article import Article
from monitor.noun import dataclass

# How fast readers lose interest, and the trickle that remains.
HALF_READ = timedelta(hours=6)
TRICKLE_PER_HOUR = 0.004

_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def expected_readers(article: Article, at: datetime) -> float:
    """Return how many readers the article has found by then on average."""
    age = max(at - article.appeared_at, timedelta())
    read = 1 - math.exp2(-(age / HALF_READ))
    return article.appeal * (read + TRICKLE_PER_HOUR * (age / _HOUR))


class Readers:
    """The readers of each article, as a Poisson process of unit rate over the expected number of them.

    Those of up to `remembered` articles are kept; others are drawn again, alike.
    """

    def __init__(self, seed: int, remembered: int = 5_000) -> None:
        self._seed = seed
        self._remembered = remembered
        self._crowds: dict[int, tuple[random.Random, array[float]]] = {}

    def by(self, article: Article, at: datetime) -> int:
        """Return how many have read the article by then."""
        expected = expected_readers(article, at)
        chance, arrivals = self._crowd(article.id)
        while arrivals[-1] <= expected:
            arrivals.append(arrivals[-1] + chance.expovariate(1.0))
        return bisect_right(arrivals, expected) - 1

    def _crowd(self, number: int) -> tuple[random.Random, "array[float]"]:
        crowd = self._crowds.get(number)
        if crowd is None:
            if len(self._crowds) >= self._remembered:
                self._crowds.clear()
            # Nobody arrives at 0; the mark spares an empty case.
            crowd = (random.Random(f"{self._seed}/{number}/readers"), array("d", (0.0,)))
            self._crowds[number] = crowd
        return crowd


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """From `since` on the counter grows from `start`: with the readers or, with `per_hour`, like a clock."""

    since: datetime
    start: int
    per_hour: float | None = None


@dataclass(kw_only=True, slots=True)
class _Works:
    """What goes on inside one counter. `back` is (how old, how often still, until when)."""

    runs: list[_Run]
    frozen_at: datetime | None = None
    every: timedelta = field(default_factory=timedelta)
    back: tuple[timedelta, int, datetime | None] | None = None


class Counters:
    """What every counter shows, faults included. `now` is the site's clock."""

    def __init__(self, seed: int, now: Callable[[], datetime]) -> None:
        self._readers = Readers(seed)
        self._now = now
        self._works: dict[int, _Works] = {}

    def shown(self, article: Article) -> int:
        """Return what the counter would show to a request at this moment."""
        works = self._works.get(article.id)
        if works is None:
            return 1 + self._readers.by(article, self._now())
        return self._value(article, works, self._moment(works))

    def show(self, article: Article) -> int:
        """Return what the counter shows to one request, which uses up what lasts so many requests."""
        shown = self.shown(article)
        works = self._works.get(article.id)
        if works is not None and works.back is not None:
            age, left, until = works.back
            is_over = left <= 1 if until is None else self._now() >= until
            works.back = None if is_over else (age, left - 1, until)
        return shown

    def true(self, article: Article) -> int:
        """Return what the counter would show if no cached page stood before it."""
        works = self._works.get(article.id)
        return self.shown(article) if works is None else self._value(article, works, self._now())

    def readers(self, article: Article, since: datetime, until: datetime) -> int:
        """Return how many really read the article between two times."""
        return self._readers.by(article, until) - self._readers.by(article, since)

    def freeze(self, article: Article) -> None:
        """Show the same value until `thaw`; then the true one."""
        works = self._opened(article)
        works.frozen_at = works.frozen_at or self._now()

    def thaw(self, article: Article) -> None:
        """Show the true value again."""
        self._opened(article).frozen_at = None

    def cache(self, article: Article, every: timedelta) -> None:
        """Show a new value only so often; a zero `every` ends it."""
        self._opened(article).every = every

    def set_back(
        self, article: Article, by: timedelta, requests: int, lasting: timedelta | None
    ) -> None:
        """Show what was true `by` ago to so many requests or, where given, for so long."""
        until = self._now() + lasting if lasting is not None else None
        self._opened(article).back = (by, requests, until)

    def reset(self, article: Article) -> None:
        """Count from zero again."""
        self._run(article, _Run(since=self._now(), start=0))

    def run_like_a_clock(self, article: Article, per_hour: float) -> None:
        """Grow by so much an hour, whoever reads; 0 lets the readers count again."""
        start = self.true(article)
        self._run(article, _Run(since=self._now(), start=start, per_hour=per_hour or None))

    def _opened(self, article: Article) -> _Works:
        if article.id not in self._works:
            self._works[article.id] = _Works(runs=[_Run(since=article.appeared_at, start=1)])
        return self._works[article.id]

    def _run(self, article: Article, run: _Run) -> None:
        self._opened(article).runs.append(run)

    def _moment(self, works: _Works) -> datetime:
        """Return the moment whose value is shown now."""
        moment = self._now()
        if works.back is not None and (works.back[2] is None or moment < works.back[2]):
            moment -= works.back[0]
        if works.every:
            moment -= (moment - _EPOCH) % works.every
        return moment if works.frozen_at is None else min(moment, works.frozen_at)

    def _value(self, article: Article, works: _Works, at: datetime) -> int:
        run = next((run for run in reversed(works.runs) if run.since <= at), works.runs[0])
        if run.per_hour is not None:
            return run.start + int(run.per_hour * ((at - run.since) / _HOUR))
        return run.start + self.readers(article, run.since, at)
