"""Which words on a page are hardly the article's."""

from dataclasses import replace

import pytest

from monitor.core.health import is_proven, strange_fields, switched
from monitor.model import ArticleSelectors, Extraction, Field, Pick
from tests.core.health.pages import bad, good, new
from tests.factories import held, held_revision, selectors

TITLE = "Ambassador Vakunov arrives in Bishkek on Monday"
BODY = "\n".join(
    (
        "The ambassador was met at the airport by officials of the foreign ministry.",
        "He will present his credentials to the president within the week.",
        "His predecessor left the country in spring after four years of service.",
    )
)
MENU = "Politics. Society. Economy. Sports. Business. Weather and exchange rates. Subscribe now."


def article(**changes):
    return held(revision=held_revision(TITLE, BODY), **changes)


def strange(title=TITLE, body=BODY, of=None):
    return strange_fields(of or article(), Extraction(title=title, body=body))


def test_the_same_words_are_not_strange():
    assert strange() == frozenset()


@pytest.mark.parametrize(
    "title",
    [
        "Vakunov comes to Bishkek",
        "New ambassador in Bishkek",
        "Officials of the ministry meet the diplomat",
    ],
)
def test_a_headline_about_the_same_is_an_edit(title):
    assert strange(title=title) == frozenset()


def test_a_headline_that_shares_no_word_with_the_article_is_strange():
    assert strange(title="Свежие материалы Кыргызстана") == {"title"}


def test_a_text_that_shares_nothing_is_strange_and_one_that_grows_is_not():
    assert strange(body=MENU) == {"body"}
    assert strange(body=f"{BODY}\n{BODY}\nMore is expected.") == frozenset()


def test_a_text_of_which_only_the_beginning_is_left_is_strange_and_a_shorter_one_is_not():
    first, _, rest = BODY.partition("\n")

    assert strange(body=first) == {"body"}
    assert strange(body=rest) == frozenset()


def test_a_short_notice_may_be_replaced_as_a_whole():
    notice = held(revision=held_revision(TITLE, "More follows."))

    assert strange(body=MENU, of=notice) == frozenset()


def test_the_title_of_a_page_that_was_never_read_is_held_against_its_listing():
    unread = held(title=TITLE)

    assert strange(title="Свежие материалы Кыргызстана", of=unread) == {"title"}
    assert strange(title="Ambassador Vakunov arrives", of=unread) == frozenset()


def test_strange_words_are_believed_once_another_article_was_read_well():
    subject = article()
    doubted = bad(subject.id, 1, "body")

    assert not is_proven(subject, {"body"}, [doubted], None, 1)
    assert is_proven(subject, {"body"}, [doubted, good(2, 2)], None, 1)
    assert not is_proven(subject, {"body"}, [good(2, 0), doubted], None, 1)
    assert not is_proven(subject, {"body"}, [doubted, new(2, 2)], None, 1)


def test_strange_words_are_not_believed_where_another_article_has_them_too():
    subject = article()
    glances = [bad(subject.id, 1, "body"), good(2, 2), bad(3, 3, "body")]

    assert not is_proven(subject, {"body"}, glances, None, 9)


def test_strange_words_are_believed_in_the_end_where_no_other_article_is_read():
    subject = article()

    assert is_proven(subject, {"body"}, [bad(subject.id, 1, "body")], None, 5)


def test_another_selector_is_noticed_as_long_as_the_former_one_is_in_the_file():
    picks = tuple(Pick(source=css, css=css) for css in ("h1.main", "h1"))
    both = selectors(article=ArticleSelectors(fields={"title": Field(picks=picks)}))
    mended = selectors(article=ArticleSelectors(fields={"title": Field(picks=picks[1:])}))
    subject = replace(article(), gave={"title": "h1.main"})

    assert switched(subject, Extraction(hits={"title": "h1"}), both) == {"title"}
    assert switched(subject, Extraction(hits={"title": "h1.main"}), both) == frozenset()
    assert switched(subject, Extraction(hits={"title": "h1"}), mended) == frozenset()
