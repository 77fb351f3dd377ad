"""The page of figures: docs/benchmarks-measured.md, which nobody writes by hand. Measures nothing."""

import os
import platform
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.row import Row, shown, spread
from benchmarks.suite import SUITE, Run

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks-measured.md"
LIBRARIES = ("httpx", "selectolax", "sqlite-utils", "APScheduler", "google-re2", "zstandard")
HEAD = """\
# Benchmarks as measured

Written by `make bench`; do not edit.
What is measured how, and what it means, is in [benchmarks](benchmarks.md).

{machine}

A figure is the median of its rounds, the spread their least and most.
Others used the machine at the same time; how much of it is said with each table.
Trust ratios (×), which come from the same rounds, then CPU time, and wall time last.
"""
_SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)


def write(runs: Mapping[str, Run], *, today: date) -> None:
    """Write the page anew, with the tables of these runs; those of other benchmarks stay as they are."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    section_by_title = {title: text.strip() for title, text in _SECTION.findall(old)}
    section_by_title |= {
        SUITE[name].title: _section(name, run, today) for name, run in runs.items()
    }
    sections = [
        f"\n## {benchmark.title}\n\n{section_by_title[benchmark.title]}\n"
        for benchmark in SUITE.values()
        if benchmark.title in section_by_title
    ]
    text = HEAD.format(machine=machine()) + "".join(sections)
    PAGE.write_text(text, encoding="utf-8")


def machine() -> str:
    """Return what it was measured on, and with, as a line of prose."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {_memory()} GiB; "
        f"{platform.system()} {platform.release().split('-')[0]}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {libraries}."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)


def _section(name: str, run: Run, today: date) -> str:
    others = f"others kept {run.others:.1f} cores busy meanwhile"
    said = f"`python -m benchmarks {name}`, {today.isoformat()}, {run.seconds:.0f} s; {others}."
    return "\n".join((said, "", *_table(run.rows)))


def _table(rows: Iterable[Row]) -> Iterator[str]:
    yield "| what | figure | unit | spread | goal | |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        goal = str(row.goal or "")
        verdict = f"**{row.verdict}**" if "NOT" in row.verdict else row.verdict
        yield f"| {row.label} | {shown(row.value)} | {row.unit} | {spread(row)} | {goal} | {verdict} |"
