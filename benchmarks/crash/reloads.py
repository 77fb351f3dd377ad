"""Reloads under load, of good and broken configurations. Owns what became of each, and what the daemon grew by."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crash.aims import until
from benchmarks.crash.configuration import configuration
from benchmarks.crash.stage import Life, Stage

# Connections come and go with the load: eight to the newsroom and four to each of seven sinks may be open at once.
# What leaks one for each reload grows by more.
_MARGIN = 8 + 4 * 7
_BROKEN: tuple[Callable[[str], bytes], ...] = (
    lambda text: f"{text}\n[[rule]]\nid = 1\n".encode(),
    lambda text: text[: len(text) // 2].encode() + b"[",
    lambda text: text.replace('"~Vakunov"', '"(~Vakunov"').encode(),
    lambda text: text.encode() + b"\n# \xff\n",
    lambda text: text.replace('id = "hangs"', 'id = "good"').encode(),
    lambda text: b"",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reloads:
    """What became of the reloads, and how many files and threads the daemon had at most, early and late."""

    taken: int
    refused: int
    flaws: tuple[str, ...]
    files: tuple[int, int]
    threads: tuple[int, int]


async def reloads(stage: Stage, count: int) -> Reloads:
    """Reload so many times while the newsroom publishes, then let everything come to rest."""
    await stage.crawl()
    stage.torment()
    flaws: list[str] = []
    sizes: list[tuple[int, int]] = []
    taken = refused = 0
    async with stage.publishing():
        life = await stage.start("run")
        await until(lambda: life.has_started or life.has_ended)
        for number in range(count):
            is_good = stage.chance.random() < 0.6
            wanted = "reloaded" if is_good else "the old configuration stays in force"
            if not await _reload(stage, life, _text(stage, number, is_good=is_good), wanted):
                flaws.append(f"a reload did not come to {wanted!r}")
            taken, refused = taken + is_good, refused + (not is_good)
            sizes.append((_count(life, "fd"), _count(life, "task")))
            await asyncio.sleep(stage.chance.uniform(0.0, 0.2))
        life.stop()
        # A reload lets a sink be asked again, as a start does.
        stage.lives += taken
        if code := await stage.bury(life):
            flaws.append(f"the daemon ended with code {code}")
    (stage.folder / "monitor.toml").write_bytes(_text(stage, 0, is_good=True))
    await stage.come_to_rest()
    return Reloads(
        taken=taken,
        refused=refused,
        flaws=tuple(flaws),
        files=_early_and_late([files for files, _ in sizes]),
        threads=_early_and_late([threads for _, threads in sizes]),
    )


def flaws_of(done: Reloads) -> list[str]:
    """Return which promises the reloads broke, as sentences."""
    found = list(done.flaws)
    for what, (early, late) in (("files", done.files), ("threads", done.threads)):
        if late > early + _MARGIN:
            found.append(f"{what} grew from {early} to {late}")
    return found


async def _reload(stage: Stage, life: Life, text: bytes, wanted: str) -> bool:
    """Reload once, and return whether it came to what is wanted."""
    (stage.folder / "monitor.toml").write_bytes(text)
    before = len(life.words)

    def said() -> str:
        return life.words[before:]

    life.send(signal.SIGHUP)
    await until(lambda: '"reloaded"' in said() or '"reload failed"' in said() or life.has_ended)
    return wanted in said() and not life.has_ended


def _text(stage: Stage, number: int, *, is_good: bool) -> bytes:
    # Another time-out is another way out to the network.
    text = configuration(stage.newsroom, stage.receivers, timeout_s=5 + number % 3, scouts=1)
    return text.encode() if is_good else stage.chance.choice(_BROKEN)(text)


def _early_and_late(counts: list[int]) -> tuple[int, int]:
    quarter = max(1, len(counts) // 4)
    return max(counts[:quarter]), max(counts[-quarter:])


def _count(life: Life, what: str) -> int:
    try:
        return len(list(Path(f"/proc/{life.pid}/{what}").iterdir()))
    except FileNotFoundError:
        return 0
