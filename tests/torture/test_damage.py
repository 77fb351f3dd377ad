"""Damaged files in short, and that the harness can fail."""

from benchmarks.torture.damage import judge, torture
from benchmarks.torture.desk import NOW, body_of, prepare, wording
from benchmarks.torture.tally import Size
from monitor.store import open_store


def test_no_damaged_file_is_opened_silently_or_written():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["refused"] > 15


async def test_a_store_that_opens_what_is_not_right_is_seen(tmp_path):
    database = tmp_path / "monitor.db"
    store = await open_store(database, NOW)
    (target,) = await prepare(store, 1)
    await store.commit(wording(target))
    await store.close()
    stem = body_of(1)[:60].encode()
    # SQLite keeps no sums of its pages: within a text a change is seen by nobody at the start.
    database.write_bytes(database.read_bytes().replace(stem, stem.swapcase()))
    fault, was_refused = await judge(tmp_path, ["what it held"])

    assert (fault, was_refused) == ("was opened and does not hold what it held", False)
