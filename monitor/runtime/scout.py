"""`python -m monitor.runtime.scout LINK MARK`: a scout, started by the engine with two open descriptors."""

import sys

from monitor.core.rereading import Rereader
from monitor.fetch.scout import run_scout
from monitor.runtime.allocator import keep_freed_memory
from monitor.runtime.clock import SystemClock


def main() -> None:
    """Serve until whoever started us hangs up."""
    keep_freed_memory()
    link, mark = map(int, sys.argv[1:])
    run_scout(link, mark, SystemClock(), Rereader().read)


if __name__ == "__main__":
    main()
