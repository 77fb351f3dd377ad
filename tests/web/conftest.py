"""A real archive, watched by the real engine, and the pages over it."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from monitor.config import Config, load
from monitor.demo import Newsroom
from monitor.runtime.clock import SystemClock
from monitor.runtime.crawl import crawl
from monitor.runtime.desk import ArchiveDesk
from monitor.runtime.granting import grant_now
from monitor.web import app_of
from tests.web.configured import configured

RULES = """
[[rule]]
id = "visa"
query = "visa OR виза"
sinks = ["log"]

[[rule]]
id = "vakunov"
query = "~Vakunov"
sinks = ["log"]
"""


@pytest.fixture(scope="session")
def archive_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a monitor.toml whose archive holds a day of a newsroom. Nobody may write there."""
    folder = tmp_path_factory.mktemp("archive")
    asyncio.run(_watch_once(folder))
    return folder


@pytest.fixture
def folder(archive_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of it for a test that writes."""
    return Path(shutil.copytree(archive_folder, tmp_path / "archive"))


@pytest.fixture
def config(folder: Path) -> Config:
    return load(folder / "monitor.toml", {})


@pytest.fixture
def published(config: Config) -> Config:
    """The same where the world can reach the pages, behind a proxy that speaks TLS."""
    assert config.web is not None
    return replace(config, web=replace(config.web, url="https://desk.example.org"))


@pytest.fixture
async def stranger(published: Config) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody from the world who looks at published pages."""
    desk = archive_desk(published)
    transport = httpx.ASGITransport(app_of(desk))
    base = "https://desk.example.org"
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client
    desk.close()


def archive_desk(config: Config) -> ArchiveDesk:
    """Return the desk of the program itself; wishes are granted without a daemon."""
    assert config.web is not None
    clock = SystemClock()
    return ArchiveDesk(
        lambda: config,
        lambda wish: grant_now(config, wish, clock=clock, console=sys.stdout),
        config.web,
        clock,
    )


@pytest.fixture
def desk_of_archive(config: Config) -> Iterator[ArchiveDesk]:
    """The desk of the program itself, over a real archive."""
    desk = archive_desk(config)
    yield desk
    desk.close()


@pytest.fixture
async def reader(desk_of_archive: ArchiveDesk) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who looks at the pages of the archive."""
    transport = httpx.ASGITransport(app_of(desk_of_archive))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8787") as client:
        yield client


async def _watch_once(folder: Path) -> None:
    async with Newsroom(articles=40, seed=7, page_size=15, editions=("en", "ru")) as newsroom:
        newsroom.publish(
            edition="en", title="Vakunov <b>meets</b> the ambassador", paragraphs=["On visas."]
        )
        toml = configured(
            folder,
            newsroom.address,
            RULES,
            sink="log",
            database="state/monitor.db",
            first_run='first_run = "alert"',
        )
        config = load(toml, {})
        with (folder / "console").open("w", encoding="utf-8") as console:
            sources = frozenset(source.id for source in config.sources)
            await crawl(
                config,
                sources,
                pages=2,
                clock=SystemClock(),
                console=console,
                progress=lambda _: None,
            )
