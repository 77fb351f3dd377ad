"""`monitor selectors learn` against the newsroom: a site that the program has never met."""

import json

from benchmarks.torture.markups import OTHER_BODY, Redrawn, swap
from benchmarks.torture.markups import article as is_article
from benchmarks.torture.markups import listing as is_listing


def watch_it(program) -> None:
    """Let the configuration watch the newsroom with the file that will be learned."""
    config = program.folder / "monitor.toml"
    text = config.read_text(encoding="utf-8").replace('site = "24.kg"', 'site = "met"')
    config.write_text(text, encoding="utf-8")


async def test_what_is_learned_of_a_site_reads_its_pages(program, newsroom):
    articles = [a for a in newsroom.articles.values() if a.edition == "ru"]
    output = program.folder / "selectors" / "met.toml"
    output.parent.mkdir()
    first, unseen = articles[0], articles[1]
    code, out, err = await program.run(
        "selectors", "learn", newsroom.article_url(first), "--listing", newsroom.listing("ru"),
        "--timezone", "Asia/Bishkek", "--output", str(output),
    )  # fmt: skip
    assert code == 0, err
    assert "title" in out

    watch_it(program)
    code, out, err = await program.run(
        "check", "page", newsroom.article_url(unseen), "--kind", "article", "--json"
    )

    found = json.loads(out)["fields"]
    assert code == 0, err
    assert found["title"] == unseen.title
    assert found["author"] == unseen.author
    assert found["views"] >= 0
    assert all(paragraph in found["body"] for paragraph in unseen.paragraphs)

    code, out, err = await program.run(
        "check", "page", newsroom.listing("ru"), "--kind", "listing", "--json"
    )

    assert code == 0, err
    assert len(json.loads(out)["articles"]) > 5


async def test_a_page_that_is_not_to_be_had_is_named(program, newsroom):
    code, _, err = await program.run("selectors", "learn", f"http://{newsroom.address}/nothing/")

    assert code == 1
    assert "/nothing/ was not fetched" in err


async def test_a_file_that_is_there_is_not_overwritten(program, newsroom):
    article = next(iter(newsroom.articles.values()))
    output = program.folder / "met.toml"
    output.write_text("mine", encoding="utf-8")

    code, _, err = await program.run(
        "selectors", "learn", newsroom.article_url(article), "--output", str(output)
    )

    assert code != 0
    assert "met.toml" in err
    assert output.read_text(encoding="utf-8") == "mine"


async def test_a_field_is_found_again_after_a_redesign(program, newsroom):
    program.configure(editions=("ru",))
    code, _, err = await program.run("crawl")
    assert code == 0, err
    _, out, _ = await program.run("selectors", "heal", "ru")
    assert "nothing is broken" in out

    article = [a for a in newsroom.articles.values() if a.edition == "ru"][-1]
    newsroom.script("*", Redrawn(change=OTHER_BODY, applies=is_article))

    code, out, err = await program.run("selectors", "heal", "ru", "--field", "body", "--apply")
    assert code == 0, err
    written = (program.folder / "selectors" / "24.kg.toml").read_text(encoding="utf-8")
    assert ".prose" in written
    assert "valid_until" in written

    _, out, _ = await program.run("check", "page", newsroom.article_url(article), "--json")
    found = json.loads(out)
    assert ".prose" in found["hits"]["body"]
    assert all(paragraph in found["fields"]["body"] for paragraph in article.paragraphs)


async def test_a_listing_is_found_again_after_a_redesign(program, newsroom):
    program.configure(editions=("ru",))
    code, _, err = await program.run("crawl")
    assert code == 0, err
    newsroom.script("*", Redrawn(change=swap(("<a ", "<b ")), applies=is_listing))

    code, out, _ = await program.run("selectors", "heal", "ru", "--field", "listing.row")
    assert (code, "who stood there is nowhere to be found" in out) == (4, True)

    newsroom.heal("*")
    change = swap(('id="newslist"', 'id="feed"'))
    newsroom.script("*", Redrawn(change=change, applies=is_listing))
    asked = len(newsroom.requests)

    code, out, err = await program.run("selectors", "heal", "ru", "--field", "listing.row")
    assert (code, "--apply writes what is sure" in out) == (0, True), err
    # No article is asked for: it is the listing that is looked at.
    assert {each.path for each in list(newsroom.requests)[asked:]} <= {"/", "/robots.txt"}
    code, out, err = await program.run(
        "selectors", "heal", "ru", "--field", "listing.row", "--apply"
    )
    assert code == 0, err
    written = (program.folder / "selectors" / "24.kg.toml").read_text(encoding="utf-8")
    assert "[layout.listing]" in written

    _, out, _ = await program.run(
        "check", "page", newsroom.listing("ru"), "--kind", "listing", "--json"
    )
    assert len(json.loads(out)["articles"]) > 5
