import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.gaps import gap_article, missing_numbers
from monitor.model import FoundBy
from tests.factories import NOW, identity, selectors

DENSE = range(1_000, 1_100)


def seen(*gone, numbers=DENSE):
    return [number for number in numbers if number not in gone]


def test_the_newest_gap_comes_first():
    assert missing_numbers(seen(1_003, 1_050, 1_051)) == (1_051, 1_050, 1_003)


def test_no_more_are_wanted_than_asked_for():
    assert missing_numbers(seen(*range(1_030, 1_070)), most=3) == (1_069, 1_068, 1_067)
    assert len(missing_numbers(seen(*range(1_020, 1_080), numbers=range(1_000, 2_000)))) == 50


@pytest.mark.parametrize("numbers", [[], [7], [7, 8, 9], [9, 7, 8, 8]])
def test_nothing_is_missing_where_nothing_is(numbers):
    assert missing_numbers(numbers) == ()


def test_a_site_that_is_watched_in_part_has_no_gaps():
    third = list(range(1_000, 1_300, 3))
    assert missing_numbers(third) == ()


def test_sixty_percent_is_enough():
    assert missing_numbers([1, 2, 5]) == (4, 3)
    assert missing_numbers([1, 2, 6]) == ()


def test_a_new_numbering_is_no_gap():
    assert missing_numbers([*seen(1_050), *range(1_301, 1_310)]) == (1_050,)
    assert missing_numbers([*DENSE, 990_001, 990_003]) == (990_002,)


def test_a_run_of_two_hundred_is_a_gap_and_one_more_is_none():
    assert len(missing_numbers([*range(500), *range(700, 900)], most=500)) == 200
    assert missing_numbers([*range(500), *range(701, 900)], most=500) == ()


@given(st.sets(st.integers(0, 400)), st.integers(0, 60))
def test_what_is_missing_lies_between_what_was_seen(numbers, most):
    missing = missing_numbers(list(numbers), most=most)

    assert len(missing) <= most
    assert list(missing) == sorted(missing, reverse=True)
    assert not set(missing) & numbers
    assert all(min(numbers) < number < max(numbers) for number in missing)


def test_the_article_of_a_number_is_the_one_its_listing_would_name():
    site = selectors(article_url="https://24.kg/{id}/")
    article = gap_article(100, site, language="en", now=NOW)

    assert article is not None
    assert article.identity.key == identity(100).key
    assert article.identity.url == article.spelling == "https://24.kg/100/"
    assert (article.found_by, article.title, article.due_at) == (FoundBy.GAP, "", NOW)
    assert article.language == "en"
    assert article.published_at is None


def test_a_site_without_an_address_for_a_number_has_no_such_article():
    assert gap_article(100, selectors(), language=None, now=NOW) is None


def test_an_address_that_does_not_give_the_number_back_names_nothing():
    site = selectors(article_url="https://24.kg/story?id={id}")
    assert gap_article(100, site, language=None, now=NOW) is None
