"""`python -m benchmarks.fleet [--short] [NAME …]`: every harness, or those named. Exit code 1: a promise broke.

A harness is a module of this folder with `prove(size) -> Tally`. Its server is a private one on a socket in a folder of
its own; it listens and asks on loopback only, is bounded in count and time, and ends what it started.
"""

import importlib
import sys

from benchmarks.torture.running import Prove, run

# One line each, in the order of the alphabet.
HARNESSES: tuple[str, ...] = (
    "kills",
    "leases",
    "politeness",
    "scaling",
    "simulation",
)


def main() -> int:
    return run(__doc__, HARNESSES, _find)


def _find(name: str) -> Prove:
    prove: Prove = importlib.import_module(f"benchmarks.fleet.{name}").prove
    return prove


if __name__ == "__main__":
    sys.exit(main())
