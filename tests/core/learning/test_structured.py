"""What pages say of themselves for machines, and selectors that read it."""

import pytest

from monitor.core.extract.density import dense_text
from monitor.core.extract.structured import facts_of, read_linked
from monitor.core.extract.tree import Tree
from monitor.errors import ConfigError
from tests.pages.snippets import article, page, site


def root_of(html: str):
    tree = Tree(page(html), ())
    ROOTS.append(tree)
    return tree.root


# A tree lives as long as somebody holds it.
ROOTS: list[Tree] = []


def linked(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ('{"@type":"NewsArticle","headline":"A &amp; B"}', "headline", "A & B"),
        (
            '{"@graph":[{"@type":"WebSite","name":"x"},{"@type":["Article"],"headline":"H"}]}',
            "headline",
            "H",
        ),
        (
            '[{"@type":"NewsArticle","author":[{"name":"A B"},{"name":"C D"}]}]',
            "author.name",
            "A B, C D",
        ),
        ('{"@type":"NewsArticle","author":"A B"}', "author.name", "A B"),
        ('{"@type":"WebPage","name":"x"}', "headline", ""),
        ('{"@type":"NewsArticle","headline":"two\nlines"}', "headline", "two\nlines"),
        ("{broken", "headline", ""),
        ("[" * 100_000, "headline", ""),
        ('{"@type":"NewsArticle","headline":{"a":{"b":1}}}', "headline", ""),
        (
            '{"@type":"NewsArticle","headline":null,"wordCount":' + "9" * 5_000 + "}",
            "wordCount",
            "",
        ),
    ],
)
def test_what_json_ld_says(text, path, said):
    assert read_linked(root_of(linked(text)), path) == said


def test_of_several_articles_the_one_counts_that_names_the_page():
    html = linked(
        '{"@type":"NewsArticle","headline":"other","url":"https://24.kg/news/2/"}'
    ) + linked('{"@type":"NewsArticle","headline":"own","url":"https://24.kg/news/1/"}')

    assert read_linked(root_of(html), "headline", "https://24.kg/news/1/") == "own"
    assert read_linked(root_of(html), "headline", "https://24.kg/news/3/") == "other"


def test_facts_come_with_the_selector_that_gives_them():
    html = (
        linked('{"@type":"NewsArticle","headline":"One"}')
        + '<meta property="og:title" content="Three"><h1 itemprop="headline">Two</h1>'
    )

    assert list(facts_of(root_of(html), "title")) == [
        ("One", "::ld(headline)"),
        ("Two", "[itemprop='headline']"),
        ("Three", "meta[property='og:title']::attr(content)"),
    ]


def test_a_selector_may_ask_json_ld():
    html = "<h1>Title</h1>" + linked(
        '{"@type":"NewsArticle","datePublished":"2026-11-20T10:00:00+06:00","image":["/a.jpg"]}'
    )
    found = article(html, 'published = "::ld(datePublished)"\nimages = "::ld(image)"')

    assert f"{found.published_at:%H:%M}" == "04:00"
    assert found.images == ("https://24.kg/a.jpg",)
    assert found.hits["published"] == "::ld(datePublished)"


@pytest.mark.parametrize("spelled", ["::ld()", "h1::ld(headline)", "::ld(a..b)"])
def test_a_misspelled_question_to_json_ld_is_refused(spelled):
    with pytest.raises(ConfigError):
        site(f'title = "{spelled}"')


def test_the_text_is_where_words_are_that_are_no_links():
    text = "This is a sentence of the article, and it has some words in it. "
    html = (
        "<div class=menu><ul>"
        + "<li><a href=/a>A link with many words of the menu in it</a></li>" * 9
        + "</ul></div>"
        f"<div><p>{text * 2}</p><div class=related><a href=/b>{text}</a></div><p>{text * 2}</p></div>"
        f"<div class=comments><p>{text * 3}</p></div>"
    )
    found = dense_text(root_of(html))

    assert found.split("\n") == [(text * 2).strip()] * 2


def test_a_page_of_links_has_no_text():
    assert dense_text(root_of("<a href=/a>Words that are nothing but a link</a>" * 50)) == ""
