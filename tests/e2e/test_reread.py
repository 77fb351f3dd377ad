"""Selectors that were wrong, mended: kept pages are read again, articles corrected, and what was owed told, once."""

from pathlib import Path

from click.testing import CliRunner

import monitor
from monitor.cli import cli
from monitor.config import load
from monitor.demo import Newsroom
from monitor.model.wish import RereadWish
from monitor.runtime.correcting import reread
from tests.factories import NOW
from tests.program import Program

SHIPPED = Path(monitor.__file__).parent.parent / "selectors" / "24.kg.toml"
BODY = 'css = ["div.cont[itemprop=articleBody]", "div.cont"]'


def write_selectors(program, body: str = BODY) -> None:
    """Let the program read by a file of its own: the shipped one, but for the text."""
    folder = program.folder / "selectors"
    folder.mkdir(exist_ok=True)
    text = SHIPPED.read_text("utf-8")
    assert BODY in text
    (folder / "24.kg.toml").write_text(text.replace(BODY, body), "utf-8")


async def rereads(program) -> str:
    code, said, err = await program.run("reread", "--since", "1d")
    assert code == 0, err
    return said


async def test_what_selectors_missed_is_corrected_and_told_late_once(tmp_path, receiver, nursery):
    async with Newsroom(articles=12, seed=7, page_size=15) as newsroom:
        await _mended(Program(tmp_path, newsroom, receiver, nursery), newsroom, receiver)


async def _mended(program, newsroom, receiver) -> None:
    with program.path.open("a") as file:
        file.write("\n[archive]\n")
    write_selectors(program, 'css = "div.nowhere"')
    await program.run("crawl")
    newsroom.publish(edition="en", title="An embassy", paragraphs=["It spoke of Vakunov."])
    await program.run("crawl")
    assert program.rows("SELECT body FROM revision WHERE title = 'An embassy'") == [("",)]
    write_selectors(program)

    _, dry, _ = await program.run("reread", "--since", "1d", "--dry-run")
    assert "An embassy\n  body: – → It spoke of Vakunov." in dry
    assert "would tell vakunov" in dry
    assert program.rows("SELECT count(*) FROM revision WHERE cause IS NOT NULL") == [(0,)]
    assert len(receiver.received) == 0

    async with program.service():
        first = await rereads(program)
        await receiver.wait_until(lambda: len(receiver.accepted) == 1)
        second = await rereads(program)

    ((articles,),) = program.rows("SELECT count(*) FROM article")
    assert f"{articles} new wordings, 1 alert told late" in first
    assert second.startswith("0 of ")
    told = receiver.accepted[0].json()["data"]
    assert (told["late"]["why"], told["rule"]["id"]) == ("reread", "vakunov")
    assert len(receiver.received) == 1
    wordings = program.rows(
        "SELECT number, body, cause, page IS NOT NULL FROM revision WHERE title = 'An embassy' ORDER BY number"
    )
    assert wordings == [(1, "", None, 1), (2, "It spoke of Vakunov.", "reread", 1)]
    assert program.rows("SELECT count(*) FROM event WHERE kind = 'edited'") == [(0,)]
    ((right,),) = program.rows(
        "SELECT count(*) FROM alert JOIN revision ON revision.id = alert.revision AND revision.page = alert.page"
    )
    assert right == 1


def test_a_source_that_is_not_configured_is_said_to_be_so(program):
    words = ["--config", str(program.path), "reread", "--since", "1d", "--source", "ru"]

    said = CliRunner().invoke(cli, words)

    assert (said.exit_code, "ru is not configured (sources: en)" in said.stderr) == (2, True)


async def test_without_kept_pages_it_is_said_why_nothing_is_read(program):
    config = load(program.path, {})

    came = await reread(None, None, config, RereadWish(since=NOW), NOW)

    assert "there is no [archive]" in came.trouble
