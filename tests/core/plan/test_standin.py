"""Pages that read well and are not the article."""

from datetime import timedelta

import pytest

from monitor.core.plan.standin import stand_in
from monitor.model import Known, Reason, SourceState
from tests.factories import NOW, article_reading, held, held_revision, identity

LONG = "The commission met on Tuesday and heard four ministers speak of roads. " * 20
OTHER = "Wrestlers of Naryn won seven medals at the junior tournament in Almaty. " * 20


def judged(reading, article=None, **articles):
    known = Known(articles={a.identity.key: a for a in articles.values()}, source=SourceState())
    found = stand_in(
        reading, article or held(revision=held_revision("Roads are mended", LONG)), known
    )
    return None if found is None else (found.reason, found.detail.partition(":")[0])


@pytest.mark.parametrize("title", ["Page not found", "Страница не найдена", "Барак табылган жок"])
def test_an_error_in_the_dress_of_the_site_is_no_edit(title):
    assert judged(article_reading(title=title, body="Sorry.")) == (Reason.BLOCKED, "missing")


def test_an_article_whose_listing_has_the_same_headline_is_one():
    article = held(title="Page not found", revision=None)

    assert judged(article_reading(title="Page not found", body="A play."), article) is None


def test_a_headline_over_a_long_text_is_an_article():
    assert judged(article_reading(title="Access denied", body=LONG)) is None


def test_a_stub_that_asks_for_a_subscription_is_a_wall():
    reading = article_reading(title="Roads are mended", body=f"{LONG[:70]}\nSubscribe to continue.")

    assert judged(reading) == (Reason.BLOCKED, "wall")


def test_a_text_that_was_merely_cut_is_an_edit():
    assert judged(article_reading(title="Roads are mended", body=LONG[:70])) is None


def test_an_article_that_spoke_of_subscriptions_before_may_be_cut():
    before = held_revision("Roads are mended", LONG + "Subscribe to continue, says the sign.")
    reading = article_reading(
        title="Roads are mended", body="Subscribe to continue, says the sign."
    )

    assert judged(reading, held(revision=before)) is None


def test_a_page_with_the_address_and_the_headline_of_another_article_is_that_one():
    other = held(101, id=8, title="Seven medals for wrestlers")
    reading = article_reading(title="Seven medals for wrestlers", body=OTHER)
    claiming = type(reading)(
        extraction=reading.extraction, redirected=None, claimed=(identity(101),), spellings=()
    )

    assert judged(claiming, other=other) == (Reason.OTHER_ARTICLE, "the page is another article")


def test_another_headline_text_and_date_at_once_are_another_article():
    published = {"published_at": NOW - timedelta(days=3)}
    article = held(
        revision=held_revision("Roads are mended", LONG), published_at=NOW, title="Roads"
    )
    reading = article_reading(title="Seven medals for wrestlers", body=OTHER, **published)

    assert judged(reading, article) == (Reason.OTHER_ARTICLE, "the page is another article")


def test_another_headline_and_text_of_the_same_date_are_an_edit():
    assert judged(article_reading(title="Seven medals for wrestlers", body=OTHER)) is None
