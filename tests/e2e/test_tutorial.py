"""The tutorial, done: each of its commands is run, in its order, in an empty folder."""

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path

from tests.e2e.test_pages import free_port

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
ELSEWHERE = "# In a "


def blocks() -> list[str]:
    """Return what is typed, block by block, without the installation."""
    return re.findall(r"```sh\n(.*?)```", TUTORIAL, re.DOTALL)[1:]


async def shell(text: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *("bash", "-euc", text),
        cwd=folder,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        stdin=asyncio.subprocess.DEVNULL,
    )


async def line(program: asyncio.subprocess.Process) -> dict:
    """Return the next line of JSON that a program in another terminal says."""
    assert program.stdout is not None
    async with asyncio.timeout(60):
        return json.loads(await program.stdout.readline())


async def test_whoever_does_as_the_tutorial_says_gets_an_alert(tmp_path):
    newsroom, pages = free_port(), free_port()
    others, said, told = [], {}, []
    try:
        for block in blocks():
            text = block.replace("8099", str(newsroom)).replace("8787", str(pages))
            # As in a terminal, where Ctrl-C reaches the program itself.
            is_elsewhere = text.startswith(ELSEWHERE)
            words = text.splitlines()[-1]
            program = await shell(f"exec {words}" if is_elsewhere else text, tmp_path)
            if is_elsewhere:
                others.append(program)
                told.append(await line(program))
            else:
                async with asyncio.timeout(120):
                    out, _ = await program.communicate()
                said[text] = (program.returncode, out.decode())
    finally:
        for program in others:
            program.send_signal(signal.SIGINT)
            await program.wait()

    site, alert = told
    assert site["address"] == f"127.0.0.1:{newsroom}"
    assert alert["type"] == "article.matched"
    assert alert["data"]["rule"]["id"] == "streets"
    assert {text: code for text, (code, _) in said.items() if code} == {}
    after = next(out for text, (_, out) in said.items() if "show latency" in text)
    assert "streets" in after
    assert "newsroom" in after
