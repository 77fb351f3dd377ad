"""The process that has the browser, as `python -m monitor.runtime.renderer LINK MARK`: a scout that renders, too.

The numbers are two open descriptors that the engine hands to it.
"""

import sys

from monitor.core.rereading import Rereader
from monitor.fetch.scout import run_scout
from monitor.render.chromium import Chromium
from monitor.runtime.allocator import keep_freed_memory
from monitor.runtime.clock import SystemClock


def serve(link: int, mark: int) -> None:
    """Serve until whoever started us hangs up."""
    keep_freed_memory()
    clock = SystemClock()
    run_scout(link, mark, clock, Rereader().read, lambda limits: Chromium(limits, clock))


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:]))
