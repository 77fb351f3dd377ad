"""The pages of stories and of exchange rates."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Plan, Rate
from tests.cli.story import CONFIG
from tests.store.desk import MINUTE, NOW, Desk, opened
from tests.store.test_contract_stories import reads
from tests.web.over import reading

DAY = timedelta(days=1)


@pytest.fixture
async def toml(tmp_path: Path) -> Path:
    """An archive in which the second article copies the first, and the dollar rose yesterday."""
    async with opened(tmp_path / "monitor.db") as desk:
        first, second = await desk.claim_articles(*map(Desk.new, (1, 2)))
        await desk.store.commit(reads(desk, first))
        await desk.store.commit(reads(desk, second, of=1))
        for days, value in ((40, 86.0), (1, 87.5)):
            target, *_ = await desk.claim(now=NOW + DAY)
            at = NOW - days * DAY
            rate = Rate(currency="USD", value=value)
            plan = Plan(target=target, next=desk.next(NOW, at), rates=(rate,))
            await desk.store.commit(plan)
    path = tmp_path / "monitor.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


async def test_stories_say_who_had_it_first_and_who_took_it(toml: Path):
    async with reading(toml, NOW + MINUTE) as client:
        listed = (await client.get("/stories")).text
        told = await client.get("/stories/24.kg%231")
        later = (await client.get("/articles/2")).text

    assert 'href="/stories/24.kg%231"' in listed
    assert "articles: 2" in listed
    assert told.text.count("<li>") == 2
    assert "90 % of its text stood there before" in told.text
    assert 'href="/articles/2"' in told.text
    assert '<li aria-current="true">' in later


async def test_an_old_story_is_not_listed_and_an_unknown_one_not_found(toml: Path):
    async with reading(toml, NOW + 3 * DAY) as client:
        listed = (await client.get("/stories?hours=24")).text
        longer = (await client.get("/stories?hours=168")).text
        unknown = await client.get("/stories/24.kg%2399")

    assert "No text was taken over in this time." in listed
    assert 'href="/stories/24.kg%231"' in longer
    assert unknown.status_code == 404


async def test_a_rate_that_held_when_the_period_began_is_where_it_begins(toml: Path):
    async with reading(toml, NOW) as client:
        page = (await client.get("/rates?days=7")).text
        picture = await client.get("/rates/USD.svg?days=7&dark=1")
        none = await client.get("/rates/XXX.svg")

    assert '<td class="n">87.5</td>' in page
    assert '<td class="n">+1.74 %</td>' in page
    assert '<td class="n">86</td>' in page
    assert b'id="rate-0"' in picture.content
    assert none.status_code == 404


async def test_where_no_rate_is_shown_the_page_says_where_they_come_from(tmp_path: Path):
    async with opened(tmp_path / "monitor.db"):
        pass
    (tmp_path / "monitor.toml").write_text(CONFIG, encoding="utf-8")
    async with reading(tmp_path / "monitor.toml", NOW) as client:
        assert "[article.rates]" in (await client.get("/rates")).text
