"""View counters: like readers while they are honest, and every way in which they can be wrong."""

import statistics
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.demo.counters import Readers, expected_readers
from monitor.demo.desk import Desk

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(clock):
    return Desk(articles=0, seed=1, editions=("en",), now=clock)


@pytest.fixture
def article(desk, clock):
    """An article of two hours with many readers."""
    published = desk.publish()
    desk._archive.articles[published.id] = replace(published, appeal=2000)
    clock.advance(2 * HOUR)
    return desk.articles[published.id]


def test_readers_scatter_around_the_curve_as_chance_does(desk, clock):
    article = replace(desk.publish(), appeal=400)
    at = clock() + 3 * HOUR
    counts = [Readers(seed).by(article, at) for seed in range(400)]
    mean = expected_readers(article, at)
    assert abs(statistics.mean(counts) - mean) < 4 * (mean / 400) ** 0.5
    assert 0.8 < statistics.variance(counts) / mean < 1.25


def test_readers_of_separate_hours_are_independent(desk, clock):
    article = replace(desk.publish(), appeal=400)
    at = clock()
    crowds = [Readers(seed) for seed in range(400)]
    first = [one.by(article, at + HOUR) for one in crowds]
    second = [one.by(article, at + 2 * HOUR) - one.by(article, at + HOUR) for one in crowds]
    assert abs(statistics.correlation(first, second)) < 0.2


def test_a_count_depends_on_nothing_but_seed_article_and_time(desk, clock):
    article = desk.publish()
    times = [clock() + n * 17 * MINUTE for n in range(60)]
    forwards, backwards = Readers(5), Readers(5)
    counts = [forwards.by(article, at) for at in times]
    assert [backwards.by(article, at) for at in reversed(times)] == counts[::-1]
    assert counts == sorted(counts)
    assert [Readers(6).by(article, at) for at in times] != counts


def test_a_frozen_counter_stands_and_then_jumps_to_the_truth(desk, clock, article):
    desk.freeze(article.id)
    before = desk.views(article)
    clock.advance(HOUR)
    desk.freeze(article.id)
    clock.advance(HOUR)
    assert desk.views(article) == before
    desk.thaw(article.id)
    assert desk.views(article) == 1 + desk.readers(article, article.appeared_at, clock())
    assert desk.views(article) > before + 100


def test_a_cached_counter_moves_only_so_often(desk, clock, article):
    desk.counter_cache(article.id, 20 * MINUTE)
    seen = []
    for _ in range(60):
        seen.append(desk.views(article))
        clock.advance(MINUTE)
    assert len(set(seen)) == 4
    assert seen[10:30] == [seen[10]] * 20
    desk.counter_cache(article.id, timedelta())
    assert desk.views(article) == 1 + desk.readers(article, article.appeared_at, clock())


def test_an_old_page_shows_for_so_many_requests(desk, article):
    honest = desk.views(article)
    desk.counter_back(article.id, by=HOUR, requests=2)
    shown = [desk._counters.show(article) for _ in range(3)]
    assert shown[0] == shown[1] < honest - 50
    assert shown[2] == honest
    assert desk.views(article) == honest


def test_an_old_page_shows_for_so_long(desk, clock, article):
    desk.counter_back(article.id, by=HOUR, lasting=30 * MINUTE)
    honest = []
    shown = []
    for _ in range(4):
        honest.append(1 + desk.readers(article, article.appeared_at, clock()))
        shown.append(desk._counters.show(article))
        clock.advance(10 * MINUTE)
    assert [s < h for s, h in zip(shown, honest, strict=True)] == [True, True, True, False]
    assert shown[3] == honest[3]


async def test_a_page_uses_the_old_counter_up_and_a_look_does_not(newsroom, client, clock):
    clock.advance(3 * HOUR)
    article = max(newsroom.listed("en")[:20], key=lambda one: one.appeal)
    newsroom.counter_back(article.id, by=2 * HOUR, requests=1)
    looks = [newsroom.views(article) for _ in range(3)]
    texts = [(await client.get(newsroom.article_url(article))).text for _ in range(2)]
    assert len(set(looks)) == 1
    assert f"views: {looks[0]}\n" in texts[0]
    assert f"views: {newsroom.views(article)}\n" in texts[1]
    assert newsroom.views(article) > looks[0]


def test_a_reset_counter_begins_at_zero_and_goes_on_counting(desk, clock, article):
    at = clock()
    desk.counter_reset(article.id)
    assert desk.views(article) == 0
    clock.advance(HOUR)
    assert desk.views(article) == desk.readers(article, at, clock()) > 20


def test_a_bot_counts_like_a_clock_until_it_is_gone(desk, clock, article):
    start = desk.views(article)
    desk.counter_bot(article.id, 120)
    seen = []
    for _ in range(6):
        clock.advance(30 * MINUTE)
        seen.append(desk.views(article) - start)
    assert seen == [60, 120, 180, 240, 300, 360]
    desk.counter_bot(article.id, 0)
    stopped = clock()
    clock.advance(HOUR)
    assert desk.views(article) - start == 360 + desk.readers(article, stopped, clock())


def test_faults_are_of_one_article_alone(desk, clock, article):
    other = desk.publish()
    desk.freeze(article.id)
    desk.counter_reset(article.id)
    clock.advance(HOUR)
    assert desk.views(other) == 1 + desk.readers(other, other.appeared_at, clock())


def test_forgotten_readers_come_again_alike(clock):
    articles = list(Desk(articles=8, seed=2, editions=("en",), now=clock).articles.values())
    readers = Readers(2, remembered=3)
    first = [readers.by(article, clock()) for article in articles]
    assert [readers.by(article, clock()) for article in articles] == first
    assert len(set(first)) > 1
