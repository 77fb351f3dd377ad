import pytest

from monitor.core.learning.marks import is_written, marks_of, selectors_of
from monitor.core.learning.sample import sample
from tests.pages.snippets import page


@pytest.mark.parametrize(
    "token",
    [
        "newsTitle",
        "article__title",
        "ArticleItem--name",
        "td-post-content",
        "title2",
        "BbCode",
        "wsw",
    ],
)
def test_names_that_people_gave(token):
    assert is_written(token)


@pytest.mark.parametrize(
    "token",
    [
        "css-1x2y3z",
        "sc-bdVaJa",
        "post-12345",
        "a1b2c3",
        "_3fKx9",
        "hXmKpq",
        "x" * 41,
        "a:b",
        "w-1/2",
    ],
)
def test_names_of_a_build_or_of_one_page(token):
    assert not is_written(token)


def node_of(html: str, css: str):
    each = sample(page(html), ())
    return each.tree.root.css_first(css)


def test_the_steadiest_name_is_the_first():
    node = node_of(
        '<div class="mt-4 css-1x2y3z story" id="post-12345" itemprop="articleBody">x</div>', "div"
    )

    assert [mark.css for mark in marks_of(node)][:2] == ["[itemprop='articleBody']", ".story"]


def test_of_a_class_with_a_hash_the_part_before_it_is_taken():
    node = node_of('<h1 class="Article_title__x7Gh2">x</h1>', "h1")

    assert "[class*='Article_title__']" in {mark.css for mark in marks_of(node)}


def test_no_selector_counts_children_or_holds_a_number_of_the_page():
    html = '<div id="p-99812"><ul><li class="a">1</li><li class="a b-55123">2</li></ul></div>'
    node = node_of(html, "li + li")
    found = [mark.css for mark in selectors_of(node)]

    assert found
    assert not any("nth" in css or "99812" in css or "55123" in css for css in found)


def test_odd_tags_give_no_name():
    assert node_of("<a\u202eb>x</a\u202eb><p>y</p>", "p") is not None
    odd = sample(page("<a\u202eb>words of it</a\u202eb>"), ())
    names = {mark.css for node in odd.nodes for mark in selectors_of(node)}

    assert not any("\u202e" in name for name in names)
