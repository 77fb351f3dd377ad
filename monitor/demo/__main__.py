"""`python -m monitor.demo [receiver]`: newsroom or receiver as a program of its own, for benchmarks and kill tests.

Prints one line of JSON with its address when it is ready; ends on SIGTERM, SIGINT or, where standard
input is a pipe, at its end.
"""

import argparse
import asyncio
import json
import os
import signal
import stat
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from monitor.demo.newsroom import Newsroom, now
from monitor.demo.receiver import Receiver

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def duration(spelled: str) -> timedelta:
    """Return "0.5s", "250ms", "2m" or plain seconds as a duration. Raises `ValueError`."""
    number = spelled.rstrip("mshMSH")
    return timedelta(seconds=float(number) * UNITS[spelled[len(number) :] or "s"])


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m monitor.demo", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("newsroom", "receiver"), default="newsroom")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    site = parser.add_argument_group("newsroom")
    site.add_argument("--articles", type=int, default=200)
    site.add_argument("--seed", type=int, default=1)
    site.add_argument("--editions", default="en,ru,ky", help="of en, ru, ky, with commas")
    site.add_argument("--page-size", type=int, default=30)
    site.add_argument("--publish-every", type=duration, metavar="0.5s")
    site.add_argument(
        "--at",
        type=datetime.fromisoformat,
        metavar="2026-11-22T12:00:00Z",
        help="where its clock stands still: no counter moves, nothing is counted anew",
    )
    sink = parser.add_argument_group("receiver")
    sink.add_argument("--secret", help="whsec_…, to verify signatures")
    sink.add_argument("--journal", type=Path, help="append every POST here, as a line of JSON")
    return parser.parse_args(words)


def _end() -> asyncio.Event:
    """Return an event that is set when the program should end."""
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    mode = os.fstat(0).st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        os.set_blocking(0, False)
        loop.add_reader(0, _watch_input, end)
    return end


def _watch_input(end: asyncio.Event) -> None:
    if not os.read(0, 4096):
        asyncio.get_running_loop().remove_reader(0)
        end.set()


def _announce(address: str, url: str) -> None:
    sys.stdout.write(json.dumps({"address": address, "url": url, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()


async def _publish(newsroom: Newsroom, every: timedelta, end: asyncio.Event) -> None:
    while not end.is_set():
        try:
            async with asyncio.timeout(every.total_seconds()):
                await end.wait()
        except TimeoutError:
            newsroom.publish()


async def _run_newsroom(wish: argparse.Namespace) -> None:
    end = _end()
    newsroom = Newsroom(
        articles=wish.articles,
        seed=wish.seed,
        editions=tuple(wish.editions.split(",")),
        host=wish.host,
        port=wish.port,
        page_size=wish.page_size,
        now=now if wish.at is None else lambda: wish.at,
    )
    async with newsroom:
        _announce(newsroom.address, newsroom.url)
        if wish.publish_every:
            await _publish(newsroom, wish.publish_every, end)
        await end.wait()


async def _run_receiver(wish: argparse.Namespace) -> None:
    end = _end()
    receiver = Receiver(secret=wish.secret, host=wish.host, port=wish.port, journal=wish.journal)
    async with receiver:
        _announce(receiver.address, receiver.url)
        await end.wait()


def main(words: Sequence[str] | None = None) -> None:
    """Run until told to end."""
    wish = _arguments(sys.argv[1:] if words is None else words)
    asyncio.run(_run_receiver(wish) if wish.what == "receiver" else _run_newsroom(wish))


if __name__ == "__main__":
    main()
