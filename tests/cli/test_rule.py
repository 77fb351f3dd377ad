"""`monitor rule` over a real archive."""

import re

import pytest


@pytest.fixture
async def archive(program, newsroom):
    """The program after a crawl that found every article of the English edition and told nothing."""
    await program.run("crawl", "--pages", "9")
    return {f"24.kg#{a.id}": a for a in newsroom.articles.values() if a.edition == "en"}


async def test_forms_are_listed_with_their_reason(program):
    code, out, _ = await program.run("rule", "forms", "Вакунов")

    assert code == 0
    for form in ("вакунова", "вакуновым", "вакуновдун"):
        assert form in out


async def test_a_word_that_is_no_query_is_refused_with_a_caret(program):
    code, _, err = await program.run("rule", "forms", "visa AND")

    assert code == 2
    assert "^" in err
    assert "Traceback" not in err


async def test_a_rule_is_rehearsed_over_the_archive(program, archive):
    met = [a for a in archive.values() if a.mentions_of("vakunov")]

    code, out, _ = await program.run("rule", "test", "Vakunov", "--since", "365d")

    assert code == 0
    assert f"{len(met)} of {len(archive)} articles" in out
    assert "alerts a day" in out
    assert f"overlap: vakunov meets {len(met)} of them too (100%)" in out
    assert met[0].title in out


async def test_an_edit_of_a_rule_is_compared_with_the_old_one(program, archive):
    kept = sum(bool(a.mentions_of("vakunov")) for a in archive.values())
    words = ("rule", "test", "Vakunov OR visa", "--diff", "Vakunov", "--since", "365d")

    code, out, _ = await program.run(*words)

    counted = re.search(r"(\d+) articles as before, (\d+) gained, (\d+) lost", out)
    assert code == 0
    assert counted is not None
    assert int(counted[1]) == kept
    assert 0 < int(counted[2]) <= len(archive) - kept
    assert int(counted[3]) == 0


async def test_a_match_and_a_miss_are_explained_clause_by_clause(program, archive, newsroom):
    article = next(a for a in archive.values() if a.mentions_of("vakunov"))
    link = newsroom.article_url(article)

    met, hit, _ = await program.run("rule", "explain", "Vakunov NOT football", link)
    missed, miss, _ = await program.run("rule", "explain", "Vakunov AND zeppelin", link)

    assert (met, missed) == (0, 4)
    assert "✓ Vakunov" in hit
    assert "no match: zeppelin was not met" in miss


async def test_a_page_that_is_not_held_is_fetched_to_be_explained(program, newsroom):
    article = next(iter(newsroom.articles.values()))

    code, out, err = await program.run(
        "rule", "explain", f'"{article.title}"', newsroom.article_url(article)
    )

    assert code in {0, 4}, err
    assert article.title in out


async def test_what_is_neither_held_nor_a_page_is_said_to_be_so(program):
    code, _, err = await program.run("rule", "explain", "vakunov", "24.kg#1")

    assert code == 1
    assert "24.kg#1" in err


async def test_arming_tells_the_past_late_and_once(program, archive, receiver):
    owed = [a for a in archive.values() if a.mentions_of("vakunov")]

    first, said, _ = await program.run("rule", "arm", "vakunov", "--since", "365d")
    again, said_again, _ = await program.run("rule", "arm", "vakunov", "--since", "365d")

    assert (first, again) == (0, 0)
    assert f"{len(owed)} alerts told late" in said
    assert "0 alerts told late" in said_again
    told = [received.json()["data"] for received in receiver.received]
    assert sorted(data["article"]["id"] for data in told) == sorted(f"24.kg#{a.id}" for a in owed)
    assert {data["late"]["why"] for data in told} == {"armed"}


async def test_only_a_configured_rule_is_armed(program):
    code, _, err = await program.run("rule", "arm", "nobody")

    assert code == 2
    assert "vakunov" in err


async def test_lint_names_the_rule_and_the_remedy(program):
    program.configure(vakunov="US")

    code, out, _ = await program.run("rule", "lint")

    assert code == 0
    assert "vakunov: abbreviation" in out
    assert "=US" in out


@pytest.mark.parametrize("since", ["soon", "2026-13-01"])
async def test_a_time_that_is_none_is_refused(program, since):
    code, _, err = await program.run("rule", "test", "vakunov", "--since", since)

    assert code == 2
    assert since in err
