"""`python -m benchmarks.torture [--short] [NAME …]`: every harness, or those named. Exit code 1: a promise broke.

A harness is a module of this folder with `torture(size) -> Tally`. It listens and asks on loopback only, is bounded
in count and time, and ends what it started.
"""

import importlib
import sys

from benchmarks.torture.running import Prove, run

# One line each, in the order of the alphabet.
HARNESSES: tuple[str, ...] = (
    "blockpages",
    "bombs",
    "charsets",
    "clocks",
    "damage",
    "injection",
    "kills",
    "markup",
    "mutants",
    "patterns",
    "powercuts",
    "redesigns",
    "redirects",
    "robots",
    "scouts",
    "slow",
    "soak",
    "ssrf",
    "stale",
    "wear",
    "writes",
)


def main() -> int:
    return run(__doc__, HARNESSES, _find)


def _find(name: str) -> Prove:
    prove: Prove = importlib.import_module(f"benchmarks.torture.{name}").torture
    return prove


if __name__ == "__main__":
    sys.exit(main())
