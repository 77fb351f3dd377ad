"""What a scout is: `serve`, whether it was forked or is `python -m monitor.runtime.scout [CORES] LINK MARK`.

LINK and MARK are the numbers of two open descriptors that the engine hands to it, CORES those on which it is to run.
"""

import sys

# What a scout learns holds patterns.
from monitor.core import patterns  # noqa: F401
from monitor.core.rereading import Rereader
from monitor.fetch.scout import run_scout
from monitor.runtime.allocator import keep_freed_memory
from monitor.runtime.clock import SystemClock
from monitor.runtime.loading import collect_seldom
from monitor.runtime.seat import run_on


def serve(link: int, mark: int) -> None:
    """Serve until whoever started us hangs up."""
    keep_freed_memory()
    collect_seldom()
    run_scout(link, mark, SystemClock(), Rereader().read)


if __name__ == "__main__":
    *cores, link, mark = sys.argv[1:]
    for word in cores:
        run_on(word)
    serve(int(link), int(mark))
