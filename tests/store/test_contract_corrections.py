"""What every store promises of corrections by kept pages, seen through the port alone."""

from dataclasses import replace

import pytest

from monitor.core.fingerprint import fingerprint
from monitor.errors import StaleKnown
from monitor.model import ArticleUpdate, LateTelling, Revision
from monitor.model.correction import Correction
from monitor.model.plan import Cause
from tests.store.desk import MINUTE, NOW, Desk


async def read(desk: Desk, page: str | None = "p1") -> int:
    """Let an article be found and read once, from a kept page; return its row."""
    target = await desk.claim_article()
    await desk.store.commit(replace(desk.wording(target, 1, body="Wrong"), page=page))
    assert target.article is not None
    return target.article


def correction(desk: Desk, article: int, number: int = 2, page: str = "p1") -> Correction:
    revision = Revision(
        article=article,
        number=number,
        fingerprint=fingerprint("Right", "Body"),
        seen_at=NOW,
        title="Right",
        body="Body",
        cause=Cause.REREAD,
    )
    return Correction(
        article=article,
        expects=number - 1,
        page=page,
        changes=(),
        update=ArticleUpdate(article=article, title="Right", author="Author", gave={"title": "h1"}),
        revision=revision,
        late=LateTelling(
            article=article, revision=number, matches=(desk.match(),), alerts=(desk.alert(),)
        ),
    )


async def test_an_article_stands_with_the_page_of_its_newest_wording(desk: Desk):
    article = await read(desk)

    subjects = await desk.store.subjects({article, 999})

    assert list(subjects) == [article]
    subject = subjects[article]
    assert (subject.page, subject.seen_at, subject.is_first) == ("p1", NOW, True)
    assert subject.article.revision.body == "Wrong"


async def test_an_article_that_was_never_read_stands_without_a_page(desk: Desk):
    target = await desk.claim_article()

    (subject,) = (await desk.store.subjects({target.article})).values()

    assert (subject.page, subject.seen_at, subject.article.revision) == (None, None, None)


async def test_a_correction_is_stored_and_told_once(desk: Desk):
    article = await read(desk)

    committed = await desk.store.correct(correction(desk, article), NOW)

    assert (committed.revisions, committed.matches, committed.alerts) == (1, 1, 1)
    with pytest.raises(StaleKnown):
        await desk.store.correct(correction(desk, article), NOW)
    (subject,) = (await desk.store.subjects({article})).values()
    assert (subject.page, subject.is_first, subject.author) == ("p1", True, "Author")
    assert subject.article.revision.title == "Right"
    assert (subject.article.title, subject.article.edited_at) == ("Right", None)
    assert subject.gave == {"title": "h1"}
    due = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 9})
    assert [delivery.alert for delivery in due] == ["msg_1"]


async def test_a_wording_of_another_page_makes_the_first_one_no_beginning(desk: Desk):
    article = await read(desk)
    await desk.store.correct(correction(desk, article, page="p2"), NOW)

    (subject,) = (await desk.store.subjects({article})).values()

    assert (subject.page, subject.is_first) == ("p2", False)
