"""A site that says where its article ends is read from the beginning of the page, and never read otherwise for it."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from monitor.config.sites import load_site, shipped_folder
from monitor.core.extract import Seen, read_article, see_article
from monitor.core.reading import KEPT_BLOCKS
from monitor.model import Page
from tests.pages.snippets import NOW, page, site

FIXTURES = sorted((Path(__file__).parent.parent / "pages").glob("24.kg/article-*.html"))
KEYS = "within = 'main'\ncut_before = '<aside'\nbody = 'p'"
ARTICLE = "<main><h1>Title</h1><p>Text.</p></main>"


def both(html: str, keys: str = KEYS) -> tuple[Seen, Seen]:
    """Return what is seen where the page may be cut, and where it may not."""
    whole = Seen(read_article(page(html), site(keys), now=NOW), is_cut=False)
    return see_article(page(html), site(keys), now=NOW), whole


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_page_reads_the_same_cut_or_not(path):
    origin = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    fetched = Page(url=origin["url"], final_url=origin["url"], body=path.read_bytes())
    selectors = load_site(shipped_folder() / "24.kg.toml")
    now = datetime.fromisoformat(origin["now"])

    cut = see_article(fetched, selectors, now=now, blocks=KEPT_BLOCKS)

    assert cut.extraction == read_article(fetched, selectors, now=now, blocks=KEPT_BLOCKS)


def test_two_of_the_three_pages_are_cut():
    selectors = load_site(shipped_folder() / "24.kg.toml")
    pages = [
        Page(url="https://24.kg/1/", final_url="https://24.kg/1/", body=path.read_bytes())
        for path in FIXTURES
    ]

    cut = [see_article(each, selectors, now=NOW, blocks=KEPT_BLOCKS).is_cut for each in pages]

    # The Kyrgyz one has no metas, which might stand behind the cut.
    assert cut == [True, False, True]


def test_what_stands_behind_the_cut_is_not_parsed():
    cut, whole = both(ARTICLE + "<aside><p>More.</p></aside>")

    assert cut == whole._replace(is_cut=True)


@pytest.mark.parametrize(
    "html",
    [
        "<main><h1>Title</h1><p>Text.</p><aside>Box</aside><p>More.</p></main>",
        "<main><h1>Title</h1><p>Text.<b><aside>Box</aside></b> More.</p></main>",
        "<main><h1>Title</h1><!-- <aside --><p>Text.</p></main>",
        "<main><h1>Title</h1><script>'<aside'</script><p>Text.</p></main>",
        "<main><h1>Title</h1><p title='<aside'>Text.</p></main>",
        "<main><h1>Title</h1><p>Text.<table><aside>Box</aside></table>More.</main>",
        "<main><h1>Title<p>Text.<aside>Box</aside><p>More.",
        "<aside>Box</aside>" + ARTICLE,
        "<main><h1>Title</h1><textarea><aside></textarea><p>Text.</p></main>",
        ARTICLE,
    ],
)
def test_a_page_that_is_not_cut_behind_its_article_is_read_whole(html):
    cut, whole = both(html)

    assert cut == whole


def test_what_is_looked_for_all_over_the_page_is_looked_for_behind_the_cut():
    keys = (
        KEYS
        + "\nlanguage = 'meta[name=l]::attr(content)'\n[article.related]\nrow = 'li'\nlink = 'a::attr(href)'"
    )
    meta, row = "<meta name=l content=ky>", "<li><a href=/2/>Two</a>"

    for html in (
        ARTICLE + f"<aside>{meta}{row}",
        meta + ARTICLE + f"<aside>{row}",
        row + ARTICLE + f"<aside>{meta}",
    ):
        cut, whole = both(html, keys)
        assert cut == whole

    cut, whole = both(meta + row + ARTICLE + "<aside>", keys)
    assert cut == whole._replace(is_cut=True)


def test_a_cut_page_keeps_the_character_set_of_the_whole():
    selectors = site(KEYS)
    body = (
        ARTICLE.replace("Text", "Текст").encode("cp1251")
        + b"<aside>\xd0\xf3\xf1\xf1\xea\xe8\xe9</aside>"
    )
    fetched = replace(page(body), content_type="text/html; charset=windows-1251")

    assert see_article(fetched, selectors, now=NOW).extraction.body == "Текст."
