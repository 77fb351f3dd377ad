"""The process with the browser, as `python -m monitor.runtime.renderer [CORES] LINK MARK`: a scout that renders, too.

LINK and MARK are the numbers of two open descriptors that the engine hands to it, CORES those on which it is to run.
"""

import sys

from monitor.core.rereading import Rereader
from monitor.fetch.scout import run_scout
from monitor.render.chromium import Chromium
from monitor.runtime.allocator import keep_freed_memory
from monitor.runtime.clock import SystemClock
from monitor.runtime.seat import run_on


def serve(link: int, mark: int) -> None:
    """Serve until whoever started us hangs up."""
    keep_freed_memory()
    clock = SystemClock()
    run_scout(link, mark, clock, Rereader().read, lambda limits: Chromium(limits, clock))


if __name__ == "__main__":
    *cores, link, mark = sys.argv[1:]
    for word in cores:
        run_on(word)
    serve(int(link), int(mark))
