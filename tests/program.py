"""The whole program as a process of its own, against a newsroom and a receiver in the test's loop."""

import asyncio
import signal
import sqlite3
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from benchmarks.crash.nursery import Child, Nursery
from monitor.demo import Newsroom, Receiver

SECRET = "whsec_" + "dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMsIG5vYm9keSBlbHNl"

CONFIG = """\
[monitor]
database = "state/monitor.db"

[fetch]
agent = "monitor-test (+https://example.org/monitor)"
timeout = "5s"
allow_addresses = ["{newsroom}", "{receiver}"]

[politeness]
delay = "0s"
concurrency = {concurrency}

{sources}
[[rule]]
id = "vakunov"
query = "{vakunov}"
sinks = ["desk"]

[[rule]]
id = "visa-free"
query = "visa-free OR безвизовый OR визасыз"
sinks = ["desk"]

[[sink]]
id = "desk"
kind = "webhook"
url = "{hook}"
secret_file = "desk.secret"
retry = ["1s", "1s", "2s", "2s", "5s", "5s", "5s"]
"""
SOURCE = """\
[[source]]
id = "{edition}"
site = "24.kg"
listing = "{listing}"
language = "{edition}"
every = "1s"
first_run = "{first_run}"
recheck = ["{recheck}"]

"""
VAKUNOV = (
    "Vakunov OR Вакунов OR Вакунова OR Вакунову OR Вакуновым OR Вакунове OR "
    "Вакуновдун OR Вакуновго OR Вакуновду OR Вакуновдо OR Вакуновдон"
)


class Program:
    """`monitor` in a folder of its own, with a configuration for one newsroom and one receiver."""

    def __init__(
        self, folder: Path, newsroom: Newsroom, receiver: Receiver, nursery: Nursery
    ) -> None:
        self._nursery = nursery
        self.folder = folder
        self.newsroom = newsroom
        self.receiver = receiver
        self.interrupted = asyncio.Event()
        self.configure()

    def configure(
        self,
        *,
        editions: tuple[str, ...] = ("en",),
        first_run: str = "seed",
        recheck: str = "1h:30m",
        concurrency: int = 8,
        vakunov: str = VAKUNOV,
        **replaced: str,
    ) -> None:
        sources = "".join(
            SOURCE.format(
                edition=edition,
                listing=replaced.get(edition, self.newsroom.listing(edition)),
                first_run=first_run,
                recheck=recheck,
            )
            for edition in editions
        )
        config = CONFIG.format(
            newsroom=self.newsroom.address,
            receiver=self.receiver.address,
            hook=self.receiver.url,
            concurrency=concurrency,
            sources=sources,
            vakunov=vakunov,
        )
        self.path.write_text(config, encoding="utf-8")
        secret = self.folder / "desk.secret"
        secret.write_text(SECRET, encoding="utf-8")
        secret.chmod(0o600)

    @property
    def path(self) -> Path:
        return self.folder / "monitor.toml"

    @property
    def log(self) -> str:
        return (self.folder / "monitor.log").read_text(encoding="utf-8")

    async def run(self, *words: str, interrupt: bool = False) -> tuple[int, str, str]:
        """Run a command to its end and return its exit code, standard output and standard error.

        With `interrupt` it gets SIGINT once `interrupted` is set.
        """
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            program = await self._start(*words, out=out, err=err)
            async with asyncio.timeout(180):
                if interrupt:
                    await self.interrupted.wait()
                    program.send_signal(signal.SIGINT)
                code = await program.wait()
            return code, _said(out), _said(err)

    @asynccontextmanager
    async def service(
        self, command: str = "run", *, out: IO | None = None, err: IO | None = None, **environ: str
    ):
        """Run the service, or a worker; it gets SIGTERM at the end unless it has gone by itself.

        What it says goes to the log, unless `out` and `err` take it.
        """
        with (self.folder / "monitor.log").open("a", encoding="utf-8") as log:
            program = await self._start(command, out=out or log, err=err or log, **environ)
        try:
            yield program
        finally:
            if program.returncode is None:
                program.send_signal(signal.SIGTERM)
            async with asyncio.timeout(30):
                await program.wait()

    def rows(self, query: str) -> list[tuple]:
        """Read the database beside whoever writes it."""
        database = f"file:{self.folder}/state/monitor.db?mode=ro"
        connection = sqlite3.connect(database, uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    async def _start(self, *words: str, out: IO, err: IO, **environ: str) -> Child:
        words = ("--config", str(self.path), *words)
        return await self._nursery.start(self.folder, words, out=out, err=err, **environ)


def _said(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode()
