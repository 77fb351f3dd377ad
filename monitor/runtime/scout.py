"""What a scout is: `serve`, whether it was forked or is `python -m monitor.runtime.scout LINK MARK`.

The numbers are two open descriptors that the engine hands to it.
"""

import sys

# What a scout learns holds patterns.
from monitor.core import patterns  # noqa: F401
from monitor.core.rereading import Rereader
from monitor.fetch.scout import run_scout
from monitor.runtime.allocator import keep_freed_memory
from monitor.runtime.clock import SystemClock


def serve(link: int, mark: int) -> None:
    """Serve until whoever started us hangs up."""
    keep_freed_memory()
    run_scout(link, mark, SystemClock(), Rereader().read)


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:]))
