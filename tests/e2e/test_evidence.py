"""Pages kept as evidence: from a crawl to what people are shown of them, and to a web archive that others read."""

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from benchmarks.crash.nursery import Nursery
from monitor.cli import cli
from monitor.demo import Newsroom, Receiver
from tests.program import SECRET, Program

TEXT = "Vakunov spoke of a \u202evisa\u202c."


class Kept:
    """What a program kept in its folder, and its commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["--config", str(self.folder / "monitor.toml"), *words])

    def rows(self, query: str, name: str = "monitor.db") -> list[tuple]:
        with closing(sqlite3.connect(self.folder / "state" / name)) as connection:
            rows = connection.execute(query).fetchall()
            connection.commit()
            return rows

    @property
    def told(self) -> str:
        """The page of the one alert."""
        ((page,),) = self.rows("SELECT page FROM alert")
        return page


async def crawled(folder: Path, nursery: Nursery) -> None:
    async with (
        Receiver(secret=SECRET) as receiver,
        Newsroom(articles=12, seed=7, page_size=15) as newsroom,
    ):
        program = Program(folder, newsroom, receiver, nursery)
        with program.path.open("a") as file:
            file.write("\n[archive]\n")
        await program.run("crawl")
        newsroom.publish(edition="en", title="Vakunov speaks", paragraphs=[TEXT])
        code, _, err = await program.run("crawl")
        assert code == 0, err


@pytest.fixture(scope="module")
def once(tmp_path_factory, nursery) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    asyncio.run(crawled(folder, nursery))
    return folder


@pytest.fixture
def kept(once, tmp_path) -> Kept:
    """Return a copy of what was kept once."""
    return Kept(Path(shutil.copytree(once, tmp_path / "kept")))


def test_every_wording_and_alert_names_its_page_and_the_page_is_there(kept):
    pages = {
        id_: (page, seen_at)
        for id_, page, seen_at in kept.rows("SELECT id, page, seen_at FROM revision")
    }
    ((page, revision),) = kept.rows("SELECT page, revision FROM alert")
    stored = kept.rows("SELECT id, taken_at FROM page", "monitor.pages.db")

    assert len(pages) > 5
    assert sorted(pages.values()) == sorted(stored)
    assert page == pages[revision][0]


def test_a_page_is_shown_and_nothing_in_it_moves_the_terminal(kept):
    ((name,),) = kept.rows("SELECT name FROM article WHERE title = 'Vakunov speaks'")
    page = kept.run("show", "page", kept.told[:12], "--body").stdout
    as_json = kept.run("show", "page", kept.told, "--body", "--json").stdout
    file = kept.folder / "page.html"
    kept.run("show", "page", kept.told, "--output", str(file))

    assert f"page {kept.told}" in kept.run("show", "article", name).stdout
    assert kept.told in kept.run("show", "alert", "msg_").stdout
    assert "GET /english/" in page
    assert "User-Agent: monitor-test" in page
    assert "content-type: text/html" in page
    assert "Vakunov spoke of a visa ." in page
    assert "\u202e" not in page + as_json
    report = json.loads(as_json)
    assert TEXT in report["body"]
    assert report["sha256"] in page
    assert len(file.read_bytes()) == report["size"]
    assert TEXT in file.read_text("utf-8")


def test_pages_are_listed_with_their_room(kept):
    listed = kept.run("show", "pages", "--json", "--limit", "99").stdout.splitlines()
    shown = kept.run("show", "pages", "--source", "en", "--limit", "2").stdout

    assert kept.told == json.loads(listed[0])["id"]
    assert shown.splitlines()[-1].startswith(f"{len(listed)} pages in 0.")


def test_a_web_archive_is_read_by_others_with_sound_digests(kept):
    file = kept.folder / "pages.warc.gz"
    said = kept.run("export", "warc", "--since", "1d", "--output", str(file)).stderr

    kinds, found, last = [], {}, ""
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            kinds.append(record.rec_type)
            body = record.content_stream().read()
            if record.rec_type == "response":
                last = record.rec_headers["WARC-Record-ID"]
                found[last.replace("-", "")[-33:-1]] = record, body
            elif record.rec_type == "request":
                assert record.rec_headers["WARC-Concurrent-To"] == last
                assert record.http_headers.get_header("User-Agent").startswith("monitor-test")
    assert said == f"monitor: {len(found)} pages in {file}, 0 left out\n"
    assert kinds == ["warcinfo", *["response", "request", "metadata"] * len(found)]
    record, body = found[kept.told]
    assert TEXT in body.decode()
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.get_header("content-type").startswith("text/html")
    assert record.http_headers.get_header("x-archive-orig-content-length")
    assert int(record.http_headers.get_header("content-length")) == len(body)
    assert "/english/" in record.rec_headers["WARC-Target-URI"]


def test_the_same_pages_make_the_same_web_archive_and_damaged_ones_are_left_out(kept):
    first = kept.run("export", "warc").stdout_bytes
    assert kept.run("export", "warc").stdout_bytes == first

    kept.rows(
        "UPDATE content SET packed = zeroblob(99) WHERE id = 1 RETURNING id", "monitor.pages.db"
    )
    spoiled = kept.run("export", "warc")
    assert "left out: page" in spoiled.stderr
    assert 0 < len(spoiled.stdout_bytes) < len(first)
    assert kept.run("export", "warc", "--format", "csv").exit_code == 2


def test_what_retention_dropped_is_said_to_be_dropped(kept):
    told = kept.told
    ((name,),) = kept.rows("SELECT name FROM article WHERE title = 'Vakunov speaks'")
    kept.rows(
        "UPDATE keeping SET dropped_until = (SELECT max(taken_at) FROM page)", "monitor.pages.db"
    )
    kept.rows("DELETE FROM page", "monitor.pages.db")
    gone = kept.run("show", "page", told)

    said = f"page {told} (not kept any more: pages until 20"
    assert said in kept.run("show", "article", name).stdout
    assert (gone.exit_code, "no page is kept as" in gone.stderr) == (1, True)


def test_a_backup_has_the_pages_where_they_are_asked_for(kept):
    target = kept.folder / "copy.db"
    plain = kept.run("backup", str(target))
    assert [path.name for path in kept.folder.glob("copy*")] == ["copy.db"]

    both = kept.run("backup", str(target), "--pages", "--force")

    assert (plain.exit_code, both.exit_code) == (0, 0)
    with closing(sqlite3.connect(kept.folder / "copy.pages.db")) as connection:
        (copied,) = connection.execute("SELECT count(*) FROM page").fetchone()
    assert [(copied,)] == kept.rows("SELECT count(*) FROM page", "monitor.pages.db")
    assert kept.run("backup", str(target), "--pages").exit_code == 1


def doctor_said(kept) -> dict:
    lines = kept.run("doctor", "--json").stdout.splitlines()
    return next(each for line in lines if (each := json.loads(line))["what"] == "kept pages")


def test_the_doctor_misses_pages_that_were_not_dropped(kept):
    ((count,),) = kept.rows("SELECT count(*) FROM page", "monitor.pages.db")
    sound = doctor_said(kept)
    kept.rows("DELETE FROM page WHERE number = 1", "monitor.pages.db")
    lost = doctor_said(kept)
    kept.rows(
        "UPDATE keeping SET dropped_until = '2999-01-01T00:00:00.000+00:00'", "monitor.pages.db"
    )
    dropped = doctor_said(kept)

    assert dropped["health"] == "good"
    assert (sound["health"], sound["detail"].split(" in ")[0]) == ("good", str(count))
    assert (lost["health"], "; 1 that wordings name" in lost["detail"]) == ("doubtful", True)


def test_selectors_are_tried_on_kept_pages(kept):
    sound = kept.run("selectors", "test", "24.kg")
    kept.rows("UPDATE revision SET title = 'Another' WHERE title = 'Vakunov speaks'")
    other = kept.run("selectors", "test", "24.kg", "--since", "1d")

    assert sound.exit_code == 0
    (title,) = [line.split() for line in sound.stdout.splitlines() if line.startswith("title ")]
    assert title[2:] == ["100%", "–", "h1.newsTitle", f"{title[1]}×"]
    assert sound.stdout.splitlines()[-1].strip() == f"{title[1]} pages"
    assert other.exit_code == 4
    assert "title: Another → Vakunov speaks" in other.stdout


async def test_a_kill_leaves_no_name_without_its_page(program, newsroom):
    with program.path.open("a") as file:
        file.write("\n[archive]\n")
    async with program.service() as service:
        # Some are stored by then, and some are on their way.
        await newsroom.wait_for(lambda: len(newsroom.requests) > 25)
        service.kill()
        await service.wait()

    left = Kept(program.folder)
    named = {page for (page,) in left.rows("SELECT page FROM revision")}
    there = {id_ for (id_,) in left.rows("SELECT id FROM page", "monitor.pages.db")}
    assert named
    assert named <= there


async def test_pages_that_cannot_be_stored_cost_no_article(program, newsroom):
    with program.path.open("a") as file:
        file.write("\n[archive]\n")
    (program.folder / "state").mkdir()
    (program.folder / "state" / "monitor.pages.db").write_text("not a database")

    code, _, said = await program.run("crawl")

    assert code == 0
    assert "pages not kept" in said
    assert program.rows("SELECT count(*) > 0, count(page) FROM revision") == [(1, 0)]


async def test_without_the_table_no_page_is_kept(program):
    await program.run("crawl")

    assert not (program.folder / "state" / "monitor.pages.db").exists()
    shown = Kept(program.folder).run("show", "pages")
    assert "[archive]" in f"{shown.exception.hint}"
