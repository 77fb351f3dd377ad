"""The newsroom's pages as they stand, each made once and then said from memory, by a process on the last core.

A newsroom makes each page anew, which takes as long as reading it. Where what is measured shares a core with who
serves, that is half of what there is to see.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.transport_site import Answerer
from monitor.demo import Newsroom
from monitor.demo.messages import Request, http_date, response_head
from monitor.runtime.clock import SystemClock

EDITION = "en"


class StillSite:
    """What is said to each request's target. Whatever else a request asks for is not looked at."""

    def __init__(self, articles: int, page_size: int) -> None:
        self._newsroom = Newsroom(articles=articles, editions=(EDITION,), page_size=page_size)
        self._date = http_date(SystemClock().now())
        self._said: dict[bytes, bytes] = {}
        self.address = ""

    def say(self, target: bytes) -> bytes:
        """Return the whole answer."""
        if target not in self._said:
            path, _, query = target.decode("ascii").partition("?")
            asked = Request(
                method="GET", path=path, query=query, headers={"accept-encoding": "gzip"}
            )
            answer = self._newsroom.site.respond(asked, self.address)
            head = response_head(answer, self._date, keeps_alive=True)
            self._said[target] = b"".join((head, *answer.body))
        return self._said[target]


async def _serve(articles: int, page_size: int) -> None:
    loop = asyncio.get_running_loop()
    site = StillSite(articles, page_size)
    server = await loop.create_server(lambda: Answerer(site.say), "127.0.0.1", 0, backlog=1_024)
    site.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(json.dumps(site.address), flush=True)
    # It ends with who started it.
    await loop.run_in_executor(None, sys.stdin.buffer.read)


@contextmanager
def still_site_beside(articles: int, page_size: int = 50) -> Iterator[str]:
    """Yield the address "127.0.0.1:PORT" of a still site with so many English articles."""
    command = [sys.executable, "-m", "benchmarks.still_site", str(articles), str(page_size)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        os.sched_setaffinity(program.pid, {max(os.sched_getaffinity(0))})
        assert program.stdout is not None
        try:
            yield json.loads(program.stdout.readline())
        finally:
            program.terminate()
            program.wait(timeout=30)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
