"""A site whose articles appear only by script, watched by the whole program with a browser of its own."""

import io
import json
import shutil

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from monitor.cli import cli
from monitor.demo import Newsroom, Receiver
from monitor.demo.shell import by_script
from tests.program import SECRET, Program
from tests.web.browser.conftest import needed

# One browser at a time, whoever else tests beside it.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
async def program(tmp_path, nursery):
    """A program that keeps pages, and renders those of its one source; its site has articles by script only."""
    needed(shutil.which("chromium"), "chromium")
    async with (
        Receiver(secret=SECRET) as receiver,
        Newsroom(articles=2, seed=7, editions=("en",)) as newsroom,
    ):
        newsroom.weather = by_script
        program = Program(tmp_path, newsroom, receiver, nursery)
        text = program.path.read_text().replace('language = "en"', 'language = "en"\nrender = true')
        program.path.write_text(f"{text}\n[archive]\n".replace('timeout = "5s"', 'timeout = "30s"'))
        yield program


async def test_an_article_that_only_a_script_shows_is_told_and_kept_as_it_was_read(program):
    newsroom, receiver = program.newsroom, program.receiver
    code, _, err = await program.run("crawl")
    assert code == 0, err
    published = newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")
    code, _, err = await program.run("crawl")
    assert code == 0, err

    (told,) = receiver.received
    data = told.json()["data"]
    assert data["article"]["id"] == f"24.kg#{published.id}"
    ((body,),) = program.rows("SELECT body FROM revision ORDER BY id DESC LIMIT 1")
    assert set(published.paragraphs) <= set(body.split("\n"))
    assert program.rows("SELECT requests FROM host") == [(len(newsroom.requests),)]

    def said(*words: str):
        return CliRunner().invoke(cli, ["--config", str(program.path), *words])

    ((page,),) = program.rows("SELECT page FROM alert")
    kept = json.loads(said("show", "page", page, "--json", "--body").stdout)
    assert "Vakunov speaks" in kept["body"]
    assert dict(kept["fields"])["x-monitor-rendered-by"].startswith("Chromium/")
    exported = said("export", "warc").stdout_bytes
    kinds = [each.rec_type for each in ArchiveIterator(io.BytesIO(exported), check_digests="raise")]
    assert kinds == ["warcinfo", *["conversion", "request", "metadata"] * 3]
