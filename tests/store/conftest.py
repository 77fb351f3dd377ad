"""Stores to test. What all of them promise (`CONTRACT`) is asked of each kind of database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.store.desk import Database, Desk, opened

# What every store promises, and every archive.
CONTRACT = ("test_contract_", "test_reading", "test_leaves", "test_export")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    module = metafunc.module.__name__.rpartition(".")[2]
    if module.startswith(CONTRACT) and "path" in metafunc.fixturenames:
        metafunc.parametrize("path", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """Return the name of a database that holds nothing."""
    if getattr(request, "param", "sqlite") == "postgres":
        server: Server = request.getfixturevalue("server")
        return server.empty()
    return tmp_path / "state" / "monitor.db"


@pytest.fixture
async def desk(path: Database) -> AsyncIterator[Desk]:
    """A desk at an empty store."""
    async with opened(path) as desk:
        yield desk
