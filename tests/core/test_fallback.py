"""What fills a required field that selectors miss: told, never preferred, no comfort for their health."""

from datetime import timedelta

import pytest

from monitor.core.extract.fallback import DENSEST
from monitor.core.health import article_signs, by_fallback, given
from monitor.core.plan import decide
from monitor.model import Basis, EventKind, Gain, ProblemKind, Reason
from tests.factories import (
    NOW,
    article_reading,
    article_target,
    fetched,
    held,
    held_revision,
    known,
    rule,
    watch,
)
from tests.pages.snippets import article, site

TEXT = "This is a sentence of the article, and it has some words in it. " * 3
LINKED = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The linked headline"%s}</script>'
KEYS = 'title = "h1.gone"\nbody = ".gone"\npublished = ".gone"\nrequired = ["published"]'


def page_with(more: str = "", body: str = f"<div><p>{TEXT}</p><p>{TEXT}</p></div>") -> str:
    return LINKED % more + body


def test_required_fields_are_filled_and_their_origin_is_told():
    found = article(page_with(',"datePublished":"2026-11-20T10:00:00+06:00"'), KEYS)

    assert found.title == "The linked headline"
    assert f"{found.published_at:%d %H:%M}" == "20 04:00"
    assert found.body == "\n".join([TEXT.strip()] * 2)
    assert found.fallbacks == {
        "title": "::ld(headline)",
        "published": "::ld(datePublished)",
        "body": DENSEST,
    }
    assert found.hits == {}
    assert {(p.field, p.kind) for p in found.problems} == {
        ("title", ProblemKind.FALLBACK),
        ("published", ProblemKind.FALLBACK),
    }


def test_what_a_selector_finds_is_never_replaced():
    found = article("<h1>The open headline</h1>" + page_with(), 'title = "h1"\nbody = ".gone"')

    assert found.title == "The open headline"
    assert found.body is None
    assert found.fallbacks == {}


def test_what_is_not_required_is_left_missing():
    found = article(page_with(',"author":{"name":"A B"}'), 'title = "h1.gone"\nauthor = ".gone"')

    assert found.title == "The linked headline"
    assert found.author is None


@pytest.mark.parametrize(
    "html",
    [
        "<title>Just a moment</title><meta property='og:title' content='Just a moment'>",
        "<meta property='og:type' content='website'><meta property='og:title' content='Log in'>",
        '<script type="application/ld+json">{"@type":"WebPage","name":"Log in"}</script>',
    ],
)
def test_a_page_that_is_no_article_is_left_as_it_is(html):
    found = article(html, KEYS)

    assert found.title is None
    assert found.fallbacks == {}
    assert {p.kind for p in found.problems} == {ProblemKind.MISSING}


def test_a_date_ahead_fills_nothing():
    found = article(page_with(',"datePublished":"2036-11-20T10:00:00+06:00"'), KEYS)

    assert found.published_at is None
    assert "published" not in found.fallbacks


def test_for_the_health_of_selectors_the_field_is_missed():
    found = article(page_with(), KEYS)
    selectors = site(KEYS)

    assert article_signs(found, selectors)["title"].gain is Gain.MISSING
    assert by_fallback(given(found, selectors)) == {"title", "body"}


def visit(reading, article_, *rules):
    return decide(
        article_target(),
        fetched("https://24.kg/english/100_Title/"),
        reading,
        known(article_),
        watch(*rules),
        now=NOW,
        jitter=0.5,
    )


FILLED = {
    "fallbacks": {"title": "::ld(headline)", "body": DENSEST},
    "title": "Visa-free",
    "body": TEXT,
}


def test_a_new_article_is_stored_and_told():
    plan = visit(article_reading(**FILLED), held(title="Visa-free"), rule("visas", "visa-free"))

    assert plan.revision.title == "Visa-free"
    assert [match.rule for match in plan.matches] == ["visas"]
    assert plan.article.gave["title"] == "fallback: ::ld(headline)"


def filled_by(plan) -> dict[str, str]:
    return {h.field: h.selector for h in plan.health.harvests if h.basis is Basis.FALLBACK}


def test_what_was_filled_of_a_new_article_is_counted():
    new = visit(article_reading(**FILLED), held(title="Visa-free"))
    read = visit(article_reading(**FILLED), held(revision=held_revision("Other", "Other text.")))

    assert filled_by(new) == FILLED["fallbacks"]
    assert filled_by(read) == {}


def test_words_that_are_held_are_not_held_against_those_of_a_fallback():
    plan = visit(article_reading(**FILLED), held(revision=held_revision("Other", "Other text.")))

    assert plan.revision is None
    assert plan.next.due_at > NOW - timedelta(seconds=1)
    assert plan.next.reason is Reason.UNREADABLE


def test_the_words_of_mended_selectors_are_no_edit():
    first = held(
        revision=held_revision("Visa-free", TEXT), gave={"title": "fallback: ::ld(headline)"}
    )
    plan = visit(
        article_reading(title="Visa-free travel", body=TEXT + "More.", hits={"title": "h1"}), first
    )

    assert plan.revision.title == "Visa-free travel"
    assert EventKind.EDITED not in [event.kind for event in plan.events]
