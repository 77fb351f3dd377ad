"""Which sitemaps of an index are looked at, and what of them is news."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.plan import decide
from monitor.core.plan.sitemaps import MOST_BESIDE
from monitor.model import Extraction, Listing, ListingReading, Round
from tests.factories import (
    NOW,
    fetched,
    held,
    identity,
    known,
    link,
    listing_reading,
    listing_target,
    watch,
)

NEWEST, SPORT, WORLD, OLD = (f"https://24.kg/{name}.xml" for name in "nswo")
POLLED_AT = NOW - timedelta(minutes=10)
HOUR = timedelta(hours=1)


def held_since(*articles, polled_at=POLLED_AT, is_seeded: bool = True):
    known_ = known(*articles, is_seeded=is_seeded)
    return replace(known_, source=replace(known_.source, polled_at=polled_at))


def decided(reading, known_, turn: Round | None = None):
    target = listing_target(round=turn)
    return decide(target, fetched(), reading, known_, watch(), now=NOW, jitter=0.5)


def index(*others) -> ListingReading:
    listing = Listing(candidates=(), next_url=NEWEST, leads_on=True, others=others)
    return ListingReading(listing=listing, named=())


def changed(reading: ListingReading, **ages) -> ListingReading:
    """Return the reading of a sitemap whose pages say how long ago they were changed."""
    said = {link(int(n[1:])).url: Extraction(modified_at=NOW - age) for n, age in ages.items()}
    named = tuple((replace(each, published_at=None), i) for each, i in reading.named)
    return replace(reading, named=named, listing=replace(reading.listing, said=said))


def test_sitemaps_that_changed_since_the_last_poll_wait_behind_the_newest():
    days_ago = NOW - timedelta(days=3)
    made = decided(
        index((SPORT, NOW - HOUR), (WORLD, NOW - 12 * HOUR), (OLD, days_ago)), held_since()
    )

    turn = made.next.round
    assert (turn.url, turn.waiting, turn.is_beside) == (NEWEST, (SPORT, WORLD), False)


def test_no_more_of_them_wait_than_a_few():
    many = ((f"https://24.kg/{n}.xml", NOW) for n in range(30))

    assert len(decided(index(*many), held_since()).next.round.waiting) == MOST_BESIDE


def test_after_the_newest_has_met_what_was_known_the_others_are_read_one_by_one():
    first = decided(index((SPORT, NOW), (WORLD, NOW)), held_since()).next.round
    second = decided(listing_reading(102, 101), held_since(held(101)), first).next.round
    third = decided(changed(listing_reading(7)), held_since(), second).next.round
    last = decided(changed(listing_reading(8)), held_since(), third)

    assert [(each.url, each.is_beside) for each in (second, third)] == [
        (SPORT, True),
        (WORLD, True),
    ]
    assert last.next.round is None
    assert last.source.hole is None


@pytest.mark.parametrize("is_seeded", [True, False])
def test_beside_the_newest_only_what_changed_is_news(is_seeded):
    turn = Round(began_at=NOW, page=3, url=SPORT, overlapped=True, is_beside=True)
    reading = changed(listing_reading(7, 8, 9), a7=HOUR, a8=timedelta(days=9))

    made = decided(reading, held_since(is_seeded=is_seeded), turn)

    assert [(new.identity.key, new.seeded) for new in made.found] == [
        (identity(7).key, not is_seeded)
    ]
    assert made.next.round is None


def test_what_stands_beside_proves_nothing_of_the_newest():
    turn = Round(began_at=NOW, page=3, url=SPORT, overlapped=False, is_beside=True)

    made = decided(changed(listing_reading(101), a101=HOUR), held_since(held(101)), turn)

    assert made.source.hole is not None


def test_a_sitemap_beside_in_which_nothing_is_fresh_is_no_empty_listing():
    turn = Round(began_at=NOW, page=4, url=SPORT, overlapped=True, is_beside=True)
    nothing = replace(
        turn,
        last_page=decided(changed(listing_reading(7)), held_since(), turn).target.round.last_page,
    )

    made = decided(changed(listing_reading(7)), held_since(), nothing)

    assert (made.next.reason, made.found) == (None, ())
