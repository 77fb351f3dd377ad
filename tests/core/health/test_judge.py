"""When a field is gone for good."""

import random

import pytest

from monitor.core.health import broken_since
from monitor.model import Basis, Glance, PageHealth, Past, TargetKind
from tests.core.health.pages import at, bad, good, health, new, past


def since(*glances, required=False, **changes):
    return broken_since("body", glances, health(**changes), is_required=required)


def test_a_field_that_two_articles_lost_is_gone_since_the_first_of_them():
    assert since(good(1, 0), bad(2, 1), bad(3, 2)) == at(1)


def test_one_article_that_lost_a_field_is_odd_however_often_it_is_read():
    assert since(good(1, 0), bad(2, 1), bad(2, 2), bad(2, 3)) is None


def test_a_few_good_pages_between_do_not_hide_that_it_is_lost():
    assert since(bad(2, 0), good(3, 1), good(4, 2), bad(5, 3)) == at(0)


def test_a_field_that_is_lost_now_and_then_takes_more_to_be_gone():
    flaky = {"past": past(300, 15)}

    assert since(bad(2, 0), bad(3, 1), **flaky) is None
    assert since(*(bad(n, n) for n in range(6)), **flaky) == at(0)


def test_a_field_that_few_pages_have_is_not_missed():
    rare = {"past": past(100, 100, fresh=100, unheld=100)}

    assert since(*(bad(n, n) for n in range(16)), **rare) is None


def test_a_source_that_was_hardly_read_is_not_judged():
    assert since(bad(1, 0), bad(2, 1), past=past(5, fresh=5)) is None


def test_photo_stories_are_not_a_broken_text_and_a_whole_run_of_such_pages_is():
    assert since(good(1, 0), new(2, 1, "body"), new(3, 2, "body"), new(4, 3, "body")) is None
    assert since(*(new(n, n, "body") for n in range(6))) == at(0)


def test_two_new_pages_without_what_makes_them_articles_are_enough():
    assert since(new(1, 0, "body"), new(2, 1, "body"), required=True) == at(0)
    assert since(new(1, 0, "body"), good(2, 1), new(3, 2, "body"), required=True) is None


def test_two_polls_of_a_listing_are_enough():
    polls = [
        Glance(
            page=TargetKind.LISTING, subject=0, at=at(n), hit=frozenset(), lost=frozenset({"row"})
        )
        for n in range(2)
    ]
    known = PageHealth(past={("row", Basis.HELD): Past(hits=20)})

    assert broken_since("row", polls[:1], known, is_required=True) is None
    assert broken_since("row", polls, known, is_required=True) == at(0)


@pytest.mark.parametrize("rate", [0.0, 0.002, 0.02, 0.1, 0.3])
def test_fields_that_are_missed_by_chance_raise_no_alarm(rate):
    assert alarms(rate, reads=1_500) == 0


@pytest.mark.soak
@pytest.mark.parametrize("rate", [0.0, 0.002, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3])
def test_hardly_any_in_a_hundred_thousand_reads(rate):
    found = alarms(rate, reads=100_000)
    print(f"{rate:.3f}: {found} alarms")

    assert found <= 5


def alarms(rate: float, *, reads: int) -> int:
    """Return how often a field is called gone that each page lacks with that chance, by itself."""
    chance = random.Random(f"health/{rate}")
    hits, misses, window, found, was_broken = 300 * (1 - rate), 300 * rate, [], 0, False
    for number in range(reads):
        is_lost = chance.random() < rate
        window = [*window, (bad if is_lost else good)(number + 1, number)][-16:]
        known = PageHealth(past={("body", Basis.HELD): Past(hits=int(hits), misses=int(misses))})
        is_broken = is_lost and broken_since("body", window, known, is_required=False) is not None
        found += is_broken and not was_broken
        was_broken = is_broken or (was_broken and is_lost)
        hits, misses = hits + (not is_lost), misses + is_lost
    return found
