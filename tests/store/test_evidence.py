"""The file of the kept pages: made beside its database, given back to the disk, refused where it is not ours."""

import sqlite3
from contextlib import closing
from random import Random

import pytest

from monitor.errors import StoreDamaged, StoreUnavailable
from monitor.model.evidence import Retention
from monitor.store.evidence.opening import pages_path
from monitor.store.evidence.reading import open_pages
from tests.store.desk import NOW
from tests.store.test_contract_pages import HOUR, keep_all, kept, make_store

__all__ = ["make_store"]


async def test_room_that_is_not_needed_is_given_back(make_store, path):
    chance = Random(7)
    store = await make_store()
    await keep_all(store, (kept(number, chance.randbytes(20_000)) for number in range(100)))
    before = (await store.keeping()).bytes / 4
    store.retention = Retention(max_bytes=300_000)

    await store.tend(NOW + 100 * HOUR)
    await store.close()

    assert pages_path(path).stat().st_size < before


async def test_a_file_of_somebody_else_is_refused_and_not_written(make_store, path):
    path.parent.mkdir()
    with closing(sqlite3.connect(pages_path(path))) as connection:
        connection.execute("CREATE TABLE mine (a)")
    before = pages_path(path).read_bytes()

    with pytest.raises(StoreDamaged, match="no pages of monitor"):
        await make_store()
    assert pages_path(path).read_bytes() == before


async def test_a_file_that_a_crash_left_empty_is_made_into_one(make_store, path):
    path.parent.mkdir()
    pages_path(path).touch()

    store = await make_store()
    await store.keep(kept(1))

    assert (await store.keeping()).pages == 1


def test_without_a_file_it_is_said_how_to_get_one(path):
    with pytest.raises(StoreUnavailable, match="no kept pages") as told, open_pages(path):
        pass
    assert "[archive]" in told.value.hint
