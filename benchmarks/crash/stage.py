"""The storm itself: a newsroom, a receiver for each sink, and the daemon as a process that is killed ever again."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.crash.receivers import FAULTS, LATE, TIMEOUT, Sometimes
from benchmarks.crash.record import Receipt, Record, StoredAlert
from monitor.demo import Newsroom, Received, Receiver

SECRET = "whsec_" + "YSBrZXkgdGhhdCBub2JvZHkgZWxzZSBoYXMsIDMyIGI="
EDITIONS = ("en", "ru")
TOPICS = ("vakunov", "visa-free")
# A start takes a second, and more where others use the machine.
PATIENCE = timedelta(minutes=1)
# Longer than an article waits for its next look.
QUIET = timedelta(seconds=5)
# After the storm everything must come to rest by itself.
REST = timedelta(minutes=5)
_CONFIG = """\
[monitor]
database = "monitor.db"

[fetch]
agent = "monitor-crash (+https://example.org/monitor)"
timeout = "5s"
allow_addresses = [{addresses}]

[politeness]
delay = "0s"
concurrency = 8
budget = 100000
"""
_SOURCE = """
[[source]]
id = "{edition}"
site = "24.kg"
listing = "{listing}"
language = "{edition}"
every = "1s"
first_run = "alert"
recheck = ["2m:2s"]
"""
_RULES = """
[[rule]]
id = "vakunov"
query = "~Vakunov"
on = ["matched", "edited"]
sinks = [{sinks}]

[[rule]]
id = "visa-free"
query = "visa-free OR безвизовый OR визасыз"
on = ["matched", "edited"]
sinks = [{sinks}]
"""
_SINK = """
[[sink]]
id = "{sink}"
kind = "webhook"
url = "{url}"
secret_file = "secret"
timeout = "{timeout}ms"
retry = [{retry}]
"""
_RETRY = ", ".join(['"200ms"', '"500ms"', *['"1s"'] * 200])
_LAST_READ = """
SELECT article.name FROM revision JOIN article ON article.id = revision.article
WHERE revision.number = 1 ORDER BY revision.id DESC LIMIT 6
"""
_FIND = "SELECT 1 FROM alert WHERE id = ?"


class Stage:
    """One newsroom, one database, a receiver a sink. `storm` kills; `record` tells what is left."""

    def __init__(
        self,
        folder: Path,
        newsroom: Newsroom,
        receivers: dict[str, Receiver],
        receipts: list[Receipt],
    ) -> None:
        self._folder = folder
        self._newsroom = newsroom
        self._receivers = receivers
        self._receipts = receipts
        self._kills = 0
        self._write_configuration()

    async def storm(self, kills: int, seed: int) -> None:
        """Kill the daemon so many times while the newsroom publishes and edits, then let everything come to rest."""
        chance = random.Random(seed)
        await self._run("crawl")
        self._newsroom.site.page_size = 4
        for sink, fault in FAULTS.items():
            if fault is not None:
                self._receivers[sink].script(Sometimes(fault=fault, chance=chance))
        end = asyncio.Event()
        publishing = asyncio.create_task(self._publish(chance, end))
        for _ in range(kills):
            daemon = await self._start("run")
            await self._live(chance)
            daemon.kill()
            await daemon.wait()
            self._kills += 1
        end.set()
        await publishing
        await self._come_to_rest()

    def record(self) -> Record:
        """Return what was published, what is stored and what came, once all is at rest."""
        newsroom = self._newsroom
        truth = {f"24.kg#{a.id}": a for a in newsroom.articles.values() if a.edition in EDITIONS}
        alerts = self._rows(
            "SELECT alert.id, alert.created_at, alert.kind, alert.rule, article.name "
            "FROM alert JOIN article ON article.id = alert.article ORDER BY alert.rowid"
        )
        leases = "SELECT count(*) FROM {} WHERE leased_until IS NOT NULL"
        return Record(
            kills=self._kills,
            published=frozenset(truth),
            owed=frozenset(
                (name, topic)
                for name, article in truth.items()
                for topic in TOPICS
                if article.mentions_of(topic)
            ),
            stored=tuple(name for (name,) in self._rows("SELECT name FROM article")),
            alerts=tuple(
                StoredAlert(id=id_, made=made, kind=kind, rule=rule, article=article)
                for id_, made, kind, rule, article in alerts
            ),
            states={
                (sink, alert): state
                for sink, alert, state in self._rows("SELECT sink, alert, state FROM delivery")
            },
            receipts=tuple(self._receipts),
            interrupted=self._count("SELECT count(*) FROM attempt WHERE reason = 'interrupted'"),
            holes=self._count("SELECT count(*) FROM hole"),
            leases=self._count(leases.format("target")) + self._count(leases.format("delivery")),
            integrity=self._rows("PRAGMA integrity_check")[0][0],
        )

    async def _live(self, chance: random.Random) -> None:
        """Return at a random moment: one start in five is not let come to work, the others have a second of it."""
        if chance.random() < 0.2:
            await asyncio.sleep(chance.uniform(0.05, 1.0))
            return
        requests = self._newsroom.requests
        before = requests.total
        await requests.wait_for(lambda: requests.total > before, PATIENCE)
        await asyncio.sleep(chance.uniform(0.0, 1.0))

    async def _publish(self, chance: random.Random, end: asyncio.Event) -> None:
        """Publish until the end, an article a second or so, and edit those that were read last."""
        newsroom = self._newsroom
        while not end.is_set():
            read = self._rows(_LAST_READ)
            if read and chance.random() < 0.5:
                (name,) = chance.choice(read)
                article = newsroom.articles[int(name.partition("#")[2])]
                number = chance.randrange(1_000_000)
                newsroom.edit(article.id, title=f"{article.title} ({number})")
            else:
                topics = chance.choice((("vakunov",), ("visa-free",), TOPICS))
                newsroom.publish(edition=chance.choice(EDITIONS), topics=topics)
            try:
                async with asyncio.timeout(chance.uniform(0.2, 1.2)):
                    await end.wait()
            except TimeoutError:
                continue

    async def _come_to_rest(self) -> None:
        for receiver in self._receivers.values():
            receiver.heal()
        daemon = await self._start("run")
        requests = self._newsroom.requests
        try:
            alerts = -1
            # An edit may be noticed at the next look only: at rest is what stays so.
            while alerts != (alerts := self._count("SELECT count(*) FROM alert")):
                await asyncio.sleep(QUIET.total_seconds())
                await requests.wait_for(self._is_at_rest, REST)
        finally:
            daemon.send_signal(signal.SIGTERM)
            await daemon.wait()

    def _is_at_rest(self) -> bool:
        """Say whether every article was read, and everything that is owed was sent."""
        if self._count("SELECT count(*) FROM delivery WHERE state = 'pending'"):
            return False
        published = sum(each.edition in EDITIONS for each in self._newsroom.articles.values())
        return self._count("SELECT count(DISTINCT article) FROM revision") == published

    def _write_configuration(self) -> None:
        addresses = [self._newsroom.address, *(r.address for r in self._receivers.values())]
        sinks = ", ".join(f'"{sink}"' for sink in self._receivers)
        text = _CONFIG.format(addresses=", ".join(f'"{address}"' for address in addresses))
        for edition in EDITIONS:
            text += _SOURCE.format(edition=edition, listing=self._newsroom.listing(edition))
        text += _RULES.format(sinks=sinks)
        for sink, receiver in self._receivers.items():
            timeout = round(TIMEOUT / timedelta(milliseconds=1))
            text += _SINK.format(sink=sink, url=receiver.url, timeout=timeout, retry=_RETRY)
        (self._folder / "monitor.toml").write_text(text, encoding="utf-8")
        secret = self._folder / "secret"
        secret.write_text(SECRET, encoding="utf-8")
        secret.chmod(0o600)

    async def _run(self, *words: str) -> None:
        program = await self._start(*words)
        if await program.wait():
            raise RuntimeError(f"{words} failed: {self._folder / 'log'}")

    async def _start(self, *words: str) -> asyncio.subprocess.Process:
        with (self._folder / "log").open("a", encoding="utf-8") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "monitor", *words),
                cwd=self._folder,
                stdout=log,
                stderr=log,
                # Where nothing may be cached, half of the storm would be imports.
                env={key: v for key, v in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"},
            )

    def _rows(self, query: str) -> list[tuple]:
        return _rows(self._folder, query)

    def _count(self, query: str) -> int:
        return self._rows(query)[0][0]


@asynccontextmanager
async def staged(folder: Path, seed: int) -> AsyncIterator[Stage]:
    """Yield a stage whose newsroom and receivers run."""
    async with AsyncExitStack() as stack:
        newsroom = await stack.enter_async_context(
            Newsroom(articles=20, seed=seed, editions=EDITIONS, page_size=60)
        )
        receipts: list[Receipt] = []
        receivers = {}
        for sink in FAULTS:
            hear = partial(_hear, folder, sink, receipts)
            receiver = Receiver(secret=SECRET, on_received=hear)
            receivers[sink] = await stack.enter_async_context(receiver)
        yield Stage(folder, newsroom, receivers, receipts)


def _hear(folder: Path, sink: str, receipts: list[Receipt], received: Received) -> None:
    """Note what came, and whether the database held its alert at that moment."""
    receipt = Receipt(
        sink=sink,
        alert=received.id,
        body=received.body,
        status=received.status,
        is_taken=received.is_accepted or sink == LATE,
        is_signed=bool(received.is_signed),
        was_committed=bool(_rows(folder, _FIND, received.id)),
    )
    receipts.append(receipt)


def _rows(folder: Path, query: str, *asked: str) -> list[tuple]:
    """Read the database beside whoever writes it, by a connection of its own that outlives nobody's death."""
    uri = f"file:{folder}/monitor.db?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=30)) as connection:
        return connection.execute(query, asked).fetchall()
