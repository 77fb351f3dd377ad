"""The list of articles, over a real archive."""

import re

import httpx
import pytest

LINE = re.compile(r'<h3><a href="/articles/(\d+)">([^<]*)</a></h3>')


def lines(page: httpx.Response) -> list[tuple[str, str]]:
    assert page.status_code == 200, page.text
    return LINE.findall(page.text)


async def test_articles_are_listed_a_leaf_at_a_time(
    reader: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("monitor.web.articles._SHOWN", 20)
    page = await reader.get("/articles")
    (onward,) = re.findall(r'<a rel="next" href="([^"]+)"', page.text)
    behind = await reader.get(f"/articles{onward}")

    assert len(lines(page)) == 20
    assert not {id_ for id_, _ in lines(page)} & {id_ for id_, _ in lines(behind)}


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"text": "AMBASSADOR"}, True),
        ({"text": "ambass* Vakunov"}, True),
        ({"text": "ambassador", "rule": "visa", "source": "24kg-en", "language": "en"}, True),
        ({"text": "ambassador", "since": "2020-01-01", "until": "2100-01-01"}, True),
        ({"text": "ambassador", "source": "24kg-ru"}, False),
        ({"text": "ambassador", "language": "ky"}, False),
        ({"text": "ambassador", "rule": "nobody's"}, False),
        ({"text": "ambassador", "until": "2020-01-01"}, False),
        ({"text": "ambassador", "since": "2100-01-01"}, False),
        ({"text": "ambassador", "views": "1000000"}, False),
        ({"text": '" OR NEAR( *'}, False),
    ],
)
async def test_filters_are_asked_for_and_can_be_taken_away(
    reader: httpx.AsyncClient, asked: dict[str, str], is_found: bool
):
    page = await reader.get("/articles", params=asked)
    titles = [title for _, title in lines(page)]

    assert titles == (["Vakunov &lt;b&gt;meets&lt;/b&gt; the ambassador"] if is_found else [])
    assert ("Take a filter away" in page.text) is not is_found
    chips = page.text.partition('class="chips"')[2].partition("</ul>")[0]
    assert chips.count("<li>") == len(asked) + 1


async def test_a_filter_that_is_taken_away_leaves_the_others(reader: httpx.AsyncClient):
    page = await reader.get("/articles", params={"rule": "visa", "source": "24kg-en", "after": "x"})
    chips = page.text.partition('class="chips"')[2].partition("</ul>")[0]

    assert 'href="?source=24kg-en"' in chips
    assert 'href="?rule=visa"' in chips


@pytest.mark.parametrize(
    "asked",
    [{"since": "yesterday"}, {"until": "9999-12-31"}, {"views": "many"}, {"views": "9" * 30}],
)
async def test_what_says_nothing_is_said_to_be_left_out(
    reader: httpx.AsyncClient, asked: dict[str, str]
):
    page = await reader.get("/articles", params={**asked, "text": "ambassador"})

    assert len(lines(page)) == 1
    assert "says nothing here and was left out" in page.text


async def test_a_filter_that_is_not_configured_stays_chosen(reader: httpx.AsyncClient):
    page = await reader.get("/articles", params={"source": '"><script>'})

    assert "<option selected>&#34;&gt;&lt;script&gt;</option>" in page.text
    assert "<script>" not in page.text


async def test_a_link_leads_to_its_article_however_it_is_spelt(reader: httpx.AsyncClient):
    ((id_, _),) = lines(await reader.get("/articles", params={"text": "ambassador"}))
    article = (await reader.get(f"/articles/{id_}")).text
    (url,) = re.findall(r'<a href="(http[^"]+)" rel="noopener noreferrer">to the page', article)
    answer = await reader.get("/articles", params={"text": f"{url}?utm_source=x#top"})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/articles/{id_}")
    assert (
        await reader.get("/articles", params={"text": "https://nowhere.example/"})
    ).status_code == 200
