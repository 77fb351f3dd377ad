"""What Datasette is told of the database, held to the schema that there is."""

import asyncio
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from monitor.store import open_store

TOLD = Path(__file__).parent.parent / "deploy" / "datasette.yml"
DATABASE = yaml.safe_load(TOLD.read_text(encoding="utf-8"))["databases"]["monitor"]
# sqlite-utils', full-text search's and SQLite's own.
ELSES = re.compile(r"_sqlite_migrations|revision_search.*|sqlite_.*")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("database") / "monitor.db"

    async def make() -> None:
        store = await open_store(path, datetime(2026, 11, 22, tzinfo=UTC))
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
def database(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_every_table_is_described_and_no_other(database):
    rows = database.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    tables = {name for (name,) in rows if not ELSES.fullmatch(name)}

    assert set(DATABASE["tables"]) == tables


@pytest.mark.parametrize("table", DATABASE["tables"])
def test_every_column_that_is_described_is_there(database, table):
    about = DATABASE["tables"][table]
    columns = {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')}
    named = {*about.get("columns", ()), *about.get("sortable_columns", ())}
    named |= {about["label_column"]} if "label_column" in about else set()

    assert about["description"].endswith(".")
    assert named <= columns


@pytest.mark.parametrize("name", DATABASE["queries"])
def test_every_query_runs(database, name):
    query = DATABASE["queries"][name]
    asked = {
        word: 1 if word == "article" else "visa"
        for word in re.findall(r"(?<!:):(\w+)", _bare(query["sql"]))
    }

    rows = database.execute(query["sql"], asked)

    assert query["title"]
    assert len({column[0] for column in rows.description}) == len(rows.description)
    assert rows.fetchall() == []


def _bare(sql: str) -> str:
    """Return a query without its texts, in which a colon is no parameter."""
    return re.sub(r"'[^']*'", "''", sql)
