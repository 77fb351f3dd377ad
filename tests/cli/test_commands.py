"""The command line as a user meets it, foreseen mistakes included."""

import json

import pytest

from monitor.demo import Status


async def test_help_names_every_command(program):
    code, out, _ = await program.run("--help")

    assert code == 0
    for command in ("init", "check", "crawl", "run", "show", "views", "export", "demo"):
        assert f"\n  {command} " in out


async def test_an_unknown_command_is_refused(program):
    code, _, err = await program.run("krawl")

    assert code == 2
    assert "krawl" in err


async def test_without_a_configuration_the_remedy_is_named(program):
    program.path.unlink()

    code, _, err = await program.run("crawl")

    assert code == 2
    assert "monitor init" in err
    assert "Traceback" not in err


async def test_every_fault_is_told_at_once(program):
    program.path.write_text('[monitor]\ndatabse = "x"\n[[source]]\nid = "a"\nevery = 5\n')

    code, _, err = await program.run("check", "config")

    assert code == 2
    assert "databse" in err
    assert "every" in err
    assert "Traceback" not in err


async def test_the_effective_configuration_hides_its_secret(program):
    code, out, _ = await program.run("check", "config")

    assert code == 0
    assert "allow_addresses" in out
    assert "dGhl" not in out


async def test_init_writes_a_configuration_that_is_sound_and_overwrites_none(program):
    program.path.unlink()

    written, _, _ = await program.run("init")
    sound, _, _ = await program.run("check", "config")
    again, _, err = await program.run("init")

    assert (written, sound, again) == (0, 0, 1)
    assert "--force" in err


async def test_a_database_that_is_not_there_yet_is_said_to_be_so(program):
    code, _, err = await program.run("show", "articles")

    assert code == 3
    assert "monitor crawl" in err


async def test_a_page_is_tried_without_storing_anything(program, newsroom):
    article = next(iter(newsroom.articles.values()))

    code, out, _ = await program.run("check", "page", newsroom.article_url(article), "--json")

    found = json.loads(out)
    assert code == 0
    assert found["kind"] == "article"
    assert found["fields"]["title"] == article.title
    assert found["fields"]["views"] >= 0
    assert {link["currency"] for link in found["fields"]["rates"]} == {"USD", "EUR", "RUB"}
    assert set(found["fields"]["links"]) == {"related", "popular", "latest"}
    assert not (program.folder / "state").exists()


async def test_a_page_for_people_names_the_selector_that_hit(program, newsroom):
    article = next(iter(newsroom.articles.values()))

    _, out, _ = await program.run("check", "page", newsroom.article_url(article))

    assert "h1.newsTitle" in out


async def test_a_listing_is_tried_by_its_address(program, newsroom):
    code, out, _ = await program.run("check", "page", newsroom.listing("en"), "--json")

    found = json.loads(out)
    assert code == 0
    assert found["kind"] == "listing"
    assert len(found["articles"]) >= 15
    assert found["next_url"].endswith("/english/page_2/")


async def test_a_saved_page_is_tried_too(program, newsroom, tmp_path):
    saved = tmp_path / "saved.html"
    saved.write_text("<html><h1 class=newsTitle>A title</h1></html>")

    code, out, _ = await program.run(
        "check", "page", str(saved), "--site", "24.kg", "--kind", "article", "--json"
    )

    assert code == 4
    assert json.loads(out)["fields"]["title"] == "A title"


@pytest.mark.parametrize("place", ["missing.html", "http://192.0.2.1/english/1_x/"])
async def test_a_page_that_is_not_to_be_had_is_said_to_be_so(program, place):
    code, _, err = await program.run("check", "page", place, "--site", "24.kg")

    assert code in {2, 4}
    assert "Traceback" not in err
    assert err


async def test_a_page_that_fails_names_its_reason(program, newsroom):
    newsroom.script("/english/*", Status(code=503))

    code, _, err = await program.run("check", "page", newsroom.listing("en"))

    assert code == 4
    assert "http_5xx" in err


async def test_what_is_held_is_shown(program, newsroom):
    program.configure(first_run="alert")
    await program.run("crawl", "--pages", "9")
    told = next(
        a for a in newsroom.articles.values() if a.edition == "en" and a.mentions_of("vakunov")
    )

    _, sources, _ = await program.run("show", "sources")
    _, articles, _ = await program.run("show", "articles", "--rule", "vakunov")
    _, found, _ = await program.run("show", "articles", "--search", "Vakunov", "--json")
    _, article, _ = await program.run("show", "article", f"24.kg#{told.id}")
    _, by_link, _ = await program.run(
        "show", "article", newsroom.short_url(told) + "?utm_source=x", "--json"
    )
    _, alerts, _ = await program.run("show", "alerts", "--json")
    _, deliveries, _ = await program.run("show", "deliveries", "--state", "sent", "--json")

    assert "good" in sources
    assert f"24.kg#{told.id}" in articles
    assert f"24.kg#{told.id}" in [json.loads(line)["name"] for line in found.splitlines()]
    assert told.title in article
    assert json.loads(by_link)["line"]["name"] == f"24.kg#{told.id}"
    assert {json.loads(line)["rule"] for line in alerts.splitlines()} >= {"vakunov"}
    assert all(json.loads(line)["attempts"] for line in deliveries.splitlines())


async def test_an_unknown_article_is_said_to_be_so(program):
    await program.run("crawl")

    code, _, err = await program.run("show", "article", "24.kg#1")

    assert code == 1
    assert "24.kg#1" in err


async def test_the_configuration_may_be_named_behind_the_command_too(program, tmp_path):
    elsewhere = tmp_path / "other.toml"
    program.path.rename(elsewhere)

    code, _, _ = await program.run("check", "config", "--config", str(elsewhere))

    assert code == 0
