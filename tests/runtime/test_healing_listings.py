"""The daemon's healing of a listing in virtual time: its rows are drawn anew, and no new article is seen any more."""

import asyncio

import pytest

from benchmarks.torture.markups import ROW, listing, swap
from monitor.demo.faults import Status
from tests.runtime.redrawn import POLL, Broken, staged

CARDS = swap(('id="newslist"', 'id="feed"'), ("lineNews", "stack"), ('class="time"', 'class="clock"'))  # fmt: skip


def without_the_newest(page: str) -> str:
    """Draw the rows anew, and give the newest of them a place of its own."""
    first = ROW.search(page)
    return CARDS(page.replace(first[0], first[0].replace('class="one"', 'class="lead"'), 1))


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    made = Broken(tmp_path_factory.mktemp("broken"), CARDS, listing, good=12, bad=(2, POLL))
    asyncio.run(made.prepare())
    return made


async def test_a_listing_is_found_again_written_and_read_on(broken, tmp_path):
    async with broken.watched(tmp_path, "apply") as stage:
        new = stage.newsroom.publish()
        asked = len(stage.newsroom.requests)

        healed = await stage.engine.heal()

        assert (healed.alerts, healed.is_written) == (1, True)
        # The listing is asked for once, and no article: none of their fields is broken.
        assert len(stage.newsroom.requests) == asked + 1
        (told,) = stage.told()
        assert told["sought"] == ["listing.row"]
        found = {each["field"]: each["selectors"] for each in told["remedies"]}
        assert found == {
            "listing.row": ["#feed .one"],
            "listing.time": [".clock"],
            "listing.day": [".lineDate"],
        }
        assert all(each["is_sure"] for each in told["remedies"])

        await stage.reload()
        await stage.live(3)

        assert stage.health.breakage is None
        assert (await stage.engine.heal()).alerts == 0
        with stage.archive() as archive:
            (line,) = [each for each in archive.articles() if each.title == new.title]
            article = archive.article(str(line.id))
        assert article.line.published_at == new.published_at.replace(microsecond=0)
        assert "valid_until" in (tmp_path / "selectors" / "24.kg.toml").read_text()


async def test_rows_that_miss_an_article_are_proposed_and_not_written(broken, tmp_path):
    async with broken.watched(tmp_path, "apply", without_the_newest) as stage:
        healed = await stage.engine.heal()

        assert (healed.alerts, healed.is_written) == (1, False)
        assert not (tmp_path / "selectors").exists()
        (told,) = stage.told()
        assert told["remedies"]
        assert not any(each["is_sure"] for each in told["remedies"])


async def test_a_listing_that_cannot_be_had_is_asked_for_another_time(broken, tmp_path):
    async with broken.watched(tmp_path, "apply") as stage:
        stage.newsroom.heal("*")
        stage.newsroom.script("*", Status(code=503))
        asked = len(stage.newsroom.requests)

        assert (await stage.engine.heal()).alerts == 0
        assert len(stage.newsroom.requests) == asked + 1
        assert (await stage.engine.heal()).alerts == 0
        assert len(stage.newsroom.requests) == asked + 1


def feed(path: str) -> bool:
    return path.endswith("/rss/")


async def test_a_feed_is_not_looked_for(tmp_path):
    async with staged(tmp_path) as stage:
        path = tmp_path / "monitor.toml"
        url = stage.newsroom.listing("ru")
        path.write_text(path.read_text().replace(url, f"{url}rss/"))
        await stage.reload()
        stage.redraw(str, feed)
        await stage.live(12)
        stage.redraw(swap(("item>", "thing>")), feed)
        await stage.live(3)
        assert stage.health.breakage is not None
        asked = len(stage.newsroom.requests)

        assert (await stage.engine.heal()).alerts == 0
        assert len(stage.newsroom.requests) == asked
