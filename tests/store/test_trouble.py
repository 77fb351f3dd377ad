"""A disk that is full or read-only, a process that is killed: what was acknowledged is there, all else is not."""

# A test keeps nobody waiting but itself.
# ruff: noqa: ASYNC240

import asyncio
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreDamaged, StoreInUse, StoreUnavailable
from monitor.model import DeliveryState, Plan, Sent, Settlement
from monitor.store import SqliteStore, open_store
from monitor.store.reading import open_archive
from monitor.store.trouble import Trouble
from tests.store.desk import NOW, Desk, opened

# Commits one article after another and says so after each; it ends when it is killed.
BUSY = """
import asyncio, sys
from pathlib import Path
from monitor.model import DeliveryState, Plan, Sent, Settlement
from monitor.store import SqliteStore, open_store
from monitor.store.reading import open_archive
from monitor.store.trouble import Trouble
from tests.store.desk import MINUTE, NOW, opened

async def work(desk, numbers):
    for number in numbers:
        found = desk.new(number, due_at=NOW + MINUTE)
        (listing,) = await desk.claim(sources={f"s{number % 8}"})
        await desk.store.commit(Plan(target=listing, next=desk.next(NOW), found=(found,)))
        print(number, flush=True)

async def main():
    async with opened(Path(sys.argv[1])) as desk:
        sources = [desk.source(f"s{n}", f"https://s{n}.example/") for n in range(8)]
        await desk.adopt(*sources)
        first = int(sys.argv[2])
        await asyncio.gather(*(work(desk, range(first + n, first + 10**6, 8)) for n in range(8)))

asyncio.run(main())
"""
# Works until the size of every file is bounded, and then until it is not.
BOUNDED = """
import asyncio, resource, signal, sys
from pathlib import Path
from monitor.errors import StoreDamaged, StoreInUse, StoreUnavailable
from monitor.model import DeliveryState, Plan, Sent, Settlement
from monitor.store import SqliteStore, open_store
from monitor.store.reading import open_archive
from monitor.store.trouble import Trouble
from tests.store.desk import Desk, NOW, opened

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    async with opened(Path(sys.argv[1])) as desk:
        targets = await desk.claim_articles(*map(desk.new, range(60)))
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
        plans = [desk.wording(t, 1, f"{t.id} body " * 4_000) for t in targets]
        stored, refused = [], []
        for group in (plans[:1], plans[1:30], plans[30:]):
            results = await asyncio.gather(
                *(desk.store.commit(p) for p in group), return_exceptions=True
            )
            for plan, result in zip(group, results):
                bad = isinstance(result, StoreUnavailable)
                (refused if bad else stored).append(plan)
                assert bad or not isinstance(result, BaseException), result
        error = next(r for r in results if isinstance(r, StoreUnavailable))
        print(str(error))
        known = await desk.known([desk.identity(n).key for n in range(60)])
        held = {a.id for a in known.articles.values() if a.title == "Visa 1"}
        assert held == {p.target.article for p in stored}, (len(held), len(stored))
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        for plan in refused:
            await desk.store.commit(plan)
        print(len(stored), len(refused))

asyncio.run(main())
"""


def python(script: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        **options,  # type: ignore[call-overload]
    )


async def test_a_kill_loses_nothing_that_was_acknowledged(path: Path):
    acknowledged: set[int] = set()
    for kill in range(10):
        with python(BUSY, str(path), str(kill * 100_000)) as process:
            assert process.stdout is not None
            # Killed in the middle of what comes after, at another place every time.
            for _ in range(20 + 7 * kill):
                acknowledged.add(int(process.stdout.readline()))
            process.send_signal(signal.SIGKILL)
            acknowledged |= {int(line) for line in process.stdout if line.endswith("\n")}
    async with opened(path) as desk:
        keys = [desk.identity(number).key for number in acknowledged]
        known = await desk.known(keys)

    assert len(acknowledged) >= 500
    assert len(known.articles) == len(acknowledged)
    with closing(sqlite3.connect(path)) as connection:
        (finding,) = connection.execute("PRAGMA integrity_check").fetchone()
        halves = connection.execute(
            "SELECT count(*) FROM article LEFT JOIN target ON target.article = article.id "
            "LEFT JOIN alias ON alias.article = article.id "
            "WHERE target.id IS NULL OR alias.url IS NULL"
        ).fetchone()
    assert (finding, halves) == ("ok", (0,))


def test_a_full_disk_refuses_whole_commits_and_is_forgotten_when_there_is_room(path: Path):
    process = python(BOUNDED, str(path))
    out, err = process.communicate(timeout=60)

    assert process.returncode == 0, err
    message, counts = out.splitlines()
    stored, refused = map(int, counts.split())
    assert "cannot grow" in message or "cannot be read or written" in message
    assert stored >= 1
    assert refused >= 1


async def test_a_database_at_its_limit_is_said_to_be_full(desk: Desk):
    targets = await desk.claim_articles(*map(desk.new, range(20)))
    await desk.store._writer.run_outside(  # type: ignore[attr-defined]
        lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchone()
    )
    plans = [desk.wording(target, 1, "Body " * 50_000) for target in targets]
    results = await asyncio.gather(
        *(desk.store.commit(plan) for plan in plans), return_exceptions=True
    )

    assert {type(result) for result in results} == {StoreUnavailable}
    assert "the disk is full" in str(results[0])
    known = await desk.known([desk.identity(n).key for n in range(20)])
    assert "Visa 1" not in {held.title for held in known.articles.values()}
    await desk.store._writer.run_outside(  # type: ignore[attr-defined]
        lambda connection: connection.execute("PRAGMA max_page_count = 1073741823").fetchone()
    )
    await asyncio.gather(*(desk.store.commit(plan) for plan in plans))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that a user without rights can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


OPEN = """
import asyncio, datetime, os, sys
from monitor.errors import StoreDamaged, StoreInUse, StoreUnavailable
from monitor.store import open_store
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
try:
    asyncio.run(open_store(sys.argv[1], datetime.datetime.now(datetime.UTC)))
except StoreUnavailable as error:
    print(error)
    print(error.hint)
"""


def refused_without_rights(path: Path) -> str:
    process = python(OPEN, str(path))
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out


async def test_a_folder_that_cannot_be_made_is_said_so(open_folder: Path):
    open_folder.chmod(0o555)
    out = refused_without_rights(open_folder / "state" / "monitor.db")

    assert "cannot be made (Permission denied)" in out


async def test_a_read_only_folder_is_said_so(open_folder: Path):
    path = open_folder / "monitor.db"
    async with opened(path):
        pass
    path.with_name("monitor.db.lock").unlink()
    open_folder.chmod(0o555)
    out = refused_without_rights(path)

    assert "monitor.db.lock cannot be opened (Permission denied)" in out
    assert "right to write" in out


async def test_a_read_only_file_is_said_so(open_folder: Path):
    path = open_folder / "monitor.db"
    async with opened(path):
        pass
    path.chmod(0o444)
    path.with_name("monitor.db.lock").chmod(0o666)
    open_folder.chmod(0o777)
    out = refused_without_rights(path)

    assert "is read-only" in out or "cannot be opened" in out
    assert "write the file" in out


async def test_a_log_that_is_damaged_costs_at_most_what_it_held(path: Path):
    async with opened(path) as desk:
        listing = await first_listing(desk)
        plan = Plan(target=listing, next=desk.next(NOW), found=(desk.new(1),))
        await desk.store.commit(plan)
        copy = path.with_name("copy.db")
        copy.write_bytes(path.read_bytes())
        wal = path.with_name("monitor.db-wal").read_bytes()
        copy.with_name("copy.db-wal").write_bytes(wal[: len(wal) // 2])
    async with opened(copy) as desk:
        await desk.claim()

    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def first_listing(desk: Desk):
    await desk.adopt()
    return await desk.claim_listing()


# What a store in trouble does


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def at_hand(desk: Desk) -> tuple[SqliteStore, Hands]:
    """Let the store's trouble go by a clock that is moved by hand."""
    store, clock = desk.store, Hands()
    assert isinstance(store, SqliteStore)
    store._trouble._monotonic = clock
    return store, clock


async def bound(store: SqliteStore, pages: int) -> None:
    """Let the database have so many pages at most: it is full from there on."""
    await store._writer.run_outside(
        lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    )


async def test_a_store_that_could_not_store_gives_out_no_work_until_it_can(desk: Desk):
    store, clock = at_hand(desk)
    first, *_ = await desk.claim_articles(*map(desk.new, range(3)))
    await bound(store, 1)
    with pytest.raises(StoreUnavailable, match="full"):
        await store.commit(desk.wording(first, 1, "Body " * 50_000))
    for claim in (desk.claim(), claim_deliveries(desk)):
        with pytest.raises(StoreUnavailable, match="full"):
            await claim
    await bound(store, 2**30)
    clock.seconds += 1.0

    # What could not be stored is due again at once, although its lease has not run out.
    assert [target.id for target in await desk.claim()] == [first.id]


async def claim_deliveries(desk: Desk):
    return await desk.store.claim_deliveries(
        NOW, limit=9, lease=timedelta(minutes=9), per_sink={"log": 9}
    )


async def test_room_for_a_lease_is_no_room_for_a_page(desk: Desk, path: Path):
    store, clock = at_hand(desk)
    await desk.claim_article()
    store._trouble.note(StoreUnavailable("full", passes=True))
    path.with_name("monitor.db.room").mkdir()
    clock.seconds += 1.0
    with pytest.raises(StoreUnavailable, match="no room to grow"):
        await desk.claim()
    path.with_name("monitor.db.room").rmdir()
    clock.seconds += 2.0
    await desk.claim()

    assert not path.with_name("monitor.db.room").exists()


async def test_what_was_sent_in_trouble_is_written_down_when_it_is_over(desk: Desk):
    store, clock = at_hand(desk)
    target = await desk.claim_article()
    await store.commit(desk.wording(target, 1, alerts=(desk.alert(),)))
    (delivery,) = await claim_deliveries(desk)
    sent = Sent(at=NOW, took=timedelta(), detail="x" * 9_000_000, status=204)
    await bound(store, 1)
    with pytest.raises(StoreUnavailable):
        await store.settle(
            Settlement(delivery=delivery, outcome=sent, state=DeliveryState.SENT, due_at=None)
        )
    await bound(store, 2**30)
    clock.seconds += 1.0

    assert await claim_deliveries(desk) == []
    with open_archive(store._path) as archive:
        (report,) = archive.deliveries()
    assert report.state == "sent"


def test_trouble_that_goes_on_is_asked_less_and_less():
    clock = Hands()
    trouble = Trouble(clock)
    trouble.note(StoreUnavailable("full", passes=True))
    asked = [second for second in range(200) if tried_at(trouble, clock, second)]

    assert asked == [1, 3, 7, 15, 31, 63, 123, 183]


def tried_at(trouble: Trouble, clock: Hands, second: int) -> bool:
    clock.seconds = float(second)
    return trouble.may_ask()


def test_damage_is_never_asked_whether_it_has_passed():
    clock = Hands()
    trouble = Trouble(clock)
    trouble.note(StoreDamaged("damaged"))
    trouble.note(StoreUnavailable("full", passes=True))
    clock.seconds = 9_000.0

    assert (trouble.may_ask(), str(trouble.error)) == (False, "damaged")


# What people do to files that are open


async def test_a_database_that_is_moved_away_is_not_written_and_is_when_it_is_back(
    desk: Desk, path: Path
):
    store, clock = at_hand(desk)
    listing = await first_listing(desk)
    path.rename(path.with_name("elsewhere.db"))
    with pytest.raises(StoreUnavailable, match="was moved, removed or replaced"):
        await store.commit(Plan(target=listing, next=desk.next(), found=(desk.new(1),)))
    with pytest.raises(StoreUnavailable, match="was moved, removed or replaced"):
        await desk.claim()
    path.with_name("elsewhere.db").rename(path)
    clock.seconds += 1.0

    assert len(await desk.claim()) == 1


async def test_a_log_that_is_removed_costs_nothing_that_was_acknowledged(path: Path):
    async with opened(path) as desk:
        listing = await first_listing(desk)
        await desk.store.commit(Plan(target=listing, next=desk.next(), found=(desk.new(1),)))
        path.with_name("monitor.db-wal").unlink()
        with pytest.raises(StoreUnavailable, match="-wal was moved"):
            await desk.adopt()
    async with opened(path) as desk:
        known = await desk.known([desk.identity(1).key])

    assert len(known.articles) == 1


async def test_a_lock_that_is_removed_is_taken_again(desk: Desk, path: Path):
    path.with_name("monitor.db.lock").unlink()
    await desk.adopt()

    with pytest.raises(StoreInUse):
        await open_store(path, NOW)


async def test_who_loses_the_lock_to_another_writes_no_more(desk: Desk, path: Path):
    await desk.adopt()
    path.with_name("monitor.db.lock").unlink()
    async with opened(path) as other:
        with pytest.raises(StoreUnavailable, match="in use"):
            await desk.store.wish([], NOW, 1)
        await other.adopt()


async def test_the_log_of_another_database_is_not_taken_for_this_ones(path: Path):
    other = path.with_name("other.db")
    async with opened(other) as desk:
        await desk.claim_articles(*map(desk.new, range(20)))
        log = other.with_name("other.db-wal").read_bytes()
    async with opened(path) as desk:
        await desk.claim_article()
    path.with_name("monitor.db-wal").write_bytes(log)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="belongs to another database"):
        await open_store(path, NOW)

    assert path.read_bytes() == before
    assert path.with_name("monitor.db-wal").read_bytes() == log


async def test_a_refused_database_keeps_its_log(path: Path):
    async with opened(path) as desk:
        await desk.claim_articles(*map(desk.new, range(20)))
        copy = path.with_name("copy.db")
        copy.write_bytes(path.read_bytes())
        log = path.with_name("monitor.db-wal").read_bytes()
    with copy.open("r+b") as file:
        file.truncate(4096 * 2)
        file.seek(4096)
        file.write(bytes(4096))
    copy.with_name("copy.db-wal").write_bytes(log[:40_000])
    before = copy.read_bytes()
    with pytest.raises(StoreDamaged):
        await open_store(copy, NOW)

    assert copy.read_bytes() == before
    assert copy.with_name("copy.db-wal").read_bytes() == log[:40_000]


async def test_a_database_in_a_read_only_folder_can_be_read(open_folder: Path):
    path = open_folder / "monitor.db"
    async with opened(path) as desk:
        await desk.claim_article()
    path.chmod(0o444)
    open_folder.chmod(0o555)
    process = python(READ, str(path))
    out, err = process.communicate(timeout=60)

    assert (out.strip(), err) == ("1", "")


READ = """
import os, sys
from monitor.store.reading import open_archive
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
with open_archive(sys.argv[1]) as archive:
    print(len(archive.articles()))
"""


# The log


async def test_a_log_that_grows_is_emptied_unless_somebody_reads(
    desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("monitor.store.tending._LONG_LOG", 100_000)
    targets = await desk.claim_articles(*map(desk.new, range(20)))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM article").fetchone()
        for target in targets:
            await desk.store.commit(desk.wording(target, 1, "Body " * 5_000))
        held = await desk.store.measure()
        reader.execute("ROLLBACK")
    free = await desk.store.measure()

    assert (held.is_held, held.log_bytes > 500_000) == (True, True)
    assert (free.is_held, free.log_bytes) == (False, 0)
    assert free.free_bytes > 0
