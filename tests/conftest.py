"""What several folders need: the whole program as a process, against a newsroom and a receiver of the test's loop."""

import socket

import pytest
from hypothesis import HealthCheck, settings

from benchmarks.crash.nursery import open_nursery
from monitor.demo import Newsroom, Receiver
from tests.postgres import serving
from tests.program import SECRET, Program

# How fast a machine is, no test judges.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture
async def receiver():
    async with Receiver(secret=SECRET) as running:
        yield running


@pytest.fixture
async def newsroom():
    async with Newsroom(articles=60, seed=7, page_size=15) as running:
        yield running


@pytest.fixture(scope="session")
def nursery():
    """Where the programs of the tests are born: with all imported, a start takes a fifth of its time."""
    with open_nursery() as opened:
        yield opened


@pytest.fixture
def program(tmp_path, newsroom, receiver, nursery):
    return Program(tmp_path, newsroom, receiver, nursery)


@pytest.fixture(scope="session")
def server():
    with serving() as running:
        yield running


@pytest.fixture
def manager(tmp_path):
    """Yield the service manager's end of the channel `tmp_path / "notify"`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.setblocking(False)
        yield channel
