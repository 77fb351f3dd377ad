"""A few sources over an hour, and that what is missing, failed or late is seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.attention_sources import START
from benchmarks.fleet.simulation import LOADS, Life, SkippingClock, lived, tally_of
from benchmarks.fleet.world import World
from benchmarks.torture.tally import Size


@pytest.fixture
def good():
    return Life(sources=1, took=1.0, late=[timedelta()] * 98, articles=10, looks=[(0.0, 1)])


def broken(life, *, is_timed=True):
    life.checks["listing: Fetched"] = 98
    return "\n".join(tally_of({"an hour": life}, is_timed=is_timed).broken)


async def test_an_hour_of_few_sources_misses_nothing(server):
    (load,) = LOADS[Size.SHORT].values()

    life = await lived(server, "world", load)

    assert tally_of({"an hour": life}, is_timed=False).broken == ()
    assert life.articles > 10
    assert life.checks["listing: NotModified"] > 0
    assert life.checks["article: Fetched"] > 0


def test_each_broken_promise_is_seen(good):
    assert broken(good) == ""
    assert "1 articles were listed and are not stored" in broken(replace(good, missing=1))
    late = replace(good, late=[timedelta()] * 98 + [timedelta(seconds=3)] * 2)
    assert "began 3.0 s late" in broken(late)
    assert broken(late, is_timed=False) == ""
    good.checks["article: Failed"] = 2
    assert "2 checks failed" in broken(good)


def test_the_clock_skips_and_never_goes_back():
    clock = SkippingClock(START)
    clock.skip_to(START + timedelta(hours=1))

    then = clock.now()
    clock.skip_to(START)

    assert then >= START + timedelta(hours=1)
    assert clock.now() >= then


async def test_an_article_says_the_same_until_it_is_edited():
    noon = START + timedelta(hours=12)
    world = World(lambda: noon, START)
    posts = [post for source in range(20) for post in world.posts(source, noon)]

    first, again = ([world.article(post, noon).extraction for post in posts] for _ in range(2))

    assert len(posts) > 50
    assert first == again


def test_a_source_lists_what_it_posted_since_the_beginning_and_one_post_more():
    noon = START + timedelta(hours=12)
    world = World(lambda: noon, noon)

    before, after = (
        [post for source in range(50) for post in world.posts(source, noon + by)]
        for by in (timedelta(), timedelta(hours=6))
    )

    assert len(before) == 50
    assert all(post.at <= noon for post in before)
    assert len(after) > 100
