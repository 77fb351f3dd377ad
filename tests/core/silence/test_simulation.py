"""Sources that post by a rhythm and in bursts, over ninety days: how often an alarm is false, and how soon it is true.

The rhythm is learned from six weeks of the same source, as the engine does.
"""

import math
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.core.attention import learn, rates, taught
from monitor.core.silence import covered, next_alarm, volume, with_hours
from monitor.model import NO_RHYTHM, AlarmKind

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
LEARNED = timedelta(weeks=6)
BEGIN = MONDAY + LEARNED
WATCHED = timedelta(days=90)
HELD = timedelta(days=2)
HOUR = timedelta(hours=1)


def agency(hour):
    day, hour = divmod(hour, 24)
    return (0.4 if hour < 7 else 4.9 if hour < 19 else 2.2) * (1 if day < 5 else 0.4)


def press_office(hour):
    day, hour = divmod(hour, 24)
    return 1.2 if day < 5 and 9 <= hour < 18 else 0.01


def flat(_hour):
    return 1.0


def poisson(chance, mean):
    count, left = 0, chance.random()
    mass = math.exp(-mean)
    while left > mass:
        left -= mass
        count += 1
        mass *= mean / count
    return count


def posts(rate, until, *, bursts, seed):
    """Return posting times: each story brings `bursts` more on average within the hour, and no day is like another."""
    chance = random.Random(seed)
    found = []
    for hour in range((until - MONDAY) // HOUR):
        if hour % 24 == 0:
            mood = math.exp(chance.gauss(0, 0.15))
        stories = poisson(chance, rate(hour % 168) * mood * (1 - bursts))
        waiting = [MONDAY + HOUR * (hour + chance.random()) for _ in range(stories)]
        while waiting:
            at = waiting.pop()
            found.append(at)
            more = poisson(chance, bursts)
            waiting.extend(at + HOUR * chance.expovariate(2) for _ in range(more))
    return sorted(at for at in found if at < until)


def learned(published):
    rhythm = NO_RHYTHM
    for day in range(LEARNED // timedelta(days=1)):
        since = MONDAY + timedelta(days=day)
        until = since + timedelta(days=1)
        posted = [at for at in published if since <= at < until]
        rhythm = taught(rhythm, learn(rhythm, since=since, until=until, posted=posted, zone=UTC))
    return rates(rhythm)


def alarms(published, usual, until):
    """Yield (when, kind) of every alarm that begins, polled every twenty minutes."""
    held, hours = None, ()
    polls = [BEGIN + timedelta(minutes=7 + 20 * n) for n in range((until - BEGIN) // HOUR * 3)]
    news = [at for at in published if at >= polls[0]]
    for since, now in pairwise(polls):
        found = 0
        while news and news[0] < now:
            del news[0]
            found += 1
        added = covered(since, now, found=found, is_proven=True, is_failed=False)
        hours = [h for h in with_hours(hours, added) if h.hour_at > now - HELD]
        said = volume(usual, hours, now=now, zone=UTC, watched=1_000)
        alarm = next_alarm(held, failures=0, failing_since=None, volume=said, now=now)
        if alarm and (held is None or alarm.kind is not held.kind):
            yield now, alarm.kind
        held = alarm


SOURCES = [(agency, 0.3), (agency, 0.5), (press_office, 0.3), (flat, 0.0), (flat, 0.5)]


def false_alarms(rate, bursts, seed):
    """Return how often a source that goes on as usual is alarmed about in ninety days."""
    until = BEGIN + WATCHED
    published = posts(rate, until, bursts=bursts, seed=f"{rate.__name__}{bursts}{seed}")
    return len(list(alarms(published, learned(published), until)))


@pytest.mark.parametrize(("rate", "bursts"), [(press_office, 0.3), (flat, 0.0), (flat, 0.3)])
def test_a_source_that_goes_on_as_usual_is_hardly_ever_alarmed_about(rate, bursts):
    assert false_alarms(rate, bursts, seed=0) <= 1


@pytest.mark.soak
@pytest.mark.parametrize(("rate", "bursts"), SOURCES)
def test_alarms_are_false_once_in_ninety_days_at_most(rate, bursts):
    assert sum(false_alarms(rate, bursts, seed) for seed in range(6)) <= 6


@pytest.mark.parametrize("rate", [agency, press_office, flat])
@pytest.mark.parametrize("hour", [34, 38, 61])
def test_a_source_that_falls_silent_is_noticed_before_twenty_articles_are_missing(rate, hour):
    last = BEGIN + timedelta(days=7, hours=hour)
    published = posts(rate, last, bursts=0.3, seed=hour)
    usual = learned(published)
    noticed_at, kind = next(
        (at, kind) for at, kind in alarms(published, usual, last + timedelta(days=4)) if at > last
    )
    missing = sum(
        rate((last - MONDAY) // HOUR % 168 + n) for n in range((noticed_at - last) // HOUR)
    )

    assert kind is AlarmKind.SILENT
    assert missing <= 20
