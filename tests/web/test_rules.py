"""The pages of rules, over a real archive: what each looks for and met, and a query that is tried."""

import re

import httpx
import pytest

from monitor.config import Config
from monitor.errors import RuleError
from monitor.store.reading import open_archive
from monitor.web import rehearsals, tryout
from monitor.web.bars import bars_of, shade
from monitor.web.tryout import bad_query


async def test_the_list_shows_what_each_rule_met(reader: httpx.AsyncClient):
    page = await reader.get("/rules")

    assert page.status_code == 200
    assert "<code>visa OR виза</code>" in page.text
    assert "Articles in 30 days: " in page.text
    assert 'class="strip"' in page.text
    assert " style=" not in page.text


async def test_a_rule_says_what_it_looks_for_and_why_it_met_an_article(reader: httpx.AsyncClient):
    page = await reader.get("/rules/vakunov")

    assert "the name in any script and spelling" in page.text
    assert "vakunov, vakunovs" in page.text
    assert re.search(r"<mark[^>]*>Vakunov</mark> &lt;b&gt;meets&lt;/b&gt;", page.text)
    assert '<span class="unseen">met:</span>' in page.text
    assert "<b>meets" not in page.text


async def test_a_rule_is_held_against_an_article_that_is_named(
    reader: httpx.AsyncClient, config: Config
):
    with open_archive(config.database) as archive:
        missed = next(line for line in archive.articles(limit=50) if not line.rules)
    page = await reader.get("/rules/vakunov", params={"article": missed.name})
    nobody = await reader.get("/rules/vakunov", params={"article": "<i>"})

    assert '<span class="unseen">not met:</span>' in page.text
    assert "Nobody knows that article." in nobody.text
    assert 'value="&lt;i&gt;"' in nobody.text


async def test_a_rule_that_never_was(reader: httpx.AsyncClient):
    assert (await reader.get("/rules/nobody")).status_code == 404


async def test_a_query_is_tried_over_the_archive(reader: httpx.AsyncClient):
    page = await reader.get("/rules/try", params={"q": "ambassador OR президент", "days": "90"})

    assert page.status_code == 200
    assert re.search(r"<mark[^>]*>ambassador</mark>", page.text)
    assert "alerts a day" in page.text
    assert "Looked at every article of the last 90 days." in page.text
    assert "президентом" in page.text
    assert ">vakunov</a>" in page.text
    assert "<b>meets" not in page.text


async def test_a_try_is_bounded_and_says_so(
    reader: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tryout, "MOST_ARTICLES", 5)
    monkeypatch.setattr(rehearsals, "_BATCH", 2)
    page = await reader.get("/rules/try", params={"q": "nothing*", "days": "90"})

    assert "of 5 articles" in page.text
    assert "Looked at the newest of the last 90 days only" in page.text


async def test_a_doubtful_query_is_told_to_be(reader: httpx.AsyncClient):
    page = await reader.get("/rules/try", params={"q": "the"})

    assert "nearly every article has" in page.text


async def test_a_fault_is_shown_where_it_is(reader: httpx.AsyncClient):
    page = await reader.get("/rules/try", params={"q": "<b>visa\r\nAND (work", "days": "x"})

    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert "<b>" not in page.text
    assert "&lt;b&gt;visa\nAND (work</textarea>" in page.text


@pytest.mark.parametrize(
    ("query", "column", "line", "caret"),
    [
        ("visa AND", 9, "visa AND", "        ^"),
        ("visa\nAND (work", 10, "AND (work", "    ^"),
        ("a\n\nb", 4, "b", "^"),
        ("a\n", 3, "", "^"),
        ("", 1, "", "^"),
    ],
)
def test_a_column_of_the_query_is_one_of_its_line(query, column, line, caret):
    bad = bad_query(RuleError("x", query=query, column=column))

    assert (bad.line, bad.caret) == (line, caret)
    assert bad.column == len(caret)


async def test_nothing_is_tried_before_anything_is_asked(reader: httpx.AsyncClient):
    page = await reader.get("/rules/try")

    assert page.status_code == 200
    assert "Write a query" in page.text


def test_bars_stand_on_the_line():
    strip = bars_of([("a", 0), ("b", 4), ("c", 1)], height=8)

    assert [(bar.x, bar.y, bar.height) for bar in strip.bars] == [(8, 0.0, 8.0), (16, 6.0, 2.0)]
    assert bars_of([]).bars == ()


def test_what_is_little_has_no_shade():
    assert [shade(value, 10) for value in (0, 0.9, 1, 2.5, 9.9, 10)] == [0, 0, 1, 2, 4, 4]
    assert shade(0, 0) == 0
