"""`monitor crawl` on real HTTP."""

import asyncio
import json

from monitor.demo import REDESIGN, Newsroom, Stall, Status
from monitor.demo.edition import EDITIONS
from tests.program import Program


async def crawled(program, *words: str) -> tuple[int, dict]:
    code, out, err = await program.run("crawl", "--json", *words)
    assert out, err
    return code, json.loads(out.splitlines()[-1])


async def test_every_article_is_stored_once_under_all_its_spellings_and_a_second_run_stores_none(
    program, newsroom
):
    first_code, first = await crawled(program, "--pages", "20")
    second_code, second = await crawled(program, "--pages", "20")

    truth = [article for article in newsroom.articles.values() if article.edition == "en"]
    stored = program.rows("SELECT name FROM article")
    assert (first_code, second_code) == (0, 0)
    assert first["by_source"]["en"]["articles"] == len(truth)
    assert second["by_source"]["en"]["articles"] == 0
    assert sorted(stored) == sorted((f"24.kg#{article.id}",) for article in truth)
    fewest = program.rows("SELECT count(*) AS n FROM alias GROUP BY article ORDER BY n LIMIT 1")
    assert fewest[0][0] >= 2


async def test_hundreds_of_articles_are_stored_once_each(tmp_path, receiver, nursery):
    async with Newsroom(articles=400, editions=("en",), page_size=50) as newsroom:
        program = Program(tmp_path, newsroom, receiver, nursery)
        _, first = await crawled(program, "--pages", "100")
        _, second = await crawled(program, "--pages", "100")

    assert first["by_source"]["en"]["articles"] == 400
    assert first["by_source"]["en"]["pages"] == 400
    assert second["by_source"]["en"]["articles"] == 0
    assert program.rows("SELECT count(*), count(DISTINCT name) FROM article") == [(400, 400)]
    fewest = program.rows("SELECT count(*) AS n FROM alias GROUP BY article ORDER BY n LIMIT 1")
    assert fewest[0][0] >= 2


async def test_what_is_stored_is_what_the_author_wrote(program, newsroom):
    await crawled(program, "--pages", "20")

    rows = program.rows(
        "SELECT article.name, revision.title, revision.body FROM revision JOIN article ON article.id = revision.article"
    )

    by_name = {name: (title, body) for name, title, body in rows}
    for article in newsroom.articles.values():
        if article.edition != "en":
            continue
        title, body = by_name[f"24.kg#{article.id}"]
        assert title == article.title
        assert all(paragraph in body.split("\n") for paragraph in article.paragraphs)


async def test_the_backlog_is_silent_and_what_comes_after_it_is_told(program, newsroom, receiver):
    await crawled(program)
    silent = len(receiver.received)

    published = newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")
    await crawled(program)

    assert silent == 0
    (told,) = receiver.received
    assert told.is_signed
    assert told.json()["data"]["article"]["id"] == f"24.kg#{published.id}"
    assert told.json()["data"]["rule"]["id"] == "vakunov"


async def test_a_word_in_the_ticker_beside_every_article_fires_nothing(program, newsroom, receiver):
    program.configure(first_run="alert")

    await crawled(program, "--pages", "20")

    told = {
        r.json()["data"]["article"]["id"]
        for r in receiver.received
        if r.json()["data"]["rule"]["id"] == "visa-free"
    }
    truth = {
        f"24.kg#{article.id}"
        for article in newsroom.articles.values()
        if article.edition == "en" and article.mentions_of("visa-free")
    }
    assert told == truth
    assert len(truth) < sum(article.edition == "en" for article in newsroom.articles.values())


async def test_an_edit_becomes_a_revision_and_views_a_series(program, newsroom):
    program.configure(recheck="365d:1s")
    await crawled(program)
    edited = max(a.id for a in newsroom.articles.values() if a.edition == "en")
    newsroom.edit(edited, title="Another headline")

    async def numbers() -> list[tuple]:
        await crawled(program)
        return program.rows(
            "SELECT revision.number, revision.title FROM revision JOIN article ON article.id = revision.article "
            f"WHERE name = '24.kg#{edited}' ORDER BY revision.number"
        )

    for _ in range(10):
        if len(found := await numbers()) == 2:
            break

    assert found[1] == (2, "Another headline")
    (observations,) = program.rows(
        "SELECT count(*) FROM observation JOIN article ON article.id = observation.article "
        f"WHERE name = '24.kg#{edited}' AND observation.views > 0"
    )[0]
    assert observations >= 2


async def test_a_poll_that_meets_nothing_known_pages_back_until_it_does(program, newsroom):
    await crawled(program)
    before = len(program.rows("SELECT id FROM article"))
    for _ in range(40):
        newsroom.publish(edition="en", topics=())

    _, tally = await crawled(program)

    assert tally["by_source"]["en"]["listings"] >= 3
    assert tally["by_source"]["en"]["holes"] == 0
    assert len(program.rows("SELECT id FROM article")) >= before + 40


async def test_a_redesign_is_seen_as_a_failure_and_harms_nothing(program, newsroom):
    await crawled(program)
    before = program.rows("SELECT count(*) FROM revision")
    newsroom.script("/*", REDESIGN)

    code, tally = await crawled(program)

    assert code == 5
    assert tally["by_source"]["en"]["reason"] == "empty_listing"
    assert program.rows("SELECT count(*) FROM revision") == before


async def test_some_failed_and_nothing_worked_have_their_own_exit_codes(program, newsroom):
    program.configure(editions=("en", "ru"))
    newsroom.script("/english/*", Status(code=500))

    some, _ = await crawled(program)
    newsroom.script("/*", Status(code=503))
    none, tally = await crawled(program)

    assert (some, none) == (4, 5)
    assert tally["verdict"] == "nothing"


async def test_a_receiver_that_fails_is_tried_again_under_the_same_id(program, newsroom, receiver):
    await crawled(program)
    receiver.script(Status(code=500), times=1)
    newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")

    _, tally = await crawled(program)
    assert tally["deferred"] == 1
    for _ in range(10):
        await crawled(program)
        if len(receiver.received) == 2:
            break

    first, second = receiver.received
    assert first.id == second.id
    assert first.body == second.body
    assert [first.status, second.status] == [500, 204]


async def test_a_host_is_asked_no_more_at_once_than_politeness_allows(program, newsroom: Newsroom):
    program.configure(concurrency=2, editions=("en", "ru", "ky"))

    await crawled(program, "--pages", "3")

    assert newsroom.most_in_flight <= 2


async def test_an_unknown_source_is_refused_by_name(program):
    code, _, err = await program.run("crawl", "--source", "nobody")

    assert code == 2
    assert "nobody is not configured" in err


async def test_an_interrupted_crawl_hands_back_what_it_held_and_shows_no_traceback(
    program, newsroom
):
    newsroom.script("/english/*", Stall())
    crawling = asyncio.create_task(program.run("crawl", interrupt=True))
    await newsroom.wait_for(lambda: any(r.path == "/english/" for r in newsroom.requests))
    program.interrupted.set()

    code, _, err = await crawling

    assert code == 130
    assert "Traceback" not in err
    assert program.rows("SELECT count(*) FROM target WHERE leased_until IS NOT NULL") == [(0,)]


async def test_a_listing_goes_straight_on_to_an_article_and_lets_the_next_listing_pass(
    program, newsroom
):
    program.configure(editions=("en", "ru", "ky"), first_run="alert", concurrency=1)

    code, _, _ = await program.run("crawl")

    roots = {edition.root for edition in EDITIONS.values()}
    asked = [exchange.path for exchange in newsroom.requests if exchange.path != "/robots.txt"]
    assert code == 0
    assert [path in roots for path in asked[:7]] == [True, False, True, False, True, False, False]
    assert sorted(asked[:6:2]) == sorted(roots)
