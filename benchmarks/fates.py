"""What will happen to each article of a simulated site after it is published. Owns who gets which fate, and when.

An act is only done where it can be seen in principle by who visits a young article every hour or so, and an old one
every few hours:

* edits, withdrawals and new dates after the article can have been read once, and long before it is left alone; a
  withdrawn page that comes back late is tried again a day after it was missed, so the run must last that long;
* unlistings while older articles stand below it on the first page, which holds some hours;
* counters are tampered with where readers come: an old value or a new beginning is below the last one seen, a freeze
  begins when the pace can be known and lasts for visits between which dozens of readers were to be expected, a bot
  counts hundreds of views an hour for longer than it takes to tell readers by;
* a back-dated article claims hours, and stands on the listing's first page.

Near misses, that nobody should report, are fates too: drafts that waited, pinned articles, counters behind a cache
of minutes, and the many to which nothing happens.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from monitor.demo import Article, ChurnKind, Newsroom
from monitor.demo.desk import Withdrawal
from monitor.model import WORDING_EVENTS, EventKind

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MANY_READERS = 800

Do = Callable[[Newsroom, int], object]


def _any(newsroom: Newsroom, article: Article) -> bool:
    return True


def _is_read(newsroom: Newsroom, article: Article) -> bool:
    return article.appeal >= MANY_READERS


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What is done to an article at which ages, if it `fits`. `back` is by how much its date is a lie."""

    name: str
    steps: tuple[tuple[timedelta, Do], ...] = ()
    fits: Callable[[Newsroom, Article], bool] = _any
    back: timedelta | None = None
    at_top: bool = False


QUIET = Fate(name="quiet")

Maker = Callable[[random.Random], Fate]


def _between(chance: random.Random, low: float, high: float) -> timedelta:
    return HOUR * chance.uniform(low, high)


def _edit(kind: EventKind) -> Maker:
    def make(chance: random.Random) -> Fate:
        return Fate(
            name=f"edit: {kind}",
            steps=((_between(chance, 1, 16), lambda desk, n: desk.revise(n, kind)),),
            fits=lambda desk, article: kind in desk.occasions(article.id),
        )

    return make


def _withdraw(how: Withdrawal) -> Maker:
    def make(chance: random.Random) -> Fate:
        age = _between(chance, 1, 24)
        return Fate(name=f"withdraw: {how}", steps=((age, lambda desk, n: desk.withdraw(n, how)),))

    return make


def _come_back(*, soon: bool) -> Maker:
    """Soon: while it would stand on the first page. Else only who tries a withdrawn page again will see it."""

    def make(chance: random.Random) -> Fate:
        gone = _between(chance, 0.5, 1) if soon else _between(chance, 1, 3)
        back = gone + (_between(chance, 1.5, 2) if soon else _between(chance, 12, 20))
        steps = (
            (gone, lambda desk, n: desk.withdraw(n, 404)),
            (back, lambda desk, n: desk.restore(n)),
        )
        return Fate(name=f"withdraw and restore {'soon' if soon else 'later'}", steps=steps)

    return make


def _unlist(chance: random.Random) -> Fate:
    age = _between(chance, 0.5, 2)
    return Fate(name="unlist", steps=((age, lambda desk, n: desk.unlist(n)),))


def _relist(chance: random.Random) -> Fate:
    gone = _between(chance, 0.5, 1.5)
    back = gone + _between(chance, 0.7, 1.2)
    steps = ((gone, lambda desk, n: desk.unlist(n)), (back, lambda desk, n: desk.relist(n)))
    return Fate(name="unlist and relist", steps=steps)


def _republish(chance: random.Random) -> Fate:
    age = _between(chance, 2, 30)
    return Fate(name="republish", steps=((age, lambda desk, n: desk.republish(n)),))


def _backdate(*, at_top: bool) -> Maker:
    def make(chance: random.Random) -> Fate:
        place = "at the top" if at_top else "in its place"
        back = _between(chance, 2, 3.5)
        return Fate(name=f"back-date {place}", back=back, at_top=at_top)

    return make


def _draft(chance: random.Random) -> Fate:
    return Fate(name="near miss: draft", back=_between(chance, 0.2, 0.8))


def _redate(low: float, high: float) -> Maker:
    def make(chance: random.Random) -> Fate:
        by = _between(chance, low, high)
        return Fate(
            name=f"redate by {'less' if high < 0 else 'more'}",
            steps=(
                (
                    _between(chance, 2, 12),
                    lambda desk, n: desk.redate(n, desk.articles[n].published_at + by),
                ),
            ),
        )

    return make


def _freeze(chance: random.Random) -> Fate:
    age = _between(chance, 4, 6)
    steps = ((age, lambda desk, n: desk.freeze(n)), (age + 10 * HOUR, lambda desk, n: desk.thaw(n)))
    return Fate(name="freeze and thaw", steps=steps, fits=_is_read)


def _cache(chance: random.Random) -> Fate:
    every = MINUTE * chance.choice((1, 2, 3))
    steps = ((timedelta(), lambda desk, n: desk.counter_cache(n, every)),)
    return Fate(name="near miss: cache of minutes", steps=steps)


def _set_back(chance: random.Random) -> Fate:
    steps = ((_between(chance, 3, 6), lambda desk, n: desk.counter_back(n, by=2.5 * HOUR)),)
    return Fate(name="counter set back", steps=steps, fits=_is_read)


def _reset(chance: random.Random) -> Fate:
    steps = ((_between(chance, 2, 12), lambda desk, n: desk.counter_reset(n)),)
    return Fate(name="counter reset", steps=steps, fits=_is_read)


def _bot(chance: random.Random) -> Fate:
    per_hour = chance.uniform(150, 400)
    steps = ((_between(chance, 3, 5), lambda desk, n: desk.counter_bot(n, per_hour)),)
    return Fate(name="counter bot", steps=steps)


def _churn(kind: ChurnKind) -> Maker:
    def make(chance: random.Random) -> Fate:
        return Fate(
            name=f"churn: {kind}", steps=((timedelta(), lambda desk, n: desk.churn(n, kind)),)
        )

    return make


def _edit_churning(chance: random.Random) -> Fate:
    churn = chance.choice(list(ChurnKind))
    kind = chance.choice(sorted(WORDING_EVENTS))
    steps = (
        (timedelta(), lambda desk, n: desk.churn(n, churn)),
        (_between(chance, 3, 12), lambda desk, n: desk.revise(n, kind)),
    )
    return Fate(
        name=f"churn: {churn} and edit: {kind}",
        steps=steps,
        fits=lambda desk, article: kind in desk.occasions(article.id),
    )


def _pin(chance: random.Random) -> Fate:
    age = _between(chance, 1, 8)
    steps = (
        (age, lambda desk, n: desk.pin(n)),
        (age + _between(chance, 2, 6), lambda desk, n: desk.unpin(n)),
    )
    return Fate(name="near miss: pin", steps=steps)


# How many of a thousand articles meet each fate; to the rest nothing happens.
DEAL: tuple[tuple[int, Maker], ...] = (
    *((25, _edit(kind)) for kind in sorted(WORDING_EVENTS)),
    *((10, _withdraw(how)) for how in (404, 410, "front", "listing")),
    (8, _come_back(soon=True)),
    (8, _come_back(soon=False)),
    (12, _unlist),
    (12, _relist),
    (10, _republish),
    (10, _backdate(at_top=True)),
    (10, _backdate(at_top=False)),
    (10, _draft),
    (8, _redate(-5, -2)),
    (8, _redate(0.3, 1)),
    (15, _freeze),
    (10, _cache),
    (12, _set_back),
    (12, _reset),
    (12, _bot),
    *((10, _churn(kind)) for kind in ChurnKind),
    (20, _edit_churning),
    (6, _pin),
)


def deal(articles: int, chance: random.Random) -> list[Fate]:
    """Return a fate for each of so many articles, shuffled; each kind of fate at least once."""
    fates = [
        make(chance) for share, make in DEAL for _ in range(max(1, round(articles * share / 1000)))
    ]
    fates += [QUIET] * (articles - len(fates))
    chance.shuffle(fates)
    return fates
