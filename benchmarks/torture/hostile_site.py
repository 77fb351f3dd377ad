"""A site whose every text is a payload, and what a real crawl makes of it. Judges nothing."""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from click.testing import CliRunner

from benchmarks.torture.loopback import Loopback, answer, serving
from monitor.cli import cli
from monitor.core.text import clean_line

_CONFIG = """
[monitor]
database = "monitor.db"
selectors = "."
[fetch]
timeout = "5s"
allow_addresses = ["{address}"]
[politeness]
delay = "0s"
robots = false
[[source]]
id = "s"
site = "s.example"
listing = "http://{address}/"
first_run = "alert"
[[rule]]
id = "r"
query = "Vakunov"
sinks = ["log", "desk"]
[[sink]]
id = "log"
kind = "console"
[[sink]]
id = "desk"
kind = "webhook"
url = "http://{address}/hook"
secret_file = "desk.secret"
"""
_SITE = """
site = "s.example"
hosts = ["{address}"]
article_id = '^/a/(\\d+)'
[listing]
row = "li"
link = "a::attr(href)"
[article]
title = "h1"
body = "p"
author = ".author"
section = ".section"
"""
_SECRET = "whsec_dGhlIHNlY3JldCBvZiBhIGhhcm5lc3MsIG5vYm9keSdz"


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """What a crawl came to: where it is stored, the titles that it holds, and what was written meanwhile."""

    config: Path
    payloads: Sequence[str]
    console: str
    log: str

    @property
    def titles(self) -> list[str]:
        """Return the titles as they are stored."""
        return [clean_line(_title(payload)) for payload in self.payloads]

    def run(self, *words: str) -> str:
        """Return what a command prints."""
        result = CliRunner().invoke(
            cli, ["--config", str(self.config), *words], catch_exceptions=False
        )
        return result.stdout


def _title(payload: str) -> str:
    return f"{payload} Vakunov"


async def crawled(folder: Path, payloads: Sequence[str]) -> Archive:
    """Return what `monitor crawl` makes of a site in `folder` that says `payloads`."""
    async with serving({"/hook": answer("", "204 No Content")}) as stage:
        _fill(stage, payloads)
        config = folder / "monitor.toml"
        config.write_text(_CONFIG.format(address=stage.address), encoding="utf-8")
        secret = folder / "desk.secret"
        secret.write_text(_SECRET, encoding="utf-8")
        secret.chmod(0o600)
        (folder / "s.example.toml").write_text(
            _SITE.format(address=stage.address), encoding="utf-8"
        )
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor", "--config", str(config), "crawl", "--json"),
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(120):
            console, log = await program.communicate()
    return Archive(config=config, payloads=payloads, console=console.decode(), log=log.decode())


def _fill(stage: Loopback, payloads: Sequence[str]) -> None:
    rows = []
    for number, payload in enumerate(payloads, 1):
        said = {name: escape(payload) for name in ("author", "section")}
        article = (
            f"<h1>{escape(_title(payload))}</h1><p class=author>{said['author']}</p>"
            f"<i class=section>{said['section']}</i><p>Vakunov {escape(payload)}</p>"
        )
        stage.answers[f"/a/{number}"] = answer(article, content_type="text/html; charset=utf-8")
        # A link with a backslash in it is nobody's: browsers and servers disagree about it.
        link = f"/a/{number}?x={payload}".replace("\\", "")
        rows.append(f'<li><a href="{escape(link)}">{escape(_title(payload))}</a></li>')
    listing = f"<ul>{''.join(rows)}</ul>"
    stage.answers["/"] = answer(listing, content_type="text/html; charset=utf-8")
