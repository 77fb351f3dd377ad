"""The command of a folder of harnesses: which are run, how long each took, and what it ends with."""

import argparse
import logging
import time
from collections.abc import Callable, Sequence

from benchmarks.torture.tally import Size, Tally

Prove = Callable[[Size], Tally]


def run(about: str | None, harnesses: Sequence[str], find: Callable[[str], Prove]) -> int:
    """Run every harness, or those that the command line names; return 1 if a promise broke, else 0."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("harness", nargs="*", metavar="NAME", help=", ".join(harnesses))
    parser.add_argument("--short", action="store_true", help="what the tests run")
    wanted = parser.parse_args()
    if unknown := set(wanted.harness) - set(harnesses):
        parser.error(f"no harness {', '.join(sorted(unknown))}; there are {', '.join(harnesses)}")
    # What is provoked by the thousand needs no line each.
    logging.disable(logging.WARNING)
    size = Size.SHORT if wanted.short else Size.FULL
    has_broken = False
    for name in wanted.harness or harnesses:
        began = time.monotonic()
        tally = find(name)(size)
        has_broken |= bool(tally.broken)
        print(f"{tally}\n  in {time.monotonic() - began:.1f} s\n", flush=True)
    return 1 if has_broken else 0
