"""Backups are whole or not there; a restore keeps what it replaces."""

# A test keeps nobody waiting but itself.
# ruff: noqa: ASYNC240

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import MonitorError, StoreDamaged, StoreInUse
from monitor.store import open_store
from monitor.store.copying import back_up, back_up_pages, put_back
from monitor.store.evidence.opening import open_pages_reader, open_pages_writer, pages_path
from monitor.store.reading import open_archive
from tests.store.desk import NOW, Desk, opened


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(path: Path) -> list[str]:
    with open_archive(path) as archive:
        return sorted(article.name for article in archive.articles())


async def hold(path: Path, *numbers: int) -> None:
    async with opened(path) as desk:
        await desk.claim_articles(*map(desk.new, numbers))


async def test_a_backup_is_a_whole_private_copy_made_while_another_writes(
    desk: Desk, path: Path, tmp_path: Path
):
    await desk.claim_articles(*map(desk.new, range(3)))
    target = tmp_path / "copy.db"
    size = await asyncio.to_thread(back_up, path, target, force=False)

    assert names(target) == ["24.kg#0", "24.kg#1", "24.kg#2"]
    assert (target.stat().st_mode & 0o777, target.stat().st_size) == (0o600, size)
    assert not target.with_name("copy.db.part").exists()


async def test_a_backup_overwrites_only_by_force_and_never_the_database(path: Path, tmp_path: Path):
    await hold(path, 1)
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(MonitorError, match="there already"):
        back_up(path, target, force=False)
    with pytest.raises(MonitorError, match="the database itself"):
        back_up(path, path, force=True)

    assert target.read_text() == "mine"
    back_up(path, target, force=True)
    assert names(target) == ["24.kg#1"]


async def test_a_damaged_database_makes_no_backup_and_leaves_the_last_one(
    path: Path, tmp_path: Path
):
    await hold(path, *range(40))
    target = tmp_path / "copy.db"
    back_up(path, target, force=False)
    before = target.read_bytes()
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes(4096 * 4))
    with pytest.raises(MonitorError):
        back_up(path, target, force=True)

    assert target.read_bytes() == before
    assert not target.with_name("copy.db.part").exists()


async def test_a_restore_puts_the_copy_in_place_and_keeps_what_was_there(
    path: Path, tmp_path: Path
):
    await hold(path, 1)
    backup = tmp_path / "copy.db"
    back_up(path, backup, force=False)
    async with opened(path) as desk:
        await desk.adopt(desk.source("another"))
    path.with_name("monitor.db-wal").write_bytes(b"of the old one")
    old = path.read_bytes()
    kept = put_back(backup, path, NOW)
    # It keeps a log from the first moment on (sqlite.org/fileformat.html, 1.3.2).
    assert path.read_bytes()[18:20] == b"\x02\x02"

    assert names(path) == ["24.kg#1"]
    assert [file.name for file in kept] == [
        "monitor.db.before-20261122T200204",
        "monitor.db.before-20261122T200204-wal",
    ]
    assert [file.read_bytes() for file in kept] == [old, b"of the old one"]
    async with opened(path) as desk:
        assert len((await desk.known([desk.identity(1).key])).articles) == 1


async def test_a_restore_is_refused_while_another_holds_the_database(path: Path, tmp_path: Path):
    backup = tmp_path / "copy.db"
    async with opened(path):
        back_up(path, backup, force=False)
        with pytest.raises(StoreInUse, match=f"process {os.getpid()}"):
            put_back(backup, path, NOW)


@pytest.mark.parametrize("what", ["text", "foreign", "cut"])
async def test_what_is_no_backup_of_ours_changes_nothing(path: Path, tmp_path: Path, what: str):
    await hold(path, 1)
    backup = tmp_path / "copy.db"
    if what == "text":
        backup.write_text("Dear diary, " * 500)
    elif what == "foreign":
        with closing(sqlite3.connect(backup)) as connection:
            connection.execute("CREATE TABLE diary (entry TEXT)")
    else:
        back_up(path, backup, force=False)
        os.truncate(backup, backup.stat().st_size // 2)
    before = contents(path.parent)
    with pytest.raises(StoreDamaged):
        put_back(backup, path, NOW)

    assert contents(path.parent) == before


async def test_a_restore_that_was_cut_off_is_not_taken_for_a_beginning(path: Path, tmp_path: Path):
    await hold(path, 1)
    backup = tmp_path / "copy.db"
    back_up(path, backup, force=False)
    path.rename(path.with_name("monitor.db.before-20261122T200204"))
    path.with_name("monitor.db.restoring").write_bytes(b"half of it")
    with pytest.raises(StoreDamaged, match="was cut off"):
        await open_store(path, NOW)

    assert not path.exists()
    put_back(backup, path, NOW)
    assert names(path) == ["24.kg#1"]


def kept_pages(path: Path, *marks: str) -> None:
    """Make a file of pages whose table of dictionaries says which it is."""
    with closing(open_pages_writer(pages_path(path))) as connection:
        connection.execute("DELETE FROM dictionary")
        connection.executemany(
            "INSERT INTO dictionary (site, made_at, words) VALUES (?, '', x'')",
            [(mark,) for mark in marks],
        )


def marks(path: Path) -> list[str]:
    with closing(open_pages_reader(pages_path(path))) as connection:
        return [site for (site,) in connection.execute("SELECT site FROM dictionary ORDER BY id")]


async def backed_up(path: Path, backup: Path) -> None:
    """Hold an article and a page, and back up both."""
    await hold(path, 1)
    kept_pages(path, "then")
    back_up(path, backup, force=False)
    back_up_pages(path, backup, force=False)


async def test_kept_pages_come_back_where_there_are_none(path: Path, tmp_path: Path):
    await backed_up(path, tmp_path / "copy.db")
    pages_path(path).unlink()

    put_back(tmp_path / "copy.db", path, NOW)

    assert (names(path), marks(path)) == (["24.kg#1"], ["then"])


async def test_kept_pages_that_are_there_stay_unless_others_are_asked_for(
    path: Path, tmp_path: Path
):
    backup = tmp_path / "copy.db"
    await backed_up(path, backup)
    kept_pages(path, "then", "now")

    put_back(backup, path, NOW)
    assert marks(path) == ["then", "now"]

    kept = put_back(backup, path, NOW + timedelta(seconds=1), with_pages=True)
    assert marks(path) == ["then"]
    assert kept[0].name == "monitor.pages.db.before-20261122T200205"


@pytest.mark.parametrize("broken", ["pages", "database"])
async def test_database_and_pages_come_back_together_or_not_at_all(
    path: Path, tmp_path: Path, broken: str
):
    backup = tmp_path / "copy.db"
    await backed_up(path, backup)
    kept_pages(path, "now")
    victim = pages_path(backup) if broken == "pages" else backup
    os.truncate(victim, victim.stat().st_size // 2)
    before = contents(path.parent)

    with pytest.raises(StoreDamaged):
        put_back(backup, path, NOW, with_pages=True)

    assert contents(path.parent) == before


async def test_a_failure_between_the_two_brings_the_pages_back(path: Path, tmp_path: Path):
    backup = tmp_path / "copy.db"
    await backed_up(path, backup)
    kept_pages(path, "now")
    path.with_name("monitor.db.before-20261122T200204").write_text("in the way")
    before = contents(path.parent)

    with pytest.raises(MonitorError, match="cannot be put in the place"):
        put_back(backup, path, NOW, with_pages=True)

    assert contents(path.parent) == before
    assert marks(path) == ["now"]


async def test_pages_that_are_asked_for_have_to_be_there(path: Path, tmp_path: Path):
    await hold(path, 1)
    back_up(path, tmp_path / "copy.db", force=False)

    with pytest.raises(MonitorError, match="there are no pages"):
        put_back(tmp_path / "copy.db", path, NOW, with_pages=True)
