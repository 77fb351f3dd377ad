"""The demonstration: a simulated site, the real program beside it as a process of its own, and what was told.

Owns the order of the scenes. It judges nothing that the program says; it shows it.
"""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.demo import Article, Newsroom, Received, Receiver
from monitor.noun import dataclass

# The receiver's secret; it guards nothing beyond this machine's loopback.
SECRET = "whsec_" + "ZGVtb25zdHJhdGlvbi1vbmx5LWRlbW9uc3RyYXRpb24h"
PATIENCE = timedelta(seconds=20)
EDITIONS = ("en", "ru", "ky")
PACE = 20
BEHIND = timedelta(minutes=30)

_CONFIG = """\
[monitor]
database = "state/monitor.db"
timezone = "Asia/Bishkek"

[fetch]
agent = "monitor-demo (+https://example.org/monitor)"
allow_addresses = ["{newsroom}", "{receiver}"]

[politeness]
delay = "20ms"
concurrency = 4

{sources}
[[rule]]
id = "vakunov"
query = "~Vakunov"
on = ["matched", "headline_changed", "name_removed"]
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
"""
_SOURCE = """\
[[source]]
id = "demo-{edition}"
site = "24.kg"
listing = "{listing}"
language = "{edition}"
every = "1s"
recheck = ["1h:2s"]

"""

Say = Callable[[str], None]


@dataclass(kw_only=True, slots=True)
class Tour:
    """The scenes of the demonstration, over one newsroom, one receiver and one folder."""

    newsroom: Newsroom
    receiver: Receiver
    folder: Path
    say: Say
    published_at: dict[int, float] = field(default_factory=dict)

    async def play(self) -> None:
        """Play every scene. Raises `TimeoutError` if the program does not do its part in time."""
        self._write_config()
        await self._crawl()
        async with self._daemon():
            await self._publish()
            await self._edit()
            await self._remove_name()
            await self._watch_views()
        await self._sum_up()

    def _write_config(self) -> None:
        sources = "".join(
            _SOURCE.format(edition=edition, listing=self.newsroom.listing(edition))
            for edition in EDITIONS
        )
        config = _CONFIG.format(
            newsroom=self.newsroom.address,
            receiver=self.receiver.address,
            hook=self.receiver.url,
            sources=sources,
        )
        (self.folder / "monitor.toml").write_text(config, encoding="utf-8")
        secret = self.folder / "desk.secret"
        secret.write_text(SECRET, encoding="utf-8")
        secret.chmod(0o600)

    async def _crawl(self) -> None:
        count = len(self.newsroom.articles)
        self.say(
            f"# A news site is up at {self.newsroom.url}: {count} articles in three languages,"
        )
        self.say(
            "# each linked under several spellings, and “visa-free” in the ticker of every page."
        )
        self.say(
            f"# Its clock runs {PACE} times as fast, so that view counters grow before your eyes."
        )
        self.say("# The first crawl stores the backlog silently.")
        await self._command("crawl", "--pages", "10")
        self.say("# The second finds nothing new.")
        await self._command("crawl")

    async def _publish(self) -> None:
        self.say("# Now the daemon watches, and the site publishes.")
        stories = (
            ("en", "Ambassador Vakunov answers questions of reporters", ("vakunov",)),
            ("ru", "Посол Вакунов прокомментировал безвизовый режим", ("vakunov", "visa-free")),
            ("ky", "Визасыз режим тууралуу макулдашуу күчүнө кирди", ("visa-free",)),
            ("en", "Doctors call the new vaccine advisable", ()),
        )
        expected = len(self.receiver.accepted) + sum(len(topics) for _, _, topics in stories)
        for edition, title, topics in stories:
            self._note(self.newsroom.publish(edition=edition, title=title, topics=topics))
        await self._tell_until(expected)

    async def _edit(self) -> None:
        self.say(
            "# The last of them said nothing that a rule asks for. It is edited, and does now."
        )
        silent = max(self.newsroom.articles)
        words = (*self.newsroom.articles[silent].paragraphs, "The visa free regime begins in May.")
        self.newsroom.edit(silent, paragraphs=words)
        self.published_at[silent] = time.monotonic()
        await self._tell_until(len(self.receiver.accepted) + 1)

    async def _remove_name(self) -> None:
        self.say("# The first of them loses a name after publication.")
        named = min(self.published_at)
        article = self.newsroom.articles[named]
        words = [text for text in article.paragraphs if "akunov" not in text]
        self.newsroom.edit(
            named,
            title="Ambassador answers questions of reporters",
            paragraphs=words or ["The ambassador answered questions of reporters."],
        )
        self.published_at[named] = time.monotonic()
        await self._tell_until(len(self.receiver.accepted) + 1)
        await self._command("show", "diff", f"24.kg#{named}")

    async def _watch_views(self) -> None:
        watched = max(self.newsroom.articles)
        self.say(f"# Article {watched} is looked at again every two seconds, for its view counter.")
        seen = len(self.newsroom.requests)

        def looked_again() -> bool:
            late = list(self.newsroom.requests)[seen:]
            return sum(str(watched) in request.path for request in late) >= 3

        await self.newsroom.wait_for(looked_again, PATIENCE)

    async def _sum_up(self) -> None:
        watched = max(self.newsroom.articles)
        await self._command("show", "sources")
        await self._command("show", "article", f"24.kg#{watched}")
        await self._command("show", "deliveries")
        told = self.receiver.accepted
        signed = sum(bool(received.is_signed) for received in told)
        self.say(
            f"# The receiver got {len(told)} webhooks, {signed} of them with a valid signature; "
            f"{len({received.id for received in told})} different ids."
        )

    def _note(self, article: Article) -> None:
        self.published_at[article.id] = time.monotonic()

    async def _tell_until(self, count: int) -> None:
        before = len(self.receiver.accepted)
        await self.receiver.wait_until(lambda: len(self.receiver.accepted) >= count, PATIENCE)
        for received in self.receiver.accepted[before:]:
            self.say(self._line(received))

    def _line(self, received: Received) -> str:
        told = received.json()["data"]
        number = int(told["article"]["id"].rpartition("#")[2])
        waited = received.at - self.published_at.get(number, received.at)
        said = [match["words"] for match in told.get("matches", ())]
        said += [event["kind"].replace("_", " ") for event in told.get("events", ())]
        words = ", ".join(dict.fromkeys(said))
        return f"  told after {waited:4.1f} s  {told['rule']['id']:<10} {words:<30} {told['article']['title']}"

    async def _command(self, *words: str) -> None:
        self.say(f"$ monitor {' '.join(words)}")
        program = await asyncio.create_subprocess_exec(
            *self._words(*words), cwd=self.folder, stdout=None, stderr=None
        )
        await program.wait()
        self.say("")

    @asynccontextmanager
    async def _daemon(self) -> AsyncIterator[None]:
        """Run the service beside; its log goes to a file of the folder."""
        self.say("$ monitor run &")
        with (self.folder / "monitor.log").open("w", encoding="utf-8") as log:
            program = await asyncio.create_subprocess_exec(
                *self._words("run"), cwd=self.folder, stdout=log, stderr=log
            )
            try:
                polled = len(self.newsroom.requests) + len(EDITIONS)
                await self.newsroom.wait_for(
                    lambda: len(self.newsroom.requests) >= polled, PATIENCE
                )
                yield
            finally:
                if program.returncode is None:
                    program.send_signal(signal.SIGTERM)
                code = await program.wait()
                self.say(f"$ kill -TERM %1   # it finished what it held and left with {code}")
                self.say("")

    def _words(self, *words: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "monitor", *words)


class SiteClock:
    """The site's own clock: it starts some time ago and runs fast, so that counters grow while one looks."""

    def __init__(self) -> None:
        self._start = datetime.now(UTC) - BEHIND  # noqa: TID251 - the simulated site keeps its own time
        self._started = time.monotonic()

    def __call__(self) -> datetime:
        """Return the site's time. It stays in the past for the length of a demonstration."""
        return self._start + PACE * timedelta(seconds=time.monotonic() - self._started)


async def tour(folder: Path, say: Say) -> None:
    """Play the demonstration in `folder`, speaking through `say`. Raises `TimeoutError` if it stalls."""
    async with (
        Newsroom(articles=90, seed=24, page_size=20, now=SiteClock()) as newsroom,
        Receiver(secret=SECRET) as receiver,
    ):
        await Tour(newsroom=newsroom, receiver=receiver, folder=folder, say=say).play()
