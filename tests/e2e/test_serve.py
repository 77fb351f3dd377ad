"""The pages alone, as a process: at their own address or at the socket of a service manager, beside a daemon."""

import asyncio
import os
import signal
import socket
import sys

import httpx
import pytest

from tests.e2e.test_pages import port  # noqa: F401 - its fixture

# What a service manager does before it starts the service: its socket is file 3, and it names the process.
MANAGER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, "-m", "monitor", "serve"])
"""


@pytest.fixture
def listener():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener


async def served(program, listener: socket.socket) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", MANAGER, str(listener.fileno())),
        cwd=program.folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        pass_fds=[listener.fileno()],
        stderr=asyncio.subprocess.PIPE,
    )


async def test_pages_are_served_at_the_socket_of_a_manager(program, port, listener):  # noqa: F811
    await program.run("crawl")
    process = await served(program, listener)
    try:
        async with httpx.AsyncClient(timeout=60) as browser:
            page = await browser.get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()

    assert page.status_code == 200, errors
    assert "<h1>Today</h1>" in page.text
    assert process.returncode == 0


async def test_without_a_place_to_listen_the_remedy_is_named(program):
    code, _, errors = await program.run("serve")

    assert code == 1
    assert "the configuration has no [web]" in errors
    assert "docs/dashboard.md" in errors
