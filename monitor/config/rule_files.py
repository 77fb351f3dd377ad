"""The files of rules that monitor.toml names: which they are and what stands in them. Judges no rule."""

import glob
import os.path
import stat
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from monitor.config.document import read_document
from monitor.config.draft import Draft, Entry, read_rules
from monitor.config.faults import Place, Report, show
from monitor.config.schema import RuleTable
from monitor.errors import ConfigError

# More is a pattern that went astray; both bounds keep a load within a minute or two.
_MOST_FILES = 1_000
_MOST_RULES = 200_000


def read_rule_files(draft: Draft, folder: Path, report: Report) -> tuple[Entry[RuleTable], ...]:
    """Return the rules of all files that `[monitor] rules` names, in the order of the files' names.

    Relative patterns count from `folder`. Defects of the files go to `report`.
    """
    place = draft.monitor.place.key("rules")
    names = _names(draft.monitor.table.rules, folder, place, report)
    if len(names) > _MOST_FILES:
        report.fault(place, f"names more than {_MOST_FILES:,} files")
        return ()
    place_by_id = dict(draft.ids["rule"])
    entries: list[Entry[RuleTable]] = []
    for name in _once(names, folder):
        entries.extend(_read(folder / name, name, place_by_id, report))
        if len(draft.rules) + len(entries) > _MOST_RULES:
            report.fault(place, f"leads to more than {_MOST_RULES:,} rules")
            break
    return tuple(entries)


def _read(
    path: Path, name: str, place_by_id: dict[str, Place], report: Report
) -> tuple[Entry[RuleTable], ...]:
    shown = name if name.isprintable() else ascii(name)
    try:
        raw = read_document(path, shown)
    except ConfigError as error:
        report.faults.extend(error.faults)
        return ()
    return read_rules(raw, shown, place_by_id, report)


def _names(patterns: Iterable[str], folder: Path, place: Place, report: Report) -> list[str]:
    """Return what the patterns match, as they spell it; a pattern that matches nothing is a warning."""
    names: list[str] = []
    for pattern in patterns:
        matching = list(islice(_matching(pattern, folder), _MOST_FILES + 1))
        if not matching:
            report.warn(place, f"{show(pattern)} matches no file")
        names.extend(matching)
    return names


def _matching(pattern: str, folder: Path) -> Iterator[str]:
    # Path.glob knows no absolute pattern, and does not pass over the hidden files of editors.
    found = glob.iglob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207  # as said above
    return (str(Path(name)) for name in found if _may_be_read(folder / name))


def _may_be_read(path: Path) -> bool:
    """Return whether `path` is a file, or something of which only reading can say what is wrong."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def _once(names: Iterable[str], folder: Path) -> list[str]:
    """Return the names in order, but of a file that has several only the first."""
    # Path.resolve raises at a circle of links, which reading tells better.
    name_by_file = {os.path.realpath(folder / name): name for name in sorted(names, reverse=True)}
    return sorted(name_by_file.values())
