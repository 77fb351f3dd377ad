"""Archives at hand: a server is dialled once for many questions, and anew where it hung up."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from monitor.errors import StoreUnavailable
from monitor.store.reading import ArchiveShelf, SqlArchive
from tests.postgres import Server
from tests.store.desk import opened
from tests.store.looking import rows

OURS = "datname = current_database() AND application_name = 'monitor'"


@pytest.fixture
def url(server: Server) -> str:
    return server.empty()


@pytest.fixture
def shelf() -> Iterator[ArchiveShelf]:
    shelf = ArchiveShelf()
    yield shelf
    shelf.close()


def dialled(shelf: ArchiveShelf, url: str) -> object:
    with shelf.open(url) as archive:
        return backend(archive)


def backend(archive: SqlArchive) -> object:
    assert archive.sources() == []
    return archive._connection.execute("SELECT pg_backend_pid()").fetchone()


def test_a_second_question_goes_over_the_same_connection(shelf: ArchiveShelf, url: str):
    first = dialled(shelf, url)
    assert dialled(shelf, url) == first
    with shelf.open(url) as one, shelf.open(url) as other:
        assert backend(one) == first != backend(other)
    shelf.close()

    assert dialled(shelf, url) != first


def test_a_server_that_hung_up_is_dialled_anew(shelf: ArchiveShelf, url: str):
    first = dialled(shelf, url)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {OURS}".encode()
        )

    assert dialled(shelf, url) != first


def test_who_fails_in_the_midst_of_a_question_leaves_nothing_half_done_behind(
    shelf: ArchiveShelf, url: str
):
    first = dialled(shelf, url)
    with pytest.raises(KeyError), shelf.open(url) as archive, archive._snapshot():
        raise KeyError
    assert dialled(shelf, url) == first
    with shelf.open(url) as archive:
        archive._connection.execute("BEGIN")

    assert dialled(shelf, url) != first


def test_a_server_that_is_not_there_is_told(shelf: ArchiveShelf, tmp_path: Path):
    with pytest.raises(StoreUnavailable, match="cannot be reached"), ExitStack() as stack:
        stack.enter_context(shelf.open(f"postgresql://monitor@/news?host={tmp_path}"))


async def test_a_file_is_opened_for_each_question(shelf: ArchiveShelf, tmp_path: Path):
    path = tmp_path / "monitor.db"
    async with opened(path):
        pass
    with shelf.open(path) as archive:
        first = archive._connection
    with shelf.open(path) as archive:
        assert archive._connection is not first


def test_what_lies_on_the_shelf_holds_nothing_up(shelf: ArchiveShelf, url: str):
    dialled(shelf, url)

    assert rows(url, f"SELECT DISTINCT state FROM pg_stat_activity WHERE {OURS}") == [("idle",)]
