"""What every store promises of the daemon's lives, and of what came late."""

from dataclasses import replace
from datetime import timedelta

from monitor.model import (
    Alert,
    AlertKind,
    Downtime,
    Hole,
    Late,
    LateWhy,
    Plan,
    Recovered,
    SourceUpdate,
)
from monitor.store.reading import open_archive
from tests.store.desk import EN, MINUTE, NOW, Database, Desk, opened

HOUR = timedelta(hours=1)
AWAY = Late(why=LateWhy.DOWNTIME, since=NOW - 9 * HOUR, until=NOW)


async def test_the_first_run_has_no_downtime_before_it(desk: Desk):
    assert (await desk.store.begin_run(NOW)).downtime is None


async def test_a_run_that_was_killed_leaves_its_last_sign_of_life(path: Database):
    async with opened(path) as desk:
        run = await desk.store.begin_run(NOW)
        await desk.store.keep_alive(run, NOW + MINUTE)
    async with opened(path, NOW + HOUR) as desk:
        again = await desk.store.begin_run(NOW + HOUR)

    assert again.downtime == Downtime(since=NOW + MINUTE, until=NOW + HOUR, was_killed=True)


async def test_a_run_that_ended_by_itself_says_so(desk: Desk, path: Database):
    run = await desk.store.begin_run(NOW)
    await desk.store.end_run(run, NOW + MINUTE)
    again = await desk.store.begin_run(NOW + HOUR)

    assert again.downtime == Downtime(since=NOW + MINUTE, until=NOW + HOUR, was_killed=False)
    with open_archive(path) as archive:
        second, first = archive.runs()
    assert (first.ended_at, second.ended_at, second.down_since) == (
        NOW + MINUTE,
        None,
        NOW + MINUTE,
    )


async def test_a_restart_is_no_downtime(desk: Desk):
    run = await desk.store.begin_run(NOW)
    await desk.store.end_run(run, NOW + HOUR)

    assert (await desk.store.begin_run(NOW + HOUR + MINUTE)).downtime is None


async def test_a_downtime_goes_on_until_it_was_told(desk: Desk):
    first = await desk.store.begin_run(NOW)
    await desk.store.end_run(first, NOW)
    # Lives a minute, is killed, and told nobody.
    second = await desk.store.begin_run(NOW + HOUR)
    await desk.store.keep_alive(second, NOW + HOUR + MINUTE)
    third = await desk.store.begin_run(NOW + HOUR + 2 * MINUTE)
    alert = Alert(
        id="msg_r", kind=AlertKind.RESUMED, rule="", sinks=("log",), payload='{"data": {}}'
    )
    await desk.store.tell_resumed(third, alert, NOW + HOUR + 3 * MINUTE)
    await desk.store.keep_alive(third, NOW + HOUR + 3 * MINUTE)
    fourth = await desk.store.begin_run(NOW + HOUR + 4 * MINUTE)

    assert third.downtime == Downtime(since=NOW, until=NOW + HOUR + 2 * MINUTE, was_killed=True)
    assert fourth.downtime is None
    (told,) = await desk.store.claim_deliveries(
        NOW + 2 * HOUR, limit=9, lease=MINUTE, per_sink={"log": 9}
    )
    assert told.alert == "msg_r"


async def test_a_source_looks_back_on_the_downtime_since_its_last_good_poll(desk: Desk):
    await desk.adopt()
    listing = await desk.claim_listing()
    first = await desk.store.begin_run(NOW - 9 * HOUR)
    await desk.store.end_run(first, NOW - 9 * HOUR)
    await desk.store.begin_run(NOW)

    unpolled = await desk.known(target=listing)
    await desk.store.commit(
        Plan(target=listing, next=desk.next(NOW), source=SourceUpdate(polled_at=NOW - 10 * HOUR))
    )
    before = await desk.known()
    await desk.poll(source=SourceUpdate(polled_at=NOW + MINUTE))
    after = await desk.known()

    assert unpolled.source.downtime is None
    assert before.source.downtime == Downtime(since=NOW - 9 * HOUR, until=NOW, was_killed=False)
    assert after.source.downtime is None


async def test_an_article_keeps_why_it_came_late_and_is_counted_as_recovered(desk: Desk):
    await desk.adopt()
    first = await desk.store.begin_run(NOW - 9 * HOUR)
    await desk.store.end_run(first, NOW - 9 * HOUR)
    run = await desk.store.begin_run(NOW)
    before = await desk.store.recovered(run, [EN])
    found = tuple(replace(desk.new(number), late=AWAY) for number in (1, 2))
    hole = Hole(pages=1, after=None, before=None)
    await desk.poll(
        found=(*found, desk.new(3)),
        source=SourceUpdate(polled_at=NOW + MINUTE, hole=hole),
    )
    one = next(each for each in await desk.claim() if each.url == desk.identity(1).url)
    await desk.store.commit(desk.wording(one, 1, alerts=(desk.alert(),)))
    after = await desk.store.recovered(run, [EN])

    held = (await desk.known([desk.identity(1).key, desk.identity(3).key])).articles
    assert held[desk.identity(1).key].late == AWAY
    assert held[desk.identity(3).key].late is None
    nothing = Recovered(source=EN, is_polled=False, articles=0, unread=0, alerts=0, holes=0)
    assert before == [nothing]
    assert after == [replace(nothing, is_polled=True, articles=2, unread=1, alerts=1, holes=1)]
