"""An archive with a story in it, written once: commands only read."""

import asyncio

import pytest

from tests.cli.story import Story


@pytest.fixture(scope="session")
def story(tmp_path_factory):
    told = Story(tmp_path_factory.mktemp("story"))
    asyncio.run(told.tell())
    return told
