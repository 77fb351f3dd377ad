"""Corrupted database files: none is opened silently, none is written, none is made anew."""

import asyncio
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from benchmarks.torture.desk import NOW, prepare, wording
from benchmarks.torture.tally import Size, Tally
from monitor.errors import MonitorError, StoreUnavailable
from monitor.store import open_store

FILES = {Size.SHORT: 36, Size.FULL: 200}
_ARTICLES = 60
_PAGE = 4096
Contents = dict[str, bytes]
Damage = Callable[[Contents, random.Random], Contents]
_MAIN, _LOG, _INDEX = "monitor.db", "monitor.db-wal", "monitor.db-shm"


def torture(size: Size) -> Tally:
    """Open so many damaged files and return what came of them."""
    with tempfile.TemporaryDirectory(prefix="monitor-damage-") as name:
        for part in ("own", "foreign"):
            (Path(name) / part).mkdir()
        return asyncio.run(_torture(Path(name), FILES[size]))


async def _torture(folder: Path, files: int) -> Tally:
    own = await _healthy(folder / "own")
    foreign = await _healthy(folder / "foreign")
    truth = _rows(_laid(folder / "truth", own))
    counts = dict.fromkeys(("files", "refused", "opened and right"), 0)
    broken: list[str] = []
    chance = random.Random(1)
    kinds = {**DAMAGES, "foreign log": lambda held, _: {**held, _LOG: foreign[_LOG]}}
    for number in range(files):
        what = list(kinds)[number % len(kinds)]
        place = _laid(folder / str(number), kinds[what](dict(own), chance))
        fault, was_refused = await judge(place, truth)
        counts["files"] += 1
        counts["refused" if was_refused else "opened and right"] += not fault
        broken += [f"{what}: {fault}"] if fault else []
        shutil.rmtree(place)
    return Tally(name="damage", counts={**counts, "broken": len(broken)}, broken=tuple(broken))


async def judge(place: Path, truth: list[str]) -> tuple[str, bool]:
    """Return which promise the store broke over a damaged file ("" for none), and whether it refused it."""
    before = _kept(place)
    try:
        store = await open_store(place / _MAIN, NOW)
    except StoreUnavailable:
        after = _kept(place)
        return ("" if after == before else "was refused and written"), True
    except MonitorError as error:
        return f"ended with {error!r}", False
    await store.close()
    with suppress(sqlite3.Error):
        if _rows(place) == truth:
            return "", False
    return "was opened and does not hold what it held", False


def _kept(place: Path) -> Contents:
    """Return the file and its log as they lie there; an empty log is none."""
    files = {name: place / name for name in (_MAIN, _LOG)}
    held = {name: file.read_bytes() for name, file in files.items() if file.exists()}
    return {name: content for name, content in held.items() if content or name == _MAIN}


async def _healthy(folder: Path) -> Contents:
    """Return the files of a database at work, its last changes still in the log."""
    store = await open_store(folder / _MAIN, NOW)
    targets = await prepare(store, _ARTICLES)
    for target in targets[: _ARTICLES // 2]:
        await store.commit(wording(target))
    await store.tend(NOW)
    for target in targets[_ARTICLES // 2 :]:
        await store.commit(wording(target))
    held = {name: (folder / name).read_bytes() for name in (_MAIN, _LOG, _INDEX)}
    await store.close()
    return held


def _laid(place: Path, held: Contents) -> Path:
    place.mkdir()
    for name, content in held.items():
        (place / name).write_bytes(content)
    return place


def _rows(place: Path) -> list[str]:
    """Return all that people would be shown; leases end with every opening, and statistics come and go."""
    queries = (
        "SELECT article, number, title, body FROM revision ORDER BY id",
        "SELECT id, article, payload FROM alert ORDER BY id",
        "SELECT alert, sink, state, due_at FROM delivery ORDER BY id",
        "SELECT name, url, title FROM article ORDER BY id",
        "SELECT url, article FROM alias ORDER BY url",
        "SELECT url, due_at FROM target ORDER BY id",
    )
    with closing(sqlite3.connect(place / _MAIN)) as connection:
        return [repr(row) for query in queries for row in connection.execute(query)]


def _change(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def _page(held: Contents, chance: random.Random) -> int:
    return chance.randrange(1, len(held[_MAIN]) // _PAGE) * _PAGE


def _flip_header(held: Contents, chance: random.Random) -> Contents:
    at = chance.randrange(100)
    flipped = bytes([held[_MAIN][at] ^ (1 << chance.randrange(8))])
    return {**held, _MAIN: _change(held[_MAIN], at, flipped)}


def _flip_tree(held: Contents, chance: random.Random) -> Contents:
    """Flip a bit in the head of a page: its kind, its counts, its first cells' places."""
    at = _page(held, chance) + chance.randrange(16)
    flipped = bytes([held[_MAIN][at] ^ (1 << chance.randrange(8))])
    return {**held, _MAIN: _change(held[_MAIN], at, flipped)}


def _zero_page(held: Contents, chance: random.Random) -> Contents:
    return {**held, _MAIN: _change(held[_MAIN], _page(held, chance), bytes(_PAGE))}


def _swap_pages(held: Contents, chance: random.Random) -> Contents:
    main = held[_MAIN]
    one, other = _page(held, chance), _page(held, chance)
    swapped = _change(main, one, main[other : other + _PAGE])
    return {**held, _MAIN: _change(swapped, other, main[one : one + _PAGE])}


def _cut_pages(held: Contents, chance: random.Random) -> Contents:
    return {**held, _MAIN: held[_MAIN][: _page(held, chance)]}


def _cut_oddly(held: Contents, chance: random.Random) -> Contents:
    return {**held, _MAIN: held[_MAIN][: chance.randrange(1, len(held[_MAIN]))]}


def _add_unknown_step(held: Contents, _: random.Random) -> Contents:
    with tempfile.TemporaryDirectory() as name:
        place = _laid(Path(name) / "newer", held)
        with closing(sqlite3.connect(place / _MAIN)) as connection, connection:
            connection.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('monitor', 'm9999', 'x')"
            )
        return {_MAIN: (place / _MAIN).read_bytes()}


DAMAGES: dict[str, Damage] = {
    "bit of the header": _flip_header,
    "bit of a page's head": _flip_tree,
    "zeroed page": _zero_page,
    "swapped pages": _swap_pages,
    "cut at a page": _cut_pages,
    "cut anywhere": _cut_oddly,
    "no index of the log": lambda held, _: {n: c for n, c in held.items() if n != _INDEX},
    "empty file": lambda held, _: {_MAIN: b""},
    "a text": lambda held, _: {_MAIN: b"Dear diary, " * 500},
    "log without a file": lambda held, _: {_LOG: held[_LOG]},
    "newer version": _add_unknown_step,
}
