"""What every store promises of counts that are kept as rows are written: they come to what counting comes to."""

from datetime import date, timedelta

from monitor.model import DeliveryState, Reason, Rejected, Replay, Sent, Settlement
from monitor.model.report import RuleDay
from monitor.store.reading import open_archive
from tests.store.desk import MINUTE, NOW, Database, Desk
from tests.store.looking import rows

SINKS = ("log", "desk")
COUNTED = "SELECT sink, state, count(*), max(settled_at) FROM delivery GROUP BY sink, state ORDER BY sink, state"
KEPT = "SELECT sink, state, deliveries, settled_at FROM sink_state WHERE deliveries > 0 ORDER BY sink, state"


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


async def test_a_sink_is_told_of_as_its_deliveries_stand(desk: Desk, path: Database):
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
    assert rows(path, KEPT) == rows(path, COUNTED)


async def test_an_article_counts_for_its_rule_once_and_on_the_day_of_its_first_match(
    desk: Desk, path: Database
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
