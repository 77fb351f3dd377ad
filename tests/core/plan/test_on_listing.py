"""What a listing tells of articles beside their links: of those without a page all, of others their counters."""

from dataclasses import replace
from datetime import timedelta

from monitor.core.plan import decide
from monitor.model import (
    NO_VALIDATORS,
    ArticleSelectors,
    EventKind,
    Extraction,
    Failed,
    Listing,
    ListingReading,
    Reason,
    Round,
)
from tests.factories import (
    LISTING,
    NOW,
    article_reading,
    article_target,
    fetched,
    held,
    held_revision,
    identity,
    known,
    link,
    listing_reading,
    listing_target,
    selectors,
    source,
    watch,
)

ALONE = watch(selectors=selectors(article=ArticleSelectors(fields={}, is_on_listing=True)))
READ = held(101)
AS_TOLD = {identity(101).key: held_revision().fingerprint}
CHILD = "https://24.kg/sitemap_news.xml"


def telling(*numbers: int, views: int | None = None) -> ListingReading:
    """Return a reading whose articles have no page: each says "Title" and "Body."."""
    said = article_reading(views=views)
    return replace(
        listing_reading(*numbers), told={identity(number).key: said for number in numbers}
    )


def counting(**views: int) -> ListingReading:
    """Return a reading whose rows show counters of articles that have pages."""
    reading = listing_reading(*(int(number[1:]) for number in views))
    said = {link(int(number[1:])).url: Extraction(views=count) for number, count in views.items()}
    return replace(reading, listing=replace(reading.listing, said=said))


def decided(reading, held_, *, target=None, watch_=ALONE, wordings=AS_TOLD):
    held_ = replace(held_, wordings=wordings)
    return decide(
        target or listing_target(), fetched(), reading, held_, watch_, now=NOW, jitter=0.5
    )


def test_what_is_new_is_visited_oldest_first_and_never_due_by_itself():
    made = decided(telling(103, 102, 101), known(READ))

    assert made.told == (identity(102).key, identity(103).key)
    assert [new.due_at for new in made.found] == [None, None]
    assert made.next.validators == NO_VALIDATORS


def test_where_nothing_is_to_be_visited_the_listing_is_asked_for_with_its_condition():
    made = decided(telling(101), known(READ))

    assert made.told == ()
    assert made.next.validators.etag == '"new"'


def test_a_counter_and_a_new_wording_are_worth_a_visit():
    counted = decided(telling(101, views=5), known(READ))
    other = {identity(101).key: held_revision(body="Other.").fingerprint}
    edited = decided(telling(101), known(READ), wordings=other)

    assert counted.told == edited.told == (identity(101).key,)


def test_what_another_source_brought_is_its_own():
    made = decided(telling(101, views=5), known(held(101, source="other")))

    assert made.told == ()


def test_an_article_that_was_stored_and_not_read_is_visited_and_is_no_overlap():
    made = decided(telling(102, 101), known(READ), wordings={})

    assert made.told == (identity(101).key, identity(102).key)
    assert made.source.hole is not None


def test_nothing_is_asked_for_the_sake_of_an_article_without_a_page():
    target = article_target()
    made = decide(
        target,
        fetched(target.url),
        article_reading(),
        known(held()),
        ALONE,
        now=NOW,
        jitter=0.5,
    )

    assert (made.next.due_at, made.next.worth, made.next.firm) == (None, 0.0, 0.0)
    assert made.observation is not None


def test_who_vanished_has_no_page_that_could_be_asked():
    standing = known(held(101), replace(held(100), id=8, identity=identity(100)))
    made = decided(telling(102, 100), replace(standing, standing=(7, 8)))

    assert made.hasten == ()


def standing_by(reading, **changes):
    """Return what is decided of a listing that showed 101 above 100 and 99 before."""
    articles = [replace(held(n), id=n) for n in (101, 100, 99)]
    stood = replace(known(*articles), standing=(101, 100, 99))
    return decided(reading, stood, **changes)


def test_who_vanished_from_among_its_neighbours_is_withdrawn_where_its_listing_was_all_of_it():
    made = standing_by(telling(102, 100, 99))

    assert made.untold == (101,)


def test_who_left_a_feed_may_stand_where_its_link_leads():
    reading = telling(102, 100, 99)
    reading = replace(reading, listing=replace(reading.listing, door="rss"))

    assert standing_by(reading).untold == ()


def test_a_listing_of_pages_withdraws_nobody():
    assert standing_by(listing_reading(102, 100, 99), watch_=watch()).untold == ()


def test_what_its_listing_tells_no_more_is_withdrawn_at_once_and_told_and_comes_back():
    gone = Failed(reason=Reason.GONE, detail="", at=NOW, took=timedelta())
    article = held(101, revision=held_revision())

    made = decide(article_target(101), gone, None, known(article), ALONE, now=NOW, jitter=0.5)

    assert [event.kind for event in made.events] == [EventKind.WITHDRAWN]
    assert made.article.withdrawn_at == NOW
    assert made.next.due_at is None
    back = replace(article, withdrawn_at=NOW - timedelta(hours=2))
    assert decided(telling(101), known(back)).told == (identity(101).key,)


def test_counters_of_a_listing_are_readings_of_articles_that_have_pages():
    same, other = held(101, views=7), replace(held(102), id=8, identity=identity(102), views=7)
    made = decided(counting(a101=7, a102=9, a103=1), known(same, other), watch_=watch())

    assert [(seen.article, seen.views) for seen in made.counted] == [(8, 9)]
    assert made.told == ()


def leading_on() -> ListingReading:
    return ListingReading(listing=Listing(candidates=(), next_url=CHILD, leads_on=True), named=())


def test_an_index_leads_on_to_its_sitemap_and_is_asked_for_without_a_condition():
    made = decided(leading_on(), known(), watch_=watch())

    assert made.next.round.url == CHILD
    assert made.next.due_at == listing_target().due_at
    assert made.next.validators == NO_VALIDATORS
    assert made.source.hole is None


def test_a_sitemap_behind_an_index_that_names_nothing_is_an_empty_listing():
    first = decided(leading_on(), known(), watch_=watch())
    target = listing_target(round=first.next.round)
    empty = ListingReading(listing=Listing(candidates=()), named=())

    made = decided(empty, known(), target=target, watch_=watch())

    assert made.next.reason is Reason.EMPTY_LISTING


def test_a_round_through_indexes_ends():
    far = Round(began_at=NOW - timedelta(seconds=5), page=20, url=LISTING)

    made = decided(leading_on(), known(), target=listing_target(round=far), watch_=watch())

    assert made.next.round is None


def test_what_a_feed_says_of_an_article_is_kept_until_its_page_says_more():
    reading = listing_reading(101)
    said = Extraction(section="World", author="Ann", language="ky")
    reading = replace(reading, listing=replace(reading.listing, said={link(101).url: said}))
    (here,) = decided(reading, known(), watch_=watch()).found
    (elsewhere,) = decided(reading, known(), watch_=watch(source=source(language=None))).found

    assert (here.section, here.author, here.language) == ("World", "Ann", "en")
    assert elsewhere.language == "ky"
