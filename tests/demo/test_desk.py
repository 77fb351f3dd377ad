"""What the newsroom does to articles after they are published: how it shows, and what the acts say of it."""

from datetime import timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.demo import ActKind, ChurnKind, Newsroom
from monitor.demo.addresses import article_id
from monitor.model import EventKind

HOUR = timedelta(hours=1)


@pytest.fixture
def article(newsroom):
    return newsroom.listed("en")[3]


async def listed(client, path="/english/"):
    tree = LexborHTMLParser((await client.get(path)).text)
    links = (row.css_first(".title a").attributes["href"] for row in tree.css("#newslist .one"))
    return [article_id(link) for link in links]


async def fed(client):
    tree = LexborHTMLParser((await client.get("/english/rss/")).text)
    return [int(node.text()) for node in tree.css("guid")]


async def body(client, newsroom, article):
    page = await client.get(newsroom.article_url(article))
    tree = LexborHTMLParser(page.text)
    return [node.text(strip=True).replace("\u00a0", " ") for node in tree.css(".cont > p")]


async def claimed(client, newsroom, article):
    tree = LexborHTMLParser((await client.get(newsroom.article_url(article))).text)
    return tree.css_first('meta[property="article:published_time"]').attributes["content"]


def kinds(act, *, is_sure=True):
    return {expected.kind for expected in act.expects if expected.is_sure is is_sure}


@pytest.mark.parametrize(
    ("edition", "how", "status", "location"),
    [
        ("en", 404, 404, None),
        ("en", 410, 410, None),
        ("en", "front", 302, "/"),
        ("ky", "listing", 302, "/kyrgyzcha/"),
        ("ru", "listing", 302, "/{section}/"),
    ],
)
async def test_a_withdrawn_page_is_gone_or_leads_away_until_it_is_restored(
    newsroom, client, edition, how, status, location
):
    article = newsroom.listed(edition)[2]
    act = newsroom.withdraw(article.id, how)
    gone = await client.get(newsroom.article_url(article))
    unlisted = article.id not in await listed(client, newsroom.listing(edition))
    again = newsroom.restore(article.id)
    back = await client.get(newsroom.article_url(article))
    assert gone.status_code == status
    assert gone.headers.get("location") == (location and location.format(section=article.section))
    assert unlisted
    assert back.status_code == 200
    assert (await listed(client, newsroom.listing(edition)))[2] == article.id
    assert (kinds(act), kinds(again)) == ({EventKind.WITHDRAWN}, {EventKind.RETURNED})


async def test_an_unlisted_article_keeps_its_page_and_is_relisted_where_it_stood(
    newsroom, client, article
):
    before = await listed(client)
    newsroom.unlist(article.id)
    without = await listed(client)
    page = await client.get(newsroom.article_url(article))
    in_feed = article.id in await fed(client)
    newsroom.relist(article.id)
    assert without[:20] == [number for number in before if number != article.id][:20]
    assert (page.status_code, in_feed) == (200, False)
    assert await listed(client) == before
    assert [kinds(act) for act in newsroom.acts] == [{EventKind.UNLISTED}, {EventKind.RELISTED}]


@pytest.mark.parametrize("at_top", [True, False])
async def test_a_back_dated_article_claims_another_time(newsroom, client, clock, at_top):
    fifth = newsroom.listed("en")[4]
    at = fifth.published_at + timedelta(seconds=30)
    article = newsroom.publish(edition="en", published_at=at, at_top=at_top)
    clock.advance(HOUR)
    assert await claimed(client, newsroom, article) == "2026-01-01T" + (
        f"{at + timedelta(hours=6):%H:%M:%S}+06:00"
    )
    assert (await listed(client)).index(article.id) == (0 if at_top else 4)
    assert newsroom.views(article) > 1


def test_a_draft_that_waited_is_not_back_dated(newsroom, clock):
    newsroom.publish(published_at=clock() - timedelta(minutes=50))
    newsroom.publish(published_at=clock() - 2 * HOUR)
    assert [kinds(act) for act in newsroom.acts] == [set(), {EventKind.BACKDATED}]


async def test_a_redated_page_claims_another_time_where_it_stood(newsroom, client, article):
    before = await listed(client)
    act = newsroom.redate(article.id, article.published_at - HOUR)
    moved = next(one for one in act.expects if one.is_sure)
    assert (moved.kind, moved.before) == (EventKind.DATE_MOVED, article.published_at.isoformat())
    assert newsroom.articles[article.id].published_at.isoformat() == moved.after
    assert (await claimed(client, newsroom, article)).startswith(
        f"{article.published_at + 5 * HOUR:%Y-%m-%dT%H:%M:%S}"
    )
    assert await listed(client) == before


async def test_a_pinned_article_stands_above_all(newsroom, client):
    before = await listed(client)
    old = newsroom.listed("en")[40]
    newsroom.pin(old.id)
    newest = newsroom.publish(edition="en")
    pinned = await listed(client)
    newsroom.unpin(old.id)
    assert pinned[:3] == [old.id, newest.id, before[0]]
    assert (await listed(client))[:2] == [newest.id, before[0]]
    assert [act.kind for act in newsroom.acts] == ["pinned", "published", "unpinned"]


async def test_the_popular_block_orders_by_the_readers_of_the_last_day(newsroom, client, clock):
    clock.advance(5 * HOUR)
    article = newsroom.listed("ky")[0]
    tree = LexborHTMLParser((await client.get(newsroom.article_url(article))).text)
    _, cards = tree.css(".row.blockNews")[0], tree.css(".row.blockNews")[0].css("a.title span")
    shown = [card.text().replace("\u00a0", " ") for card in cards]
    field = sorted(
        newsroom.listed("ky")[:120],
        key=lambda one: newsroom.readers(one, clock() - timedelta(days=1), clock()),
        reverse=True,
    )
    assert shown[1:6] == [one.title for one in field if one.title != shown[0]][:5]


@pytest.mark.parametrize("kind", list(ChurnKind))
@pytest.mark.parametrize("edition", ["en", "ru", "ky"])
async def test_a_churning_body_differs_at_each_request_in_one_place(
    newsroom, client, edition, kind
):
    article = newsroom.listed(edition)[1]
    plain = await body(client, newsroom, article)
    act = newsroom.churn(article.id, kind)
    seen = [await body(client, newsroom, article) for _ in range(5)]
    newsroom.settle(article.id)
    assert len({tuple(paragraphs) for paragraphs in seen}) == 5
    changing = {place for place, texts in enumerate(zip(*seen, strict=True)) if len(set(texts)) > 1}
    assert len(changing) == 1
    for paragraphs in seen:
        assert "\n".join(plain)[:80] == "\n".join(paragraphs)[:80]
    assert await body(client, newsroom, article) == plain
    assert kinds(act) == {EventKind.CHURNING}
    assert newsroom.articles[article.id].revision == 1


async def test_a_churning_page_is_never_304(newsroom, client, article):
    newsroom.churn(article.id, ChurnKind.ADVERT)
    first = await client.get(newsroom.article_url(article))
    again = await client.get(
        newsroom.article_url(article), headers={"if-none-match": first.headers["etag"]}
    )
    assert again.status_code == 200


def test_every_wording_is_kept_with_its_time(newsroom, clock, article):
    clock.advance(HOUR)
    first = clock()
    newsroom.edit(article.id, title="Second title")
    clock.advance(HOUR)
    newsroom.edit(article.id, paragraphs=["Third."], quote="")
    history = newsroom.history(article.id)
    assert [one.title for one in history] == [article.title, "Second title", "Second title"]
    assert [one.at for one in history] == [article.published_at, first, clock()]
    assert (history[0].paragraphs, history[2].paragraphs) == (article.paragraphs, ("Third.",))


def test_an_act_on_nothing_or_of_no_kind_is_refused(newsroom, article):
    for wrong in (
        lambda: newsroom.withdraw(1),
        lambda: newsroom.pin(1),
        lambda: newsroom.freeze(1),
        lambda: newsroom.churn(1, ChurnKind.CLOCK),
    ):
        with pytest.raises(KeyError):
            wrong()
    for wrong in (
        lambda: newsroom.withdraw(article.id, "sideways"),
        lambda: newsroom.churn(article.id, "weather"),
        lambda: newsroom.revise(article.id, EventKind.WITHDRAWN),
    ):
        with pytest.raises(ValueError, match=r"weather|sideways|withdrawn"):
            wrong()
    assert list(newsroom.acts) == []


async def test_all_of_it_can_be_done_over_http(clock):
    async with (
        Newsroom(articles=30, editions=("en",), now=clock) as newsroom,
        httpx.AsyncClient(base_url=f"{newsroom.url}/-/", trust_env=False) as desk,
    ):
        number = newsroom.listed("en")[5].id
        orders = {
            "revise": {"kind": "headline_changed"},
            "unlist": None,
            "relist": None,
            "withdraw": {"how": "front"},
            "restore": None,
            "redate": {"published_at": "2025-12-31T20:00:00+00:00"},
            "pin": None,
            "unpin": None,
            "freeze": None,
            "thaw": None,
            "counter_cache": {"every": 600},
            "counter_back": {"by": 7200, "lasting": 60},
            "counter_reset": None,
            "counter_bot": {"per_hour": 90},
            "churn": {"kind": "clock"},
            "settle": None,
        }
        for name, wishes in orders.items():
            answer = await desk.post(f"{name}/{number}", json=wishes or {})
            assert (answer.status_code, answer.json()["id"]) == (200, number), name
        published = await desk.post(
            "publish", json={"published_at": "2025-12-31T00:00:00+00:00", "at_top": True}
        )
        again = await desk.post(f"republish/{number}")
        acts = (await desk.get("acts")).json()
        history = (await desk.get(f"history/{number}")).json()
    assert newsroom.articles[again.json()["id"]].paragraphs == newsroom.articles[number].paragraphs
    assert published.json()["published_at"] == "2025-12-31T00:00:00+00:00"
    assert newsroom.listed("en")[1].id == published.json()["id"]
    new = ["published", "published", "republished"]
    assert [act["kind"] for act in acts] == [kind for kind in _kinds() if kind not in new] + new
    assert acts[0]["expects"][1]["kind"] == "headline_changed"
    assert acts[0]["expects"][1]["before"] == history[0]["title"]
    assert acts[0]["expects"][1]["after"] == history[1]["title"]


def _kinds():
    order = (
        ActKind.EDITED,
        ActKind.UNLISTED,
        ActKind.RELISTED,
        ActKind.WITHDRAWN,
        ActKind.RESTORED,
    )
    return (*order, *(kind for kind in ActKind if kind not in order))
