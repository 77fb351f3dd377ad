"""A host with one agency: its listing and all its articles under one budget, as the daemon runs them."""

import bisect
import heapq
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from benchmarks.attention_sources import MINUTE, START, ZONE, Story
from monitor.core.attention import Interest, learn, poll_turn, recheck_turn, taught
from monitor.model import NO_RHYTHM, Demand, Rhythm, Turn

BUDGET = 240
DAYS = 35
UNTIL = timedelta(days=30)
SLOWEST = timedelta(minutes=30)
HOUR = timedelta(hours=1)
AGES = {
    "to 1 h": timedelta(hours=1),
    "to 6 h": timedelta(hours=6),
    "to 20 h": timedelta(hours=20),
    "20 to 30 h": timedelta(hours=30),
    "to 7 d": timedelta(days=7),
    "to 30 d": timedelta(days=30),
}


@dataclass(kw_only=True, slots=True)
class Article:
    """An article of the simulation: a twentieth match, a seventh are edited in their second hour."""

    posted_at: datetime
    is_matched: bool
    is_edited: bool
    rise: float

    def interest(self, now: datetime) -> Interest:
        """Return what makes it worth a visit then."""
        age = now - self.posted_at
        since = age - HOUR if self.is_edited and age > HOUR else None
        return Interest(age=age, is_matched=self.is_matched, edited_ago=since, rise=self.rise)


class Host:
    """The budget of one host, and what it was spent on."""

    def __init__(self, told: Story, seed: int) -> None:
        self.told = told
        self.chance = random.Random(f"host {seed}")
        self.turns: dict[int, Turn] = {0: Turn(due_at=START)}
        self.worth = self.firm = 0.0
        self.articles: dict[int, Article] = {}
        self.queue: list[tuple[datetime, int]] = [(START, 0)]
        self.rhythm: Rhythm = NO_RHYTHM
        self.polled_at = START
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.per_day: Counter[int] = Counter()

    def run(self) -> None:
        """Visit what is due until the days are over."""
        end = START + DAYS * 1440 * MINUTE
        while self.queue and self.queue[0][0] < end:
            now, target = heapq.heappop(self.queue)
            self.per_day[(now - START).days] += 1
            turn = self._visit(target, now) if target else self._poll(now)
            self._demand(self.turns[target], -1)
            self._demand(turn, 1)
            self.turns[target] = turn
            if turn.due_at is not None:
                heapq.heappush(self.queue, (turn.due_at, target))

    def _rest(self, target: int) -> Demand:
        own = self.turns[target]
        # Sums of floats that should be 0 may miss it by a hair.
        return Demand(worth=max(self.worth - own.worth, 0.0), firm=max(self.firm - own.firm, 0.0))

    def _demand(self, turn: Turn, sign: int) -> None:
        self.worth += sign * turn.worth
        self.firm += sign * turn.firm

    def _visit(self, target: int, now: datetime) -> Turn:
        article = self.articles[target]
        turn = recheck_turn(
            article.interest(now),
            steps=None,
            until=UNTIL,
            budget=BUDGET,
            host=self._rest(target),
            now=now,
            jitter=self.chance.random(),
        )
        if turn.due_at is not None and now > START + 30 * 1440 * MINUTE and not article.is_matched:
            age = now - article.posted_at
            name = next((name for name, limit in AGES.items() if age < limit), None)
            if name is not None:
                self.waits[name].append((turn.due_at - now) / MINUTE)
        return turn

    def _poll(self, now: datetime) -> Turn:
        first, last = (
            bisect.bisect(self.told.posts, (at - START) / MINUTE) for at in (self.polled_at, now)
        )
        posted = [START + post * MINUTE for post in self.told.posts[first:last]]
        for at in posted:
            self._find(at, now)
        lesson = learn(self.rhythm, since=self.polled_at, until=now, posted=posted, zone=ZONE)
        self.rhythm, self.polled_at = taught(self.rhythm, lesson), now
        turn = poll_turn(
            self.rhythm,
            every=None,
            slowest=SLOWEST,
            budget=BUDGET,
            host=self._rest(0),
            now=now,
            jitter=self.chance.random(),
            zone=ZONE,
        )
        if turn.due_at is not None and now > START + 30 * 1440 * MINUTE:
            name = "listing, 9 to 18" if 9 <= now.hour < 18 and now.weekday() < 5 else "listing"
            self.waits[name].append((turn.due_at - now) / MINUTE)
        return turn

    def _find(self, posted_at: datetime, now: datetime) -> None:
        number = len(self.turns)
        self.articles[number] = Article(
            posted_at=posted_at,
            is_matched=self.chance.random() < 1 / 20,
            is_edited=self.chance.random() < 1 / 7,
            rise=self.chance.lognormvariate(0, 0.7),
        )
        self.turns[number] = Turn(due_at=now)
        heapq.heappush(self.queue, (now, number))


def show_host(told: Story, seed: int) -> None:
    """Print how often everything was visited in the last days, and what was spent on the way."""
    host = Host(told, seed)
    host.run()
    print(f"\nOne host with one agency and its articles, a budget of {BUDGET} an hour")
    print("requests an hour by week: " + ", ".join(_weeks(host.per_day)))
    print("median minutes to the next visit, from day 30")
    for name in ("listing, 9 to 18", "listing", *AGES):
        print(f"  {name:18}{median(host.waits[name]):8.1f}")


def _weeks(per_day: Counter[int]) -> list[str]:
    return [
        f"{sum(per_day[day] for day in range(first, first + 7)) / 168:.0f}"
        for first in range(0, DAYS, 7)
    ]
