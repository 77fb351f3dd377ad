"""`python -m benchmarks [NAME…]`: every benchmark, or those that are named, one after the other.

--write    writes the tables into docs/benchmarks-measured.md
--check    ends with 1 if a pinned ratio got worse; without names it runs what has pinned ratios
--pin      pins the ratios as they are now
--profile  writes a flame graph of one benchmark, profile-NAME.svg, by py-spy
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks import baseline, report
from benchmarks.profiling import profile
from benchmarks.row import Row, print_rows
from benchmarks.suite import SUITE, Run, measure, run


def main() -> int:
    """Measure, print, and do with the figures what was asked."""
    wish = _arguments()
    if wish.profile:
        print(f"written: {profile(wish.profile, is_short=wish.short)}")
        return 0
    if wish.here:
        for name in wish.names:
            print_rows(measure(name, is_short=wish.short))
        return 0
    names = wish.names or list(baseline.load() if wish.check else _usual())
    runs = {}
    for name, each in _measured(names, is_short=wish.short):
        runs[name] = each
        if wish.write:
            # At once: what is measured stays, whatever becomes of the others.
            report.write({name: each}, today=datetime.now(UTC).date())
    found = {name: each.rows for name, each in runs.items()}
    if wish.pin:
        baseline.save(baseline.pin(found, baseline.load()))
    failed = [name for name in names if name not in runs]
    if failed:
        print(f"\nnot measured: {', '.join(failed)}")
    return max(_check(found) if wish.check else 0, int(bool(failed)))


def _usual() -> list[str]:
    return [name for name, benchmark in SUITE.items() if not benchmark.is_optional]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SUITE))
    parser.add_argument("--short", action="store_true", help="the short form of each")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--profile", metavar="NAME", choices=SUITE)
    # What `--profile` runs: in this process, which alone is looked into.
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if strangers := [name for name in wish.names if name not in SUITE]:
        parser.error(f"there is no benchmark {strangers[0]!r}; there are {', '.join(SUITE)}")
    if wish.write and wish.short:
        parser.error("--write wants the long form")
    return wish


def _measured(names: list[str], *, is_short: bool) -> Iterator[tuple[str, Run]]:
    """Yield what each benchmark found. One that finds nothing says why and is left out."""
    for name in names:
        try:
            found = run(name, is_short=is_short)
        except SystemExit as end:
            print(f"\n{SUITE[name].title} ({name}): {end}")
            continue
        print(
            f"\n{SUITE[name].title} ({name}, {found.seconds:.0f} s, others {found.others:.1f} cores)"
        )
        print_rows(found.rows)
        sys.stdout.flush()
        yield name, found


def _check(found: dict[str, list[Row]]) -> int:
    worse = list(baseline.regressions(found, baseline.load()))
    print(*(["", *worse] if worse else ["\nno pinned ratio got worse"]), sep="\n")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
