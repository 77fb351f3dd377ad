"""How stale the budget lets a source become: the longest wait for its listing, and for its articles by their age.

Says what follows from the budget while all goes well; failures, and the queue of a busy host, come on top.
"""

from datetime import UTC, datetime, timedelta

from monitor.core.attention.article import Interest, recheck_turn
from monitor.core.attention.cadence import due_after
from monitor.core.attention.estimate import rates
from monitor.core.attention.listing import next_wait
from monitor.core.attention.price import unit_wait
from monitor.model import HOURS_OF_WEEK, Demand, Rhythm, Source
from monitor.noun import dataclass

AGES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7))
# Any Monday's midnight: the hours of a week are counted from it.
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
# The jitter that makes a wait longest.
LONGEST = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleWait:
    """An article that is younger than this, and that nothing makes special, is visited again within `wait`.

    None: it is left alone.
    """

    younger_than: timedelta
    wait: timedelta | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Staleness:
    """The longest waits of a source: of its `listing` in the hours of a week, of its articles by rising age."""

    listing: timedelta
    articles: tuple[ArticleWait, ...]


def worst_staleness(source: Source, rhythm: Rhythm, *, budget: float, host: Demand) -> Staleness:
    """Return the longest waits that follow from `budget` (requests an hour) and what the whole `host` asks of it.

    `host` includes the targets of this source. Bursts and lulls are left aside: the rhythm is taken to be kept.
    """
    ages = sorted({*(age for age in AGES if age < source.recheck_until), source.recheck_until})
    return Staleness(
        listing=_listing_wait(source, rhythm, unit_wait(budget, host)),
        articles=tuple(
            ArticleWait(younger_than=age, wait=_article_wait(source, age, budget, host))
            for age in ages
        ),
    )


def _listing_wait(source: Source, rhythm: Rhythm, unit: float) -> timedelta:
    if source.every is not None:
        return due_after(source.every, MONDAY, LONGEST) - MONDAY
    by_hour = rates(rhythm)
    wait = max(
        next_wait(
            by_hour,
            unit=unit,
            slowest=source.slowest,
            now=MONDAY + timedelta(hours=hour),
            zone=UTC,
        )
        for hour in range(HOURS_OF_WEEK)
    )
    return due_after(wait, MONDAY, LONGEST) - MONDAY


def _article_wait(source: Source, age: timedelta, budget: float, host: Demand) -> timedelta | None:
    turn = recheck_turn(
        Interest(age=age - timedelta.resolution),
        steps=source.recheck,
        until=source.recheck_until,
        budget=budget,
        host=host,
        now=MONDAY,
        jitter=LONGEST,
    )
    return None if turn.due_at is None else turn.due_at - MONDAY
