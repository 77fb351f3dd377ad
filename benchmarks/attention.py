"""`python -m benchmarks.attention`: how late posts are found by the attention budget, and by even polling.

Simulated sources, a virtual clock, the real functions: after every poll `learn`, then `poll_turn`. The first week
learns; the four that follow are measured, beside as many polls spread evenly, and as many at the best moments there
are for one who knows every rate beforehand. Then sources of unlike volume share the budget of one host; and last
an agency has a host for itself, and its articles are visited again by `recheck_turn`.
"""

import argparse
import bisect
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean, quantiles

from benchmarks.attention_host import show_host
from benchmarks.attention_limit import best_schedule
from benchmarks.attention_sources import MINUTE, NAMES, START, ZONE, Story, story
from benchmarks.row import RATIO, Row, at_most
from monitor.core.attention import learn, poll_turn, taught
from monitor.model import NO_RHYTHM, Demand, Rhythm, Turn

DAYS = 35
WEEK = 7 * 1440.0
END = DAYS * 1440.0
SLOWEST = timedelta(minutes=30)
# Even polling may begin at any phase; so many are tried, and all count.
PHASES = 16
# The limit may poll at the full and the half minute.
SLOTS = 2
FIRST = Turn(due_at=START)
SHARED = ("agency", "press office", "bulletin", "trickle")


@dataclass(kw_only=True, slots=True)
class Listing:
    """A listing as the engine keeps it: what it learned, when it was polled, and what it asks."""

    story: Story
    polls: list[float]
    rhythm: Rhythm = NO_RHYTHM
    turn: Turn = FIRST

    def poll(self, budget: float, host: Demand, jitter: float) -> None:
        """Poll it, now that it is due: learn what was posted since, and take the next turn."""
        since, now = START + self.polls[-1] * MINUTE, self.turn.due_at
        assert now is not None
        self.polls.append((now - START) / MINUTE)
        posts = self.story.posts
        first, last = (bisect.bisect(posts, at) for at in self.polls[-2:])
        posted = [START + post * MINUTE for post in posts[first:last]]
        lesson = learn(self.rhythm, since=since, until=now, posted=posted, zone=ZONE)
        self.rhythm = taught(self.rhythm, lesson)
        self.turn = poll_turn(
            self.rhythm,
            every=None,
            slowest=SLOWEST,
            budget=budget,
            host=host,
            now=now,
            jitter=jitter,
            zone=ZONE,
        )


def main() -> None:
    """Simulate and print."""
    wish = _arguments()
    heads = ("even", "ours", "limit")
    print(f"Delay from post to poll in minutes; budget {wish.budget:g} requests an hour and source")
    print(f"{'':27}{'mean':>18}{'p95':>24}{'mean ÷ even':>20}")
    print(
        f"{'source':13}{'posts/day':>10}{'polls/h':>8}"
        + "".join(f"{head:>8}" for head in (*heads, *heads, *heads[1:]))
    )
    for name in NAMES:
        told = story(name, DAYS, wish.seed)
        _show(follow([told], wish.budget, wish.seed)[0])
    _show_shared(wish)
    show_host(story("agency", DAYS, wish.seed), wish.seed)


def rows(*, is_short: bool) -> list[Row]:
    """Return by how much posts of each kind of source are found sooner, in the mean and at the 95th percentile.

    The clock is virtual and chance is seeded: these figures are the same on every machine, and have no short form.
    """
    found = []
    for name in NAMES:
        (listing,) = follow([story(name, DAYS, 1)], 8.0, 1)
        posts, polls = since_week(listing.story.posts), since_week(listing.polls)
        even, ours = even_delays(posts, WEEK, len(polls)), delays(posts, polls)
        value = fmean(ours) / fmean(even)
        found.append(
            Row(label=f"{name}: mean delay / even", value=value, unit=RATIO, goal=at_most(1.0))
        )
        value = _p95(ours) / _p95(even)
        found.append(Row(label=f"{name}: p95 of the delay / even", value=value, unit=RATIO))
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=8.0, help="requests an hour and source")
    return parser.parse_args()


def follow(stories: Sequence[Story], budget: float, seed: int) -> list[Listing]:
    """Return the listings of one host that has this budget, after all their polls."""
    chance = random.Random(f"jitter {seed}")
    listings = [Listing(story=story, polls=[0.0]) for story in stories]
    end = START + END * MINUTE
    while True:
        due = min(listings, key=lambda listing: listing.turn.due_at or end)
        if due.turn.due_at is None or due.turn.due_at >= end:
            return listings
        others = [listing.turn for listing in listings if listing is not due]
        host = Demand(worth=sum(t.worth for t in others), firm=sum(t.firm for t in others))
        due.poll(budget, host, chance.random())


def _show(listing: Listing) -> None:
    posts, polls = since_week(listing.story.posts), since_week(listing.polls)
    slots = [rate / SLOTS for rate in listing.story.rates[int(WEEK) :] for _ in range(SLOTS)]
    best = [WEEK + slot / SLOTS for slot in best_schedule(slots, len(polls))]
    found = even_delays(posts, WEEK, len(polls)), delays(posts, polls), delays(posts, best)
    means, tails = [fmean(each) for each in found], [_p95(each) for each in found]
    ratios = [mean / means[0] for mean in means[1:]]
    print(
        f"{listing.story.name:13}{_a_day(posts, WEEK):10.1f}{_an_hour(polls, WEEK):8.2f}"
        + "".join(f"{figure:8.2f}" for figure in (*means, *tails, *ratios))
    )
    posts, polls = listing.story.posts, listing.polls
    even, ours = even_delays(posts, 0.0, len(polls)), delays(posts, polls)
    print(
        f"{'  with week 1':13}{_a_day(posts, 0.0):10.1f}{_an_hour(polls, 0.0):8.2f}"
        f"{fmean(even):8.2f}{fmean(ours):8.2f}{'':8}{_p95(even):8.2f}{_p95(ours):8.2f}{'':8}"
        f"{fmean(ours) / fmean(even):8.2f}"
    )


def _show_shared(wish: argparse.Namespace) -> None:
    """Print four sources on one host: polled by its budget, and each as often as the others."""
    budget = wish.budget * len(SHARED)
    listings = follow([story(name, DAYS, wish.seed) for name in SHARED], budget, wish.seed)
    polls = [since_week(listing.polls) for listing in listings]
    posts = [since_week(listing.story.posts) for listing in listings]
    each = round(sum(map(len, polls)) / len(listings))
    print(f"\nOne host, a budget of {budget:g} an hour; even: all its listings alike")
    print(f"{'source':13}{'posts/day':>10}{'polls/h':>8}{'even':>8}{'ours':>8}{'÷ even':>8}")
    all_even: list[float] = []
    all_ours: list[float] = []
    for listing, own_posts, own_polls in zip(listings, posts, polls, strict=True):
        even, ours = even_delays(own_posts, WEEK, each), delays(own_posts, own_polls)
        all_even, all_ours = all_even + even, all_ours + ours
        print(
            f"{listing.story.name:13}{_a_day(own_posts, WEEK):10.1f}{_an_hour(own_polls, WEEK):8.2f}"
            f"{fmean(even):8.2f}{fmean(ours):8.2f}{fmean(ours) / fmean(even):8.2f}"
        )
    total = sum(map(len, polls))
    readings = sum(map(len, posts))
    print(
        f"{'all':13}{readings / 28:10.1f}{total / 672:8.2f}{fmean(all_even):8.2f}"
        f"{fmean(all_ours):8.2f}{fmean(all_ours) / fmean(all_even):8.2f}"
    )
    print(f"requests an hour, first readings included: {(total + readings) / 672:.2f}")


def since_week(times: Sequence[float]) -> list[float]:
    """Return the times after the week of learning."""
    return [at for at in times if at >= WEEK]


def delays(posts: Sequence[float], polls: Sequence[float]) -> list[float]:
    """Return how long after its time each post was found; those after the last poll are passed over."""
    found = ((post, bisect.bisect_left(polls, post)) for post in posts)
    return [polls[poll] - post for post, poll in found if poll < len(polls)]


def even_delays(posts: Sequence[float], since: float, polls: int) -> list[float]:
    """Return the delays with so many polls at equal distances, begun at many phases."""
    gap = (END - since) / polls
    schedules = (
        [since + (poll + (phase + 0.5) / PHASES) * gap for poll in range(polls + 1)]
        for phase in range(PHASES)
    )
    return [delay for schedule in schedules for delay in delays(posts, schedule)]


def _p95(found: Sequence[float]) -> float:
    return quantiles(found, n=20)[-1]


def _a_day(times: Sequence[float], since: float) -> float:
    return len(times) / (END - since) * 1440


def _an_hour(times: Sequence[float], since: float) -> float:
    return len(times) / (END - since) * 60


if __name__ == "__main__":
    main()
