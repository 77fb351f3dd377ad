from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.front import vanished

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
# Newest on top, as rows are stored by polls that each brought one article.
PAGE = list(range(120, 100, -1))


def times(page):
    return {article: NOON - timedelta(minutes=place) for place, article in enumerate(page)}


def without(*gone):
    return [article for article in PAGE if article not in gone]


def test_who_is_gone_from_among_the_others_vanished():
    assert vanished(PAGE, without(115)) == (115,)
    assert vanished(PAGE, [121, 122, *without(115)[:-1]]) == (115,)
    assert vanished(PAGE, without(118, 110)) == (118, 110)


def test_the_newest_may_vanish_too():
    assert vanished(PAGE, without(120)) == (120,)


def test_nothing_vanished_from_a_page_as_it_was():
    assert vanished(PAGE, PAGE) == ()


@given(st.integers(0, 25))
def test_who_is_pushed_off_the_end_did_not_vanish(fresh):
    page = [*range(120 + fresh, 120, -1), *PAGE][: len(PAGE)]
    assert vanished(PAGE, page) == ()


@given(st.integers(0, 20))
def test_a_page_that_shows_fewer_rows_hides_its_end_only(rows):
    assert vanished(PAGE, PAGE[:rows]) == ()
    assert vanished(PAGE, [*PAGE[:rows], PAGE[-1]]) == ()


def test_the_last_ones_have_nobody_below_to_prove_it():
    assert vanished(PAGE, without(101)) == ()
    assert vanished(PAGE, without(102)) == ()
    assert vanished(PAGE, without(103)) == (103,)
    assert vanished(PAGE, without(102), alive_below=1) == (102,)


def test_who_moved_is_not_gone_and_proves_nothing_of_others():
    # 101 and 102 were brought up to date and stand on top; 103 went off the end meanwhile.
    assert vanished(PAGE, [101, 102, *PAGE[:-3]]) == ()


def test_another_page_is_no_mass_withdrawal():
    assert vanished(PAGE, PAGE[::2]) == ()
    assert vanished(PAGE, []) == ()
    assert vanished([], PAGE) == ()


def test_an_old_article_that_is_no_longer_pinned_did_not_vanish():
    assert vanished([7, *PAGE], PAGE) == ()
    ages = times(PAGE) | {5: NOON - timedelta(days=9)}
    assert vanished([5, 7, *PAGE], [5, *PAGE], ages) == ()
    assert vanished([5, 7, *PAGE], [5, *PAGE]) == ()


def test_a_pinned_article_on_top_hides_nobody_below():
    assert vanished([7, *PAGE], [7, *without(115)]) == (115,)


def test_times_tell_the_order_of_a_backlog_whose_rows_count_down_the_page():
    backlog = PAGE[::-1]
    gone = [article for article in backlog if article != 110]

    assert vanished(backlog, gone, times(backlog)) == (110,)
    assert vanished(backlog, gone) == ()


def test_an_article_that_is_linked_twice_stands_at_its_first_place():
    assert vanished(PAGE, [*without(115), 120]) == (115,)


@given(st.permutations(PAGE[:8]), st.permutations(PAGE[:9]))
def test_only_those_who_stood_there_and_are_gone_are_named(before, now):
    gone = set(before[:4])
    page = [article for article in now if article not in gone]
    named = vanished(before, page)

    assert set(named) <= gone
    assert list(named) == [article for article in before if article in set(named)]


@pytest.mark.parametrize("rows", [2, 3])
def test_a_short_listing_is_watched_too(rows):
    page = PAGE[: rows + 1]
    assert vanished(page, page[1:]) == (120,)


def test_an_article_below_a_pinned_row_can_vanish():
    page = [120, 3, 119, 118, 117, 116]
    published = times(PAGE) | {3: NOON - timedelta(days=9)}

    assert vanished(page, [120, 3, 118, 117, 116], published) == (119,)
