"""How a database is opened, and above all how it is not: every fault a sentence, a remedy, and the file kept."""

# A test keeps nobody waiting but itself.
# ruff: noqa: ASYNC221, ASYNC240

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.errors import StoreUnavailable
from monitor.model import Plan
from monitor.store import is_sqlite_safe, open_store, sqlite_warning
from monitor.store.opening import APPLICATION_ID, open_writer
from monitor.store.reading import open_archive
from monitor.store.schema import STEPS
from monitor.store.step_names import STEP_NAMES
from tests.store.desk import NOW, Desk, opened


async def fill(path: Path, articles: int = 50) -> None:
    async with opened(path) as desk:
        for target in await desk.claim_articles(*map(desk.new, range(articles))):
            await desk.store.commit(desk.wording(target, 1, "Body " * 500))


async def refusal(path: Path) -> StoreUnavailable:
    with pytest.raises(StoreUnavailable) as caught:
        await open_store(path, NOW)
    return caught.value


async def test_a_database_is_made_with_its_folder_and_recognised_as_ours(path: Path):
    async with opened(path):
        pass

    with closing(sqlite3.connect(path)) as connection:
        (id_,) = connection.execute("PRAGMA application_id").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    assert (id_, mode) == (APPLICATION_ID, "wal")
    assert sorted(p.name for p in path.parent.iterdir()) == ["monitor.db", "monitor.db.lock"]


async def test_what_was_committed_is_there_after_reopening(path: Path):
    await fill(path)
    async with opened(path) as desk:
        known = await desk.known([desk.identity(n).key for n in range(50)])

    assert sum(held.title == "Visa 1" for held in known.articles.values()) == 50


async def test_no_lease_survives_the_opening(path: Path):
    async with opened(path) as desk:
        target = await desk.claim_article()
        plan = desk.wording(target, 1, next=desk.next(NOW), alerts=(desk.alert(),))
        await desk.store.commit(plan)
        (held,) = await desk.claim()
        (lost,) = await desk.store.claim_deliveries(
            NOW, limit=1, lease=NOW - NOW.replace(year=2025), per_sink={"log": 1}
        )
    async with opened(path) as desk:
        (again,) = await desk.claim()
        (delivery,) = await desk.store.claim_deliveries(
            NOW, limit=1, lease=NOW - NOW.replace(year=2025), per_sink={"log": 1}
        )

    assert (again.id, delivery.id) == (held.id, lost.id)
    assert {again.lease, delivery.lease}.isdisjoint({held.lease, lost.lease})


async def test_a_second_store_is_refused_at_once_with_the_process_that_holds_it(path: Path):
    async with opened(path):
        error = await refusal(path)

    assert f"process {os.getpid()}" in str(error)
    assert "stop that monitor first" in error.hint


async def test_a_second_process_is_refused_and_the_archive_is_not(desk: Desk, path: Path):
    await desk.claim_article()
    script = f"""
import asyncio, datetime, sys
from monitor.errors import StoreUnavailable
from monitor.store import open_store
from monitor.store.reading import open_archive
with open_archive({str(path)!r}) as archive:
    print(len(archive.articles()))
try:
    asyncio.run(open_store({str(path)!r}, datetime.datetime.now(datetime.UTC)))
except StoreUnavailable as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    count, message = done.stdout.splitlines()
    assert count == "1"
    assert message == f"the database {path} is in use by another monitor (process {os.getpid()})"


async def test_a_closed_store_says_so_and_lets_go(path: Path):
    async with opened(path) as desk:
        pass
    with pytest.raises(StoreUnavailable, match="closed"):
        await desk.store.next_check_at()
    await desk.store.close()

    async with opened(path):
        pass


async def test_a_database_that_another_program_locks_is_said_to_be_locked(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("monitor.store.opening.PATIENCE", 0.01)
    async with opened(path) as desk:
        listing = await adopted(desk)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="locked by another program"):
                await desk.store.commit(Plan(target=listing, next=desk.next()))
            other.execute("ROLLBACK")
        await desk.store.commit(Plan(target=listing, next=desk.next()))


async def adopted(desk: Desk):
    await desk.adopt()
    return await desk.claim_listing()


# Not ours, or not well


async def test_a_file_that_is_no_database_is_kept_and_refused(path: Path):
    path.parent.mkdir()
    path.write_text("Dear diary, " * 500)
    error = await refusal(path)

    assert "is not a database" in str(error)
    assert path.read_text() == "Dear diary, " * 500


async def test_a_database_of_another_program_is_kept_and_refused(path: Path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (entry TEXT)")
    before = path.read_bytes()
    error = await refusal(path)

    assert "not one of monitor" in str(error)
    assert path.read_bytes() == before


async def test_an_empty_file_is_never_taken_for_a_new_database(path: Path):
    await fill(path)
    os.truncate(path, 0)
    error = await refusal(path)

    assert "is an empty file" in str(error)
    assert path.stat().st_size == 0


async def test_a_database_that_is_gone_but_left_its_log_is_not_made_anew(path: Path):
    path.parent.mkdir()
    wal = path.with_name("monitor.db-wal")
    wal.write_bytes(b"x" * 100)
    error = await refusal(path)

    assert "monitor.db-wal" in str(error)
    assert wal.exists()
    assert not path.exists()


@pytest.mark.parametrize("damage", ["zeros", "noise", "cut"])
async def test_a_damaged_database_is_kept_and_refused_with_the_way_to_restore_it(
    path: Path, damage: str
):
    await fill(path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        if damage == "cut":
            file.truncate(size // 2)
        else:
            for place in range(4096, size, 4096 * 3):
                file.seek(place)
                file.write(bytes(512) if damage == "zeros" else bytes(range(256)) * 2)
    before = path.read_bytes()
    error = await refusal(path)

    assert "is damaged" in str(error)
    assert "backup" in error.hint
    assert path.read_bytes() == before


async def test_a_crash_while_the_database_was_made_leaves_no_trace(path: Path):
    path.parent.mkdir()
    path.with_name("monitor.db.new").write_bytes(b"half of a database")
    async with opened(path) as desk:
        await desk.claim_article()

    assert not path.with_name("monitor.db.new").exists()


# Versions


def add_a_column(db: Database) -> None:
    db.conn.execute("ALTER TABLE article ADD COLUMN mood TEXT")


def fail_in_the_middle(db: Database) -> None:
    db.conn.execute("ALTER TABLE article ADD COLUMN temper TEXT")
    db.conn.execute("ALTER TABLE nobody ADD COLUMN temper TEXT")


async def test_an_older_database_is_brought_up_to_date_and_keeps_its_rows(path: Path):
    await fill(path, 3)
    with closing(open_writer(path, [*STEPS, add_a_column])) as connection:
        rows = connection.execute("SELECT title, mood FROM article").fetchall()

    assert rows == [("Visa 1", None)] * 3


async def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path):
    await fill(path, 3)
    with pytest.raises(StoreUnavailable):
        open_writer(path, [*STEPS, fail_in_the_middle])
    with closing(open_writer(path)) as connection:
        columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(article)")}

    assert "temper" not in columns


async def test_a_database_of_a_newer_version_is_refused_by_name(path: Path):
    await fill(path, 1)
    open_writer(path, [*STEPS, add_a_column]).close()
    error = await refusal(path)

    assert "written by a newer monitor (add_a_column)" in str(error)
    with pytest.raises(StoreUnavailable, match="newer"), open_archive(path):
        pass


def test_every_schema_that_was_shipped_is_still_the_first_steps():
    assert [step.__name__ for step in STEPS][:2] == [
        "m0001_first",
        "m0002_after_publication",
    ]


def test_the_names_of_the_steps_are_those_that_databases_get():
    assert [step.__name__ for step in STEPS] == list(STEP_NAMES)


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_versions_with_the_wal_reset_bug_are_told_of(version: tuple[int, int, int], is_safe: bool):
    warning = sqlite_warning(version)

    assert is_sqlite_safe(version) is is_safe
    assert (warning is None) is is_safe
    if warning:
        assert ".".join(map(str, version)) in warning


# People's tools


def test_a_new_database_has_its_name_only_once_it_keeps_a_log(tmp_path: Path, monkeypatch):
    path, named = tmp_path / "monitor.db", []

    def replace(draft: Path, target: Path) -> Path:
        named.append((draft.read_bytes()[18:20], sorted(each.name for each in tmp_path.iterdir())))
        return target

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(StoreUnavailable):
        open_writer(path)

    # Bytes 18 and 19 of the header: how the file is written and read (sqlite.org/fileformat.html, 1.3.2).
    assert named == [(b"\x02\x02", ["monitor.db.new"])]


async def test_the_sqlite_utils_command_line_can_browse_it(path: Path):
    await fill(path, 2)
    tables = sqlite_utils("tables", "--csv", str(path))
    view = sqlite_utils("rows", str(path), "observation_readable", "--csv")
    search = sqlite_utils(
        "query", str(path), "SELECT count(*) FROM revision_search('body')", "--csv"
    )

    expected = {"source", "target", "article", "observation_live", "revision", "match", "delivery"}
    assert expected <= set(tables.split())
    assert view.splitlines()[1] == "24.kg#0,Visa 1,2026-11-22T20:02:04+00:00,101"
    assert search.splitlines()[1] == "2"


def sqlite_utils(*arguments: str) -> str:
    command = [sys.executable, "-m", "sqlite_utils", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


async def test_times_in_every_column_are_of_one_width(path: Path):
    await fill(path, 2)
    with closing(sqlite3.connect(path)) as connection:
        columns = [
            (table, column)
            for (table,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table'"
            )
            for _, column, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")')
            if column.endswith("_at") and kind == "TEXT" and not table.startswith("_sqlite")
        ]
        times = {
            time
            for table, column in columns
            for (time,) in connection.execute(
                f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'
            )
        }

    assert len(times) >= 2
    shape = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
    assert [time for time in times if not shape.fullmatch(time)] == []


async def test_there_is_a_remedy_for_a_database_that_is_not_there_yet(path: Path):
    with pytest.raises(StoreUnavailable, match="no database at") as caught, open_archive(path):
        pass

    assert "monitor crawl" in caught.value.hint
    assert not path.parent.exists()
