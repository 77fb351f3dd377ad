"""The whole program on a database of PostgreSQL."""

import json

import pytest

from tests.store.looking import rows
from tests.supervisor import told


@pytest.fixture
def database(program, server) -> str:
    """Let the program's database be on a server, and return its URL."""
    url = server.empty()
    said = program.path.read_text()
    program.path.write_text(said.replace('database = "state/monitor.db"', f'database = "{url}"'))
    return url


async def test_a_crawl_stores_every_article_once_and_people_can_ask_for_them(
    program, newsroom, database
):
    first_code, first, _ = await program.run("crawl", "--json", "--pages", "20")
    second_code, second, _ = await program.run("crawl", "--json", "--pages", "20")
    shown_code, shown, _ = await program.run("show", "articles", "--json", "--limit", "3")

    truth = [article for article in newsroom.articles.values() if article.edition == "en"]
    by_source = [json.loads(each.splitlines()[-1])["by_source"]["en"] for each in (first, second)]
    assert (first_code, second_code, shown_code) == (0, 0, 0)
    assert [each["articles"] for each in by_source] == [len(truth), 0]
    assert sorted(rows(database, "SELECT name FROM article")) == sorted(
        (f"24.kg#{article.id}",) for article in truth
    )
    assert len(shown.splitlines()) == 3


async def test_the_service_tells_what_is_published_through_a_death(
    program, newsroom, receiver, database, manager, tmp_path
):
    notify = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
    async with program.service(**notify) as service:
        await told(manager, "READY=1")
        code, _, err = await program.run("crawl")
        assert (code, "in use by another monitor" in err) == (3, True)
        await newsroom.wait_for(lambda: len(newsroom.requests) > 15)
        newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")
        await receiver.wait_for(1)
        service.kill()
        await service.wait()
    newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks again")
    async with program.service(**notify):
        # What was received and not yet written down at the death is told again, under its id.
        await receiver.wait_until(lambda: len({each.id for each in receiver.accepted}) == 2)

    assert rows(database, "SELECT count(*) FROM delivery") == [(2,)]


async def test_what_cannot_be_done_on_a_server_is_said(program, database, tmp_path):
    good, _, _ = await program.run("check", "config")
    refused, _, said = await program.run("backup", str(tmp_path / "copy.db"))
    program.path.write_text(program.path.read_text().replace("@/monitor", "@/nowhere"))
    lost, _, why = await program.run("check", "config")

    assert (good, refused, lost) == (0, 1, 3)
    assert "pg_dump" in said
    assert "createdb" in why
    assert "Traceback" not in said + why
