"""`python -m benchmarks.fleet [--short] [NAME …]`: every harness, or those named. Exit code 1: a promise broke.

A harness is a module of this folder with `prove(size) -> Tally`. Its server is a private one on a socket in a folder of
its own; it listens and asks on loopback only, is bounded in count and time, and ends what it started.
"""

import argparse
import importlib
import logging
import sys
import time

from benchmarks.torture.tally import Size

# One line each, in the order of the alphabet.
HARNESSES: tuple[str, ...] = (
    "kills",
    "leases",
    "politeness",
    "scaling",
    "simulation",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("harness", nargs="*", metavar="NAME", help=", ".join(HARNESSES))
    parser.add_argument("--short", action="store_true", help="what the tests run")
    wanted = parser.parse_args()
    if unknown := set(wanted.harness) - set(HARNESSES):
        parser.error(f"no harness {', '.join(sorted(unknown))}; there are {', '.join(HARNESSES)}")
    logging.disable(logging.WARNING)
    size = Size.SHORT if wanted.short else Size.FULL
    has_broken = False
    for name in wanted.harness or HARNESSES:
        began = time.monotonic()
        tally = importlib.import_module(f"benchmarks.fleet.{name}").prove(size)
        has_broken |= bool(tally.broken)
        print(f"{tally}\n  in {time.monotonic() - began:.1f} s\n", flush=True)
    return 1 if has_broken else 0


if __name__ == "__main__":
    sys.exit(main())
