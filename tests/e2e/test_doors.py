"""Sources that are feeds, sitemaps and channels, by the whole program over real HTTP."""

import io
import json
import sqlite3
from contextlib import closing

import pytest

from monitor.config import load
from monitor.model import SourceId
from monitor.runtime.clock import SystemClock
from monitor.runtime.crawl import SourceTally, crawl

TEXT = ("Short.", "Then Vakunov spoke.")


async def crawled(program) -> SourceTally:
    """Crawl in this process: a page is read as it is by a scout, and none has to be started."""
    tally = await crawl(
        load(program.path, {}),
        frozenset({SourceId("en")}),
        pages=1,
        clock=SystemClock(),
        console=io.StringIO(),
        progress=lambda _: None,
    )
    return tally.by_source[SourceId("en")]


def watch(program, listing: str, site: str = "24.kg") -> None:
    program.configure(en=listing)
    config = program.path.read_text(encoding="utf-8").replace('site = "24.kg"', f'site = "{site}"')
    config = config.replace("[fetch]\n", "[fetch]\nscouts = 0\n")
    program.path.write_text(config, encoding="utf-8")


def asked(newsroom) -> list[str]:
    return [exchange.path for exchange in newsroom.requests if exchange.path != "/robots.txt"]


async def test_a_feed_is_watched_by_the_program_as_it_is_started_by_its_users(
    program, newsroom, receiver
):
    program.configure(en=newsroom.feed(), first_run="alert")
    newsroom.publish(edition="en", title="Vakunov speaks", topics=("vakunov",))

    code, out, _ = await program.run("crawl", "--json")

    tally = json.loads(out.splitlines()[-1])["by_source"]["en"]
    assert (code, tally["articles"], tally["pages"]) == (0, 19, 19)
    assert "Vakunov speaks" in {
        told.json()["data"]["article"]["title"] for told in receiver.received
    }


@pytest.mark.parametrize(("door", "pages"), [("rss", 1), ("sitemap.xml", 2)])
async def test_a_door_is_watched_like_a_listing_and_the_page_behind_an_entry_is_read(
    program, newsroom, receiver, door, pages
):
    watch(program, newsroom.door(door))
    first = await crawled(program)
    newsroom.publish(edition="en", title="A quiet day", paragraphs=TEXT)
    second = await crawled(program)

    assert (first.articles, first.pages, first.listings) == (18, 18, pages)
    assert (second.articles, second.pages, second.holes) == (1, 1, 0)
    (told,) = receiver.received
    assert told.json()["data"]["article"]["title"] == "A quiet day"
    assert told.json()["data"]["rule"]["id"] == "vakunov"


@pytest.mark.parametrize("door", ["atom", "feed.json"])
async def test_entries_of_a_feed_that_is_all_there_is_are_articles_without_a_page(
    program, newsroom, receiver, door
):
    watch(program, newsroom.door(door), site="feed")
    first = await crawled(program)
    published = newsroom.publish(edition="en", title="A quiet day", paragraphs=("Nothing yet.",))
    second = await crawled(program)
    newsroom.edit(published.id, paragraphs=TEXT)
    third = await crawled(program)
    await crawled(program)
    await crawled(program)

    assert (first.articles, first.revisions) == (18, 18)
    assert (second.articles, second.revisions) == (1, 1)
    assert (third.articles, third.revisions, third.holes) == (0, 1, 0)
    (told,) = receiver.received
    assert told.json()["data"]["article"]["title"] == "A quiet day"
    assert told.json()["data"]["article"]["author"] == published.author
    assert set(asked(newsroom)) == {f"/english/{door}"}
    # After news the whole feed is asked for again, and then only whether it has changed.
    assert newsroom.requests[-1].status == 304


async def test_a_channel_is_read_post_by_post_with_its_counters_and_paged_back(
    program, newsroom, receiver
):
    watch(program, newsroom.channel(), site="t.me")
    first = await crawled(program)
    for number in range(30):
        newsroom.publish(edition="en", title=f"Post {number}", paragraphs=TEXT, topics=())
    second = await crawled(program)

    assert (first.articles, first.revisions) == (18, 18)
    assert (second.articles, second.revisions, second.holes) == (30, 30, 0)
    assert second.listings == 2
    assert all("before=" in path or path == "/s/newsroom_en" for path in asked(newsroom))
    names = [name for (name,) in program.rows("SELECT name FROM article ORDER BY id")]
    assert len(names) == 48
    assert all(name.startswith("t.me#newsroom_en/") for name in names)
    (unread,) = program.rows("SELECT count(*) FROM article WHERE views IS NULL")[0]
    assert unread == 0
    titles = {told.json()["data"]["article"]["title"] for told in receiver.received}
    assert titles == {f"Post {number}" for number in range(30)}


def kept(program) -> list[tuple]:
    """Return the pages that are kept, the oldest first: id, article, URL."""
    path = program.folder / "state" / "monitor.pages.db"
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT id, article, url FROM page ORDER BY number").fetchall()


def keep_and_hear(program) -> None:
    """Have pages kept, and withdrawals told."""
    config = program.path.read_text(encoding="utf-8")
    on = 'id = "vakunov"\non = ["matched", "withdrawn", "returned"]'
    config = config.replace('id = "vakunov"', on) + "\n[archive]\n"
    program.path.write_text(config, encoding="utf-8")


async def test_what_a_listing_tells_points_at_its_page_which_is_kept_once(program, newsroom):
    watch(program, newsroom.channel(), site="t.me")
    keep_and_hear(program)
    await crawled(program)
    newsroom.publish(edition="en", title="Vakunov speaks", paragraphs=TEXT)
    await crawled(program)

    named = [page for (page,) in program.rows("SELECT page FROM revision ORDER BY id")]
    (first, nobody, url), (second, _, _) = kept(program)
    assert named == [first] * 18 + [second]
    assert (nobody, url) == (None, newsroom.channel())
    assert program.rows("SELECT page FROM alert") == [(second,)]


@pytest.mark.parametrize("is_channel", [True, False])
async def test_what_is_taken_out_of_a_channel_is_withdrawn_but_not_what_leaves_a_feed(
    program, newsroom, receiver, is_channel
):
    if is_channel:
        watch(program, newsroom.channel(), site="t.me")
    else:
        watch(program, newsroom.door("atom"), site="feed")
    keep_and_hear(program)
    await crawled(program)
    post = newsroom.publish(edition="en", title="Vakunov speaks", paragraphs=TEXT)
    newsroom.publish(edition="en", title="Something else", topics=())
    await crawled(program)
    newsroom.unlist(post.id)
    newsroom.publish(edition="en", title="Something more", topics=())
    await crawled(program)
    newsroom.relist(post.id)
    newsroom.publish(edition="en", title="Something other", topics=())
    await crawled(program)

    events = program.rows("SELECT kind, page FROM event ORDER BY at, id")
    kinds = [kind for kind, _ in events]
    told = [told.json()["type"] for told in receiver.received]
    if is_channel:
        assert kinds == ["unlisted", "withdrawn", "relisted"]
        assert events[1][1] in {id_ for id_, *_ in kept(program)}
        assert told == ["article.matched", "article.withdrawn"]
    else:
        assert kinds == ["unlisted", "relisted"]
        assert told == ["article.matched"]
