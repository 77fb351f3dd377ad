"""What a listing page means."""

from dataclasses import replace
from datetime import timedelta

from monitor.core.plan import decide
from monitor.model import FirstRun, NotModified, Reason, Round
from tests.factories import (
    LISTING,
    NOW,
    fetched,
    held,
    known,
    listing_reading,
    listing_target,
    source,
    watch,
)

PAGE_2 = "https://24.kg/english/page_2/"


def plan(reading, known, *, target=None, watch_=None):
    return decide(
        target or listing_target(),
        fetched(),
        reading,
        known,
        watch_ or watch(),
        now=NOW,
        jitter=0.5,
    )


def on_page(number: int, **changes) -> Round:
    began_at = NOW - timedelta(seconds=5)
    return replace(Round(began_at=began_at, page=number, url=PAGE_2), **changes)


def test_an_unknown_candidate_becomes_a_new_article_as_due_as_the_poll():
    target = listing_target()

    found = plan(listing_reading(101, 100), known(held(100)), target=target).found

    assert [article.identity.name for article in found] == ["24.kg#101"]
    assert found[0].due_at == target.due_at
    assert found[0].language == "en"
    assert not found[0].seeded


def test_a_poll_that_overlaps_the_last_ends_and_is_due_after_every():
    fixed = watch(source=source(every=timedelta(minutes=2)))
    made = plan(listing_reading(101, 100, next_url=PAGE_2), known(held(100)), watch_=fixed)

    assert made.next.round is None
    assert made.next.due_at == NOW + timedelta(minutes=2)
    assert made.next.validators.etag == '"new"'
    assert made.source.polled_at == NOW
    assert made.source.hole is None


def test_a_poll_without_overlap_goes_on_to_the_next_page_at_once():
    target = listing_target()

    made = plan(listing_reading(103, 102, next_url=PAGE_2), known(), target=target)

    assert made.next.round.page == 2
    assert made.next.round.url == PAGE_2
    assert made.next.due_at == target.due_at
    assert made.source.polled_at is None


def test_an_article_stored_in_this_very_round_is_no_overlap():
    turn = on_page(2)
    fresh = held(102, first_seen_at=turn.began_at + timedelta(seconds=1))

    made = plan(
        listing_reading(102, 101, next_url="https://24.kg/english/page_3/"),
        known(fresh),
        target=listing_target(round=turn),
    )

    assert made.next.round.page == 3


def test_rows_that_are_pinned_above_the_news_are_no_overlap():
    pinned = held(50, id=50)

    made = plan(listing_reading(50, 103, 102, next_url=PAGE_2), known(pinned))
    met = plan(listing_reading(50, 103, 102, 101, next_url=PAGE_2), known(pinned, held(101, id=9)))
    quiet = plan(listing_reading(50, 101, next_url=PAGE_2), known(pinned, held(101, id=9)))

    assert made.next.round.page == 2
    assert met.next.round is None
    assert quiet.next.round is None


def test_a_round_begins_when_its_first_page_was_fetched_so_that_its_own_finds_are_no_overlap():
    later = NOW + timedelta(milliseconds=40)
    first = decide(
        listing_target(),
        fetched(at=NOW),
        listing_reading(103, next_url=PAGE_2),
        known(),
        watch(),
        now=later,
        jitter=0.5,
    )
    # What a store remembers of a find is when the page that named it was fetched.
    found = held(103, first_seen_at=first.next.checked_at)

    second = plan(
        listing_reading(103, 102, next_url="https://24.kg/english/page_3/"),
        known(found),
        target=listing_target(round=first.next.round),
    )

    assert second.next.round is not None
    assert second.next.round.page == 3


def test_a_round_that_reaches_its_cap_without_overlap_records_a_hole():
    made = plan(
        listing_reading(99, 98, next_url="https://24.kg/english/page_4/"),
        known(),
        target=listing_target(round=on_page(3)),
        watch_=watch(source=source(pages=3)),
    )

    assert made.next.round is None
    assert made.source.hole.pages == 3
    assert made.source.hole.after == NOW - timedelta(minutes=2)
    assert made.source.hole.before == NOW - timedelta(minutes=5)


def test_a_page_pushed_back_by_what_was_published_meanwhile_does_not_end_the_round():
    first = plan(listing_reading(103, next_url=PAGE_2), known()).next.round
    before = held(103, first_seen_at=first.began_at)

    again = plan(
        listing_reading(103, next_url="https://24.kg/english/page_3/"),
        known(before),
        target=listing_target(round=first),
    )

    assert again.next.round.page == 3
    assert again.next.round.barren == 1


def test_a_last_page_that_repeats_ends_the_round():
    first = plan(listing_reading(103, next_url=PAGE_2), known()).next.round
    before = held(103, first_seen_at=first.began_at)

    made = plan(
        listing_reading(103, next_url="https://24.kg/english/page_4/"),
        known(before),
        target=listing_target(round=replace(first, page=3, at_least=50, barren=1)),
    )

    assert made.next.round is None


def test_the_first_run_stores_its_page_silently_and_looks_no_further():
    made = plan(listing_reading(103, 102, next_url=PAGE_2), known(is_seeded=False))

    assert [article.seeded for article in made.found] == [True, True]
    assert made.next.round is None
    assert made.source.seeded_at == NOW
    assert made.source.hole is None


def test_a_first_run_that_alerts_stores_nothing_silently():
    made = plan(
        listing_reading(103),
        known(is_seeded=False),
        watch_=watch(source=source(first_run=FirstRun.ALERT)),
    )

    assert [article.seeded for article in made.found] == [False]


def test_a_wish_for_pages_reads_on_behind_the_overlap_and_takes_the_backlog_silently():
    first = plan(
        listing_reading(101, 100, next_url=PAGE_2),
        known(held(100)),
        target=listing_target(pages_wished=3),
    )
    second = plan(
        listing_reading(99, 98, next_url="https://24.kg/english/page_3/"),
        known(),
        target=listing_target(round=first.next.round),
    )

    assert [article.seeded for article in first.found] == [False]
    assert [article.seeded for article in second.found] == [True, True]
    assert second.next.round.page == 3


def test_a_known_article_under_another_spelling_is_a_sighting():
    made = plan(
        listing_reading(100), known(held(100, identity=replace(held(100).identity, url="x")))
    )

    assert [(s.article, s.spelling) for s in made.sightings] == [
        (7, "https://24.kg/english/100_Title/")
    ]
    assert made.found == ()


def test_two_spellings_of_a_new_article_are_both_kept():
    reading = listing_reading(101, 101)

    made = plan(reading, known())

    assert [article.identity.name for article in made.found] == ["24.kg#101", "24.kg#101"]


def test_a_listing_without_articles_is_a_failure_that_keeps_the_old_validators():
    target = listing_target(failures=1)

    made = plan(listing_reading(), known(), target=target)

    assert made.next.reason is Reason.EMPTY_LISTING
    assert made.next.failures == 2
    assert made.next.validators == target.validators
    assert made.source.reason is Reason.EMPTY_LISTING


def test_an_unchanged_listing_was_polled():
    outcome = NotModified(at=NOW, took=timedelta(milliseconds=20))

    fixed = watch(source=source(every=timedelta(minutes=2)))
    made = decide(listing_target(), outcome, None, known(), fixed, now=NOW, jitter=0.5)

    assert made.source.polled_at == NOW
    assert made.next.due_at == NOW + timedelta(minutes=2)
    assert made.next.reason is None


def test_the_first_page_of_a_round_is_the_listing_itself():
    made = plan(listing_reading(103, next_url=PAGE_2), known())

    assert made.target.url == LISTING
    assert made.next.round.began_at == NOW


def test_what_a_clock_saw_that_was_ahead_is_known_all_the_same():
    seen = held(100, first_seen_at=NOW + timedelta(days=3652))

    made = plan(listing_reading(101, 100, next_url=PAGE_2), known(seen))

    assert (made.next.round, made.source.hole) == (None, None)


def test_a_page_that_came_before_the_clock_was_set_back_came_now():
    made = decide(
        listing_target(),
        replace(fetched(), at=NOW + timedelta(hours=1)),
        listing_reading(101, 100),
        known(held(100)),
        watch(),
        now=NOW,
        jitter=0.5,
    )

    assert (made.next.checked_at, made.source.polled_at) == (NOW, NOW)


def test_what_is_found_while_the_clock_is_set_back_is_due_now():
    target = listing_target(due_at=NOW + timedelta(hours=1))

    made = plan(listing_reading(101, 100), known(held(100)), target=target)

    assert [article.due_at for article in made.found] == [NOW]


def test_a_round_under_which_the_clock_was_set_back_proves_nothing():
    target = listing_target(round=on_page(2, began_at=NOW + timedelta(hours=1)))

    made = plan(listing_reading(101, 100), known(held(100)), target=target)

    assert made.source.hole is not None
