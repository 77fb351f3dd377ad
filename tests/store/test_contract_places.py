"""What every store promises of places: who stands on a listing's first page, since when, and who left it."""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Block, Front, Merge, Plan
from monitor.store.reading import open_archive
from tests.store.desk import EN, MINUTE, NOW, RU, Database, Desk

Row = tuple[Block, int, int, int, int, int]


def front(minute: int, *articles: int, **parts: object) -> Front:
    """Return a poll of the listing so many minutes from now, the one before a minute earlier."""
    at = NOW + minute * MINUTE
    plain = Front(
        block=Block.LISTING,
        at=at,
        continues_from=at - MINUTE,
        positions=tuple((article, place) for place, article in enumerate(articles, start=1)),
    )
    return replace(plain, **parts)  # type: ignore[arg-type]


async def three_articles(desk: Desk) -> None:
    """Store the articles 1, 2 and 3, of which nobody has seen a place."""
    await desk.store.release(await desk.claim_articles(*map(desk.new, (1, 2, 3))))
    await desk.store.wish([EN], NOW, 1)


async def look(desk: Desk, *fronts: Front) -> None:
    await desk.poll(fronts[0].at, fronts=fronts)


def stays(path: Database, number: int) -> list[Row]:
    """Return the stays of an article, its times in minutes from now."""

    def minute(at: datetime) -> int:
        return (at - NOW.replace(microsecond=0)) // MINUTE

    with open_archive(path) as archive:
        report = archive.article(f"24.kg#{number}")
    assert report is not None
    return [
        (s.block, minute(s.began_at), minute(s.ended_at), s.best, s.last, s.sightings)
        for s in report.stays
    ]


async def test_a_stay_lasts_as_long_as_every_poll_sees_it(desk: Desk, path: Database):
    await three_articles(desk)
    await look(desk, front(0, 1, 2))
    await look(desk, front(1, 3, 1))
    await look(desk, front(2, 3, 2, 1))

    assert stays(path, 1) == [(Block.LISTING, 0, 2, 1, 3, 3)]
    assert stays(path, 2) == [(Block.LISTING, 0, 0, 2, 2, 1), (Block.LISTING, 2, 2, 2, 2, 1)]
    assert stays(path, 3) == [(Block.LISTING, 1, 2, 1, 1, 2)]
    assert (await desk.known()).standing == (3, 2, 1)


async def test_who_stood_there_last_is_told_from_the_top(desk: Desk, path: Database):
    await three_articles(desk)
    await look(desk, front(0, 2, 1))
    await look(desk, front(1, 3, 1))
    with open_archive(path) as archive:
        first = archive.standing(EN, NOW + MINUTE)
        standing = archive.standing(EN, NOW + 2 * MINUTE)
        elsewhere = archive.standing(RU, NOW + 2 * MINUTE)

    assert [(each.line.name, each.names) for each in standing] == [
        ("24.kg#3", ("24.kg#3",)),
        ("24.kg#1", ("24.kg#1",)),
    ]
    # Who came later is left out.
    assert [each.line.name for each in first] == ["24.kg#1"]
    assert elsewhere == []


async def test_a_poll_after_a_break_begins_new_stays(desk: Desk, path: Database):
    await three_articles(desk)
    await look(desk, front(0, 1))
    await look(desk, front(9, 1))
    await look(desk, front(10, 1, continues_from=None))

    assert [(began, ended) for _, began, ended, *_ in stays(path, 1)] == [(0, 0), (9, 9), (10, 10)]


async def test_a_page_that_is_as_it_was_makes_every_stay_longer(desk: Desk, path: Database):
    await three_articles(desk)
    await look(desk, front(0, 3, 2))
    await look(desk, front(1, 1, 2))
    await look(desk, front(2, is_unchanged=True))
    await look(desk, front(3, is_unchanged=True))

    assert stays(path, 1) == [(Block.LISTING, 1, 3, 1, 1, 3)]
    assert stays(path, 2) == [(Block.LISTING, 0, 3, 2, 2, 4)]
    assert stays(path, 3) == [(Block.LISTING, 0, 0, 1, 1, 1)]
    assert (await desk.known()).standing == (1, 2)


async def test_a_page_that_is_as_it_was_after_a_break_proves_no_stay(desk: Desk, path: Database):
    await three_articles(desk)
    await look(desk, front(0, 1))
    await look(desk, front(9, is_unchanged=True))

    assert stays(path, 1) == [(Block.LISTING, 0, 0, 1, 1, 1)]


async def test_who_left_in_a_round_that_was_broken_off_is_not_kept_by_an_unchanged_page(
    desk: Desk, path: Database
):
    await three_articles(desk)
    await look(desk, front(0, 1, 2))
    await look(desk, front(1, 1))
    # The round of minute 1 came to nothing, so this one goes on from minute 0.
    await look(desk, front(2, is_unchanged=True, continues_from=NOW))

    assert stays(path, 1) == [(Block.LISTING, 0, 2, 1, 1, 3)]
    assert stays(path, 2) == [(Block.LISTING, 0, 0, 2, 2, 1)]
    assert (await desk.known()).standing == (1,)


async def test_a_new_article_stands_where_it_was_found(desk: Desk, path: Database):
    await desk.adopt()
    found = (replace(desk.new(1), position=2), desk.new(2), replace(desk.new(3), position=1))
    await desk.poll(found=found, fronts=(front(0),))
    await look(desk, front(1, 1, 3))

    assert stays(path, 1) == [(Block.LISTING, 0, 1, 1, 1, 2)]
    assert stays(path, 2) == []
    assert (await desk.known()).standing == (1, 3)


async def test_every_source_has_places_of_its_own(desk: Desk):
    await three_articles(desk)
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))
    listings = {t.source: t for t in await desk.claim() if t.article is None}
    for source, articles in ((EN, (1, 2)), (RU, (2, 3))):
        plan = Plan(target=listings[source], next=desk.next(), fronts=(front(0, *articles),))
        await desk.store.commit(plan)

    assert (await desk.known()).standing == (1, 2)
    assert (await desk.known(target=desk.listing(RU))).standing == (2, 3)


async def test_an_articles_check_is_told_where_it_stands(desk: Desk):
    await three_articles(desk)
    await look(desk, front(0, 2, 1, 3))
    await look(desk, front(1, 3, 2))
    positions = {}
    for target in await desk.claim(now=NOW + MINUTE):
        if target.article is not None:
            known = await desk.known(target=target)
            (held,) = known.articles.values()
            positions[held.id] = held.position
            assert known.standing == ()

    assert positions == {1: None, 2: 2, 3: 1}


async def test_blocks_beside_articles_are_places_too(desk: Desk, path: Database):
    await three_articles(desk)
    popular = replace(front(0, 3, 1), block=Block.POPULAR, continues_from=NOW - timedelta(hours=3))
    await look(desk, front(0, 1), popular)
    # Pages that were fetched at once are committed in any order.
    earlier = replace(popular, at=NOW - MINUTE, positions=((1, 7),))
    await desk.poll(NOW, fronts=(earlier,))

    assert stays(path, 1) == [
        (Block.POPULAR, -1, 0, 2, 2, 2),
        (Block.LISTING, 0, 0, 1, 1, 1),
    ]


async def test_who_left_the_listing_is_known_until_it_is_back(desk: Desk):
    await three_articles(desk)
    keys = [desk.identity(1).key, desk.identity(2).key]

    async def unlisted() -> list[datetime | None]:
        known = await desk.known(keys)
        return [known.articles[key].unlisted_at for key in keys]

    await look(desk, front(0, 1, 2))
    seen = [await unlisted()]
    await look(desk, front(1, 2, left=(1,)))
    seen.append(await unlisted())
    await look(desk, front(2, 1, 2, back=(1,)))
    seen.append(await unlisted())

    assert seen == [[None, None], [NOW + MINUTE, None], [None, None]]


async def test_a_merged_article_takes_over_the_places_of_its_duplicate(desk: Desk, path: Database):
    await three_articles(desk)
    await look(desk, front(0, 1, 3))
    await look(desk, front(9, 3, 1, 2))
    (double,) = [t for t in await desk.claim(now=NOW + 9 * MINUTE) if t.article == 2]
    merge = Merge(duplicate=2, article=1)
    await desk.store.commit(Plan(target=double, next=desk.next(None), merge=merge))

    assert [(began, last) for _, began, _, _, last, _ in stays(path, 1)] == [(0, 1), (9, 2)]
    assert (await desk.known()).standing == (3, 1)
