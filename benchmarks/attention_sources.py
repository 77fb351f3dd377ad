"""Five simulated sources: how often they post by the minute, and when they did."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, exp, pi
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Bishkek")
# A Monday's midnight there.
START = datetime(2026, 6, 1, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)
# A post of the bursty source is followed by so many more on average, so soon on average.
CHILDREN = 0.6
CHILD_AFTER = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What a source did: its rate in every minute, as one knows it who knows all, and its posts in minutes."""

    name: str
    rates: list[float]
    posts: list[float]


def press_office(hour: float, weekday: int) -> float:
    """Nine to six on weekdays, 8 a day."""
    return 8 / 9 if 9 <= hour < 18 and weekday < 5 else 0.0


def agency(hour: float, weekday: int) -> float:
    """70 on a weekday, most around two in the afternoon, hardly any at night; half of that at weekends."""
    share = max(0.02, (cos((hour - 14) / 12 * pi) + 0.35) / 1.35)
    return 7.8 * share * (1.0 if weekday < 5 else 0.5)


def bulletin(hour: float, weekday: int) -> float:
    """Four at once, within ten minutes after eight, one and six; at weekends after ten only."""
    hours = (8, 13, 18) if weekday < 5 else (10,)
    return 24.0 if int(hour) in hours and hour % 1 < 1 / 6 else 0.0


def flat(hour: float, weekday: int) -> float:
    """Two an hour, day and night."""
    return 2.0


def trickle(hour: float, weekday: int) -> float:
    """One a day, at any time."""
    return 1 / 24


def spark(hour: float, weekday: int) -> float:
    """What the bursts of the bursty source begin with."""
    return agency(hour, weekday) * (1 - CHILDREN)


RATES: dict[str, Callable[[float, int], float]] = {
    "press office": press_office,
    "agency": agency,
    "bulletin": bulletin,
    "flat": flat,
    "trickle": trickle,
}
NAMES = ("press office", "agency", "bulletin", "bursty", "flat")


def story(name: str, days: int, seed: int) -> Story:
    """Return what the source of this name did in so many days."""
    if name == "bursty":
        return _bursty(days, seed)
    return _plain(name, RATES[name], days, seed)


def _plain(name: str, rate: Callable[[float, int], float], days: int, seed: int) -> Story:
    chance = random.Random(f"{name} {seed}")
    rates = [rate(minute / 60 % 24, minute // 1440 % 7) / 60 for minute in range(days * 1440)]
    return Story(name=name, rates=rates, posts=_posts(rates, chance))


def _posts(rates: list[float], chance: random.Random) -> list[float]:
    """Return the times of a Poisson process with these rates."""
    posts: list[float] = []
    owed = chance.expovariate(1.0)
    for minute, rate in enumerate(rates):
        spent = 0.0
        while rate and owed <= rate - spent:
            spent += owed
            posts.append(minute + spent / rate)
            owed = chance.expovariate(1.0)
        owed -= rate - spent
    return posts


def _bursty(days: int, seed: int) -> Story:
    """A source whose posts bring posts (a Hawkes process). Its rate knows every burst beforehand."""
    chance = random.Random(f"bursty {seed}")
    started = _plain("bursty", spark, days, seed)
    posts, parents = [], list(started.posts)
    while parents:
        parent = parents.pop()
        posts.append(parent)
        owed = chance.expovariate(1.0)
        while owed < CHILDREN:
            child = parent + chance.expovariate(1 / CHILD_AFTER)
            if child < days * 1440:
                parents.append(child)
            owed += chance.expovariate(1.0)
    posts.sort()
    return Story(name="bursty", rates=_excited(started.rates, posts), posts=posts)


def _excited(rates: list[float], posts: list[float]) -> list[float]:
    """Return the rates with what every post adds to those after it."""
    excited, heat, at = [], 0.0, 0
    for minute, rate in enumerate(rates):
        excited.append(rate + heat * CHILDREN / CHILD_AFTER)
        heat *= exp(-1 / CHILD_AFTER)
        while at < len(posts) and posts[at] < minute + 1:
            heat += exp(-(minute + 1 - posts[at]) / CHILD_AFTER)
            at += 1
    return excited
