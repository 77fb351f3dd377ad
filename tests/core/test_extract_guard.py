"""What would hang the parser or fill the memory is refused before it is parsed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.extract.guard import find_hazard
from monitor.model import Problem, ProblemKind
from tests.pages.snippets import article, listing

ROW = '<div class="one"><span class="time">11:34</span><a href="/a/1/" title="x">Title</a></div>\n'
ORDINARY = (
    "<html><body><ul>" + ROW * 2_000 + "</ul><p>text<br>" + "<b>bold</b> <i class='fa'></i>" * 900
)


def attributes(count: int, every: str = "") -> str:
    return " ".join(f"a{i}{every if i % 50 == 0 else ''}" for i in range(count))


def formatting(count: int, after: str = "") -> str:
    return "<p>" + "".join(f"<b a={i}>{after}" for i in range(count)) + "</p>"


HIDDEN = '=">"'
HAZARDS = {
    "nested": "<div>" * 50_000,
    "nested and closed again": "<div>" * 20_000 + "</div>" * 20_000,
    "nested behind closing tags that close nothing": "<div></span>" * 20_000,
    "nested behind closing tags in comments": "<div><!--</div>-->" * 20_000,
    "nested list items": "<ul><li>" * 20_000,
    "options": "<select>" + "<option><div>" * 20_000,
    "formatting that every paragraph reopens": formatting(500) + "<p>x</p>" * 4_000,
    "formatting closed in comments only": formatting(1_500, "<!--</b>-->") + "<p>x</p>" * 4_000,
    "attributes": f"<a {attributes(30_000)}>",
    "attributes behind quotes": "<p>x</p>" + f"<a {attributes(60_000, HIDDEN)}>",
    "attributes without an end": "<a b " * 100_000,
}


@pytest.mark.parametrize("name", HAZARDS)
def test_a_hazard_is_refused_with_a_problem(name):
    found = article(HAZARDS[name])

    assert find_hazard(HAZARDS[name].encode())
    assert [(problem.field, problem.kind) for problem in found.problems] == [
        ("page", ProblemKind.UNREADABLE),
        ("title", ProblemKind.MISSING),
    ]
    assert listing(HAZARDS[name]).problems == (
        Problem(field="page", kind=ProblemKind.UNREADABLE, detail=found.problems[0].detail),
    )


@pytest.mark.parametrize(
    "html",
    [
        ORDINARY,
        "<p>" * 5_000,
        "text without a tag " * 20_000,
        "<img src='data:image/png;base64," + "iVBORw0KGgo/" * 5_000 + "'>",
        "<script>" + "var a = [1, 2, 3]; " * 20_000 + "</script>",
        "<svg>" + "<path d='M0 0L1 1'></path>" * 8_000 + "</svg>",
        "<table>" + "<tr><td><a href='/x'>1</a></td><td><b>2</b></td></tr>" * 5_000 + "</table>",
    ],
)
def test_an_ordinary_page_passes_however_long(html):
    assert find_hazard(html.encode()) is None


@given(st.text(st.sampled_from("<>/ab='\" !-")) | st.binary())
def test_no_markup_raises(markup):
    body = markup if isinstance(markup, bytes) else markup.encode()

    assert find_hazard(body) is None
    article(body)
    listing(body)
