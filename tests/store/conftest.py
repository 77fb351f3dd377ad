"""Stores to test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.store.desk import Desk, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "monitor.db"


@pytest.fixture
async def desk(path: Path) -> AsyncIterator[Desk]:
    """A desk at an empty store. Another adapter joins the contract by a parameter here."""
    async with opened(path) as desk:
        yield desk
