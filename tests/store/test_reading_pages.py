"""What pages ask beside the lists: counters of several articles, articles by their keys, rates that held."""

from datetime import timedelta

from monitor.core.identity import key_of
from monitor.model import Observation, Plan, Rate
from monitor.store.reading import open_archive
from tests.store.desk import NOW, Database, Desk

HOUR = timedelta(hours=1)


async def test_counters_are_those_of_late_by_article(desk: Desk, path: Database):
    first, second = await desk.claim_articles(desk.new(1), desk.new(2))
    for target, hours in ((first, 5), (second, 1)):
        assert target.article is not None
        seen = Observation(article=target.article, at=NOW - hours * HOUR, views=100 * hours)
        await desk.store.commit(desk.wording(target, 1, observation=seen))
    with open_archive(path) as archive:
        of_late = archive.counters([1, 2, 99], NOW - 2 * HOUR)
        ever = archive.counters([1], NOW - 9 * HOUR)

    assert {id_: [each.views for each in read] for id_, read in of_late.items()} == {
        1: [],
        2: [100],
        99: [],
    }
    assert [each.views for each in ever[1]] == [500]


async def test_articles_are_known_by_their_keys_and_named_without_a_scan(
    desk: Desk, path: Database
):
    await desk.claim_articles(desk.new(1), desk.new(2))
    keys = [key_of("24.kg#2"), key_of("24.kg#99")]
    with open_archive(path) as archive:
        lines = archive.articles_by_key(keys)
        named = archive.article("24.kg#2")

    assert {key: line.name for key, line in lines.items()} == {keys[0]: "24.kg#2"}
    assert named is not None
    assert named.line.name == "24.kg#2"
    assert named.last_check is None


async def test_the_rate_that_held_at_a_time_is_among_those_since(desk: Desk, path: Database):
    await desk.adopt()
    for hours, value in ((9, 85.0), (5, 86.0), (1, 87.0)):
        (listing,) = await desk.claim()
        after = desk.next(NOW, NOW - hours * HOUR)
        rate = Rate(currency="USD", value=value)
        await desk.store.commit(Plan(target=listing, next=after, rates=(rate,)))
    with open_archive(path) as archive:
        since = [each.value for each in archive.rates(NOW - 3 * HOUR)]
        ever = [each.value for each in archive.rates(NOW - 99 * HOUR)]

    assert (since, ever) == ([86.0, 87.0], [85.0, 86.0, 87.0])
