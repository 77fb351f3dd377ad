"""`monitor show story` and `stories`: what a person is told of who had a text first."""

import asyncio
import json

import pytest

from tests.cli.story import Story
from tests.store.desk import Desk, opened
from tests.store.test_contract_stories import reads


@pytest.fixture
def archive(tmp_path) -> Story:
    """An archive in which the second article copies the first; the third was never read."""
    story = Story(tmp_path)

    async def tell() -> None:
        async with opened(tmp_path / "monitor.db") as desk:
            first, second, *_ = await desk.claim_articles(*map(Desk.new, (1, 2, 3)))
            await desk.store.commit(reads(desk, first))
            await desk.store.commit(reads(desk, second, of=1))

    asyncio.run(tell())
    return story


def test_a_story_is_shown_from_any_of_its_articles(archive):
    said = archive.run("show", "story", "24.kg#2").stdout

    assert said == archive.run("show", "story", Desk.identity(1).url).stdout
    assert [line.split()[2:5] for line in said.splitlines()[1:]] == [
        ["first", "24kg-en", "–"],
        ["first", "24kg-en", "90"],
    ]


def test_a_story_as_json_has_all_that_is_known(archive):
    (told,) = map(json.loads, archive.run("show", "story", "24.kg#1", "--json").stdout.splitlines())

    assert told["id"] == "24.kg#1"
    assert [(each["name"], each["lag"], each["share"]) for each in told["articles"]] == [
        ("24.kg#1", 0.0, None),
        ("24.kg#2", 0.0, 0.9),
    ]


def test_an_article_that_was_never_read_has_no_story(archive):
    result = archive.run("show", "story", "24.kg#3")

    assert result.exit_code == 1
    assert "24.kg#3: its text is too short to be compared, or was never read" in result.output


def test_stories_that_were_copied_of_late_are_listed(archive):
    (told,) = archive.run("show", "stories", "--hours", "1000000").stdout.splitlines()[1:]

    assert told.split()[:1] == ["24.kg#1"]
    assert told.split()[4:6] == ["2", "1"]
    assert archive.run("show", "stories", "--hours", "0", "--json").stdout == ""


def test_an_article_says_what_part_it_has_in_its_story(archive):
    shown = [archive.run("show", "article", f"24.kg#{n}").stdout for n in (1, 2, 3)]

    assert "24.kg#1, 2 articles; this one was read first" in shown[0]
    assert "24.kg#1, 2 articles; 90 % of this one stood there before" in shown[1]
    assert "story" not in shown[2]
