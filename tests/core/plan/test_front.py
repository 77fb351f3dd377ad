"""What a poll says of places on the page, of the source's hours and of its rhythm."""

from dataclasses import replace
from datetime import timedelta

from monitor.core.plan import decide
from monitor.model import Block, EventKind, NotModified, Rhythm
from tests.factories import NOW, fetched, held, known, listing_reading, listing_target, watch

POLLED_AT = NOW - timedelta(minutes=2)


def poll(reading, known_, *, target=None, watch_=None):
    return decide(
        target or listing_target(),
        fetched(),
        reading,
        known_,
        watch_ or watch(),
        now=NOW,
        jitter=0.5,
    )


def standing(*numbers, **changes):
    """Return what is known when these articles stood on the page, the rows numbered as they are."""
    articles = [held(number, id=number) for number in numbers]
    return replace(known(*articles), standing=numbers, **changes)


def test_places_are_those_on_the_page_with_the_new_ones_counted():
    made = poll(listing_reading(105, 104, 103), standing(104, 103))

    (front,) = made.fronts
    assert (front.block, front.at, front.continues_from) == (Block.LISTING, NOW, POLLED_AT)
    assert front.positions == ((104, 2), (103, 3))
    assert [new.position for new in made.found] == [1]
    assert made.found[0].absent_at == POLLED_AT


def test_an_article_that_leaves_its_neighbours_is_unlisted_and_its_page_wanted():
    made = poll(listing_reading(105, 104, 102, 101, 100), standing(105, 104, 103, 102, 101, 100))

    assert [(event.kind, event.article) for event in made.events] == [(EventKind.UNLISTED, 103)]
    assert made.hasten == (103,)
    assert made.fronts[0].left == (103,)


def test_an_article_that_is_pushed_off_the_end_is_no_event():
    made = poll(listing_reading(106, 105, 104, 103), standing(105, 104, 103, 102))

    assert made.events == ()
    assert made.hasten == ()


def test_an_unlisted_article_that_is_back_is_relisted():
    left_at = NOW - timedelta(hours=2)
    articles = [held(105, id=105), held(104, id=104, unlisted_at=left_at), held(103, id=103)]
    made = poll(listing_reading(105, 104, 103), replace(known(*articles), standing=(105, 103)))

    assert [(event.kind, event.article) for event in made.events] == [(EventKind.RELISTED, 104)]
    assert made.fronts[0].back == (104,)


def test_a_withdrawn_article_that_is_listed_again_has_its_page_read():
    gone = held(104, id=104, withdrawn_at=POLLED_AT)
    made = poll(listing_reading(105, 104), known(held(105, id=105), gone))

    assert made.hasten == (104,)


def test_later_pages_say_nothing_of_places():
    first = poll(listing_reading(109, 108, next_url="https://24.kg/english/page_2/"), known())
    second = poll(
        listing_reading(107, 106), known(held(106)), target=listing_target(round=first.next.round)
    )

    assert first.fronts != ()
    assert second.fronts == ()
    assert [new.position for new in second.found] == [None]
    assert [new.absent_at for new in second.found] == [None]


def test_a_poll_that_meets_the_last_proves_the_time_between():
    made = poll(listing_reading(101, 100), known(held(100)))

    assert sum((hour.proven for hour in made.source.hours), timedelta()) == NOW - POLLED_AT
    assert sum(hour.found for hour in made.source.hours) == 1
    assert sum(cell.posts for cell in made.source.lesson.cells) == 1


def test_a_round_with_a_hole_proves_nothing():
    made = poll(listing_reading(109, 108), known())

    assert made.source.hole is not None
    assert [hour.proven for hour in made.source.hours] == [timedelta()]


def test_an_unchanged_listing_proves_as_much_and_teaches_silence():
    made = decide(
        listing_target(),
        NotModified(at=NOW, took=timedelta()),
        None,
        known(held(100)),
        watch(),
        now=NOW,
        jitter=0.5,
    )

    assert sum((hour.proven for hour in made.source.hours), timedelta()) == NOW - POLLED_AT
    assert sum(cell.hours for cell in made.source.lesson.cells) > 0
    assert made.fronts[0].is_unchanged


def test_the_backlog_of_a_first_run_teaches_the_rhythm_and_counts_as_no_find():
    made = poll(listing_reading(103, 102, 101), known(is_seeded=False))

    assert sum(cell.posts for cell in made.source.lesson.cells) == 3
    assert sum(hour.found for hour in made.source.hours) == 0


def test_a_busy_source_is_polled_sooner():
    def due(posts):
        rhythm = Rhythm(posts=(posts,) * 168, hours=(4.0,) * 168)
        crowded = known(held(100))
        crowded = replace(
            crowded,
            source=replace(crowded.source, rhythm=rhythm),
            host=replace(crowded.host, worth=20),
        )
        return poll(listing_reading(100), crowded).next.due_at

    assert due(40.0) < due(4.0)
