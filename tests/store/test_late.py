"""What every store promises of the archive that a rule is asked about late, seen through the port alone."""

from datetime import timedelta

from monitor.model import ArticleUpdate, Committed, LateTelling, Plan
from tests.store.desk import MINUTE, NOW, Desk

HOUR = timedelta(hours=1)


async def read(desk: Desk, *numbers: int) -> list[int]:
    """Let so many articles be found and read once; return their rows."""
    targets = await desk.claim_articles(*(desk.new(number) for number in numbers))
    for target in targets:
        await desk.store.commit(desk.wording(target, 1, body=f"Body of {target.article}"))
    return [target.article for target in targets if target.article is not None]


async def test_wordings_come_page_by_page_in_the_order_of_their_rows(desk: Desk):
    articles = await read(desk, 1, 2, 3)

    first = await desk.store.wordings(NOW - HOUR, after=0, limit=2)
    second = await desk.store.wordings(NOW - HOUR, after=first[-1].article.id, limit=2)

    assert [w.article.id for w in (*first, *second)] == sorted(articles)
    assert first[0].revision.body == f"Body of {first[0].article.id}"


async def test_a_wording_is_the_newest(desk: Desk):
    target = await desk.claim_article()
    await desk.store.commit(desk.wording(target, 1, next=desk.next(NOW)))
    (target,) = await desk.claim()
    await desk.store.commit(desk.wording(target, 2, body="Newer"))

    (wording,) = await desk.store.wordings(NOW - HOUR, after=0, limit=9)

    assert (wording.revision.number, wording.revision.body) == (2, "Newer")


async def test_an_article_that_was_never_read_has_no_wording(desk: Desk):
    await desk.claim_article()

    assert await desk.store.wordings(NOW - HOUR, after=0, limit=9) == []


async def test_articles_before_the_time_are_left_out(desk: Desk):
    await read(desk, 1)

    assert await desk.store.wordings(NOW + HOUR, after=0, limit=9) == []


async def test_what_is_told_late_is_delivered_once(desk: Desk):
    (article,) = await read(desk, 1)
    late = LateTelling(article=article, revision=1, matches=(desk.match(),), alerts=(desk.alert(),))

    first = await desk.store.tell_late([late], NOW)
    again = await desk.store.tell_late([late], NOW)

    assert first == Committed(matches=1, alerts=1, deliveries=1)
    assert again == Committed()
    due = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 9})
    assert [delivery.alert for delivery in due] == ["msg_1"]


async def test_a_wording_that_is_not_there_is_passed_over(desk: Desk):
    (article,) = await read(desk, 1)
    late = LateTelling(article=article, revision=7, matches=(desk.match(),), alerts=())

    assert await desk.store.tell_late([late], NOW) == Committed()


async def test_a_withdrawn_article_that_is_read_again_is_back(desk: Desk):
    target = await desk.claim_article()
    assert target.article is not None
    gone = ArticleUpdate(article=target.article, withdrawn_at=NOW)
    await desk.store.commit(Plan(target=target, next=desk.next(NOW), article=gone))
    (target,) = await desk.claim()
    await desk.store.commit(desk.wording(target, 1))

    (held,) = (await desk.known(target=target)).articles.values()

    assert held.withdrawn_at is None
