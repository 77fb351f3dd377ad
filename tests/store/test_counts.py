"""Counts that are kept as rows are written: they come to what counting comes to, whatever is done."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from monitor.model import DeliveryState, Reason, Rejected, Replay, Sent, Settlement
from monitor.model.report import RuleDay
from monitor.store.consistency import contradictions
from monitor.store.opening import open_writer
from monitor.store.reading import open_archive
from monitor.store.schema import STEPS
from tests.store.desk import MINUTE, NOW, Desk, opened

SINKS = ("log", "desk")
COUNTED = "SELECT sink, state, count(*), max(settled_at) FROM delivery GROUP BY sink, state ORDER BY sink, state"
KEPT = "SELECT sink, state, deliveries, settled_at FROM sink_state WHERE deliveries > 0 ORDER BY sink, state"


def wrong(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        found = contradictions(connection, NOW)
        return [each.what for each in found if "counts of" in each.what]


async def told(desk: Desk, *numbers: int) -> None:
    """Have articles met by a rule and told to two sinks."""
    targets = await desk.claim_articles(*map(desk.new, numbers))
    for number, target in zip(numbers, targets, strict=True):
        alert = desk.alert(f"msg_{number}", "visa-free", *SINKS)
        plan = desk.wording(target, 1, matches=(desk.match(),), alerts=(alert,))
        await desk.store.commit(plan)


async def settle(desk: Desk, state: DeliveryState) -> None:
    (delivery,) = await desk.store.claim_deliveries(NOW, limit=1, lease=MINUTE, per_sink={"log": 1})
    took = timedelta(milliseconds=5)
    outcome = (
        Sent(at=NOW, took=took, status=200)
        if state is DeliveryState.SENT
        else Rejected(at=NOW, took=took, reason=Reason.HTTP_4XX, detail="", status=400)
    )
    await desk.store.settle(Settlement(delivery=delivery, outcome=outcome, state=state))


async def test_a_sink_is_told_of_as_its_deliveries_stand(desk: Desk, path: Path):
    await desk.adopt(sinks=SINKS)
    await told(desk, 1, 2, 3)
    await settle(desk, DeliveryState.SENT)
    await settle(desk, DeliveryState.DEAD)
    with open_archive(path) as archive:
        before = {each.id: (each.pending, each.sent, each.dead) for each in archive.sinks()}
        (log,) = [each for each in archive.sinks() if each.id == "log"]
    await desk.store.replay(Replay(state=DeliveryState.DEAD, sink="log"), NOW)
    with open_archive(path) as archive:
        after = {each.id: (each.pending, each.sent, each.dead) for each in archive.sinks()}

    assert before == {"log": (1, 1, 1), "desk": (3, 0, 0)}
    assert after == {"log": (2, 1, 0), "desk": (3, 0, 0)}
    assert log.waiting_since == NOW
    assert log.sent_at == NOW + timedelta(milliseconds=5)
    assert wrong(path) == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(KEPT).fetchall() == connection.execute(COUNTED).fetchall()


async def test_an_article_counts_for_its_rule_once_and_on_the_day_of_its_first_match(
    desk: Desk, path: Path
):
    first, second = await desk.claim_articles(desk.new(1), desk.new(2))
    later = NOW + timedelta(days=1)
    await desk.store.commit(desk.wording(first, 1, matches=(desk.match(),)))
    tolls = desk.wording(second, 1, matches=(desk.match("tolls"),), next=desk.next(None, later))
    await desk.store.commit(tolls)
    (again,) = [each for each in await desk.claim(now=NOW + 2 * MINUTE) if each.article]
    edited = desk.wording(again, 2, matches=(desk.match(),), next=desk.next(None, later))
    await desk.store.commit(edited)
    with open_archive(path) as archive:
        days = archive.rule_days(since=NOW)
        of_one = archive.rule_days("tolls", since=NOW)
        of_late = archive.rule_days(since=later)

    today = date(NOW.year, NOW.month, NOW.day)
    told = RuleDay(rule="tolls", day=today + timedelta(days=1), articles=1)
    assert days == [told, RuleDay(rule="visa-free", day=today, articles=1)]
    assert of_one == of_late == [told]
    assert wrong(path) == []


async def test_what_was_told_before_is_counted_when_a_database_is_brought_up_to_date(
    tmp_path: Path,
):
    old = tmp_path / "old.db"
    before = STEPS[: [step.__name__ for step in STEPS].index("m0018_counts")]
    with closing(open_writer(old, before)) as connection:
        connection.executescript("""
            INSERT INTO source (id, site, listing) VALUES ('a', 'a', 'https://a/');
            INSERT INTO article (id, source, name, key, url, title, first_seen_at)
            VALUES (1, 'a', 'a#1', x'01', 'https://a/1', 'One', '2026-11-22T20:00:00.000+00:00');
            INSERT INTO revision (id, article, number, seen_at, fingerprint, title, body, author) VALUES
                (1, 1, 1, '2026-11-22T20:00:00.000+00:00', x'00', 'One', '', ''),
                (2, 1, 2, '2026-11-23T20:00:00.000+00:00', x'01', 'Two', '', '');
            INSERT INTO "match" VALUES
                (1, 1, 'r', '2026-11-22T20:00:00.000+00:00', '[]'),
                (1, 2, 'r', '2026-11-23T20:00:00.000+00:00', '[]');
            INSERT INTO alert (id, kind, rule, created_at, payload)
            VALUES ('msg_1', 'article.matched', 'r', '2026-11-22T20:00:00.000+00:00', '{}');
            INSERT INTO delivery (alert, sink, state, settled_at) VALUES
                ('msg_1', 'log', 'sent', '2026-11-22T20:00:01.000+00:00'),
                ('msg_1', 'desk', 'dead', '2026-11-22T20:00:02.000+00:00');
        """)
    async with opened(old):
        pass
    with closing(sqlite3.connect(old)) as connection:
        kept, counted = (connection.execute(each).fetchall() for each in (KEPT, COUNTED))
        days = connection.execute("SELECT day, rule, articles FROM rule_day").fetchall()

    assert kept == counted != []
    assert days == [("2026-11-22", "r", 1)]


async def test_counts_that_are_wrong_are_noticed(desk: Desk, path: Path):
    await told(desk, 1)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sink_state SET deliveries = 7 WHERE sink = 'log'")
        connection.execute("UPDATE rule_day SET articles = articles + 1")

    assert wrong(path) == [
        "counts of deliveries that are not theirs",
        "counts of matches that are not theirs",
    ]
