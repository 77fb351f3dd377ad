"""From [[rule]] tables to rules: their queries compile and their sinks exist. Matches nothing."""

import unicodedata
from collections.abc import Collection

from monitor.config.draft import Entry
from monitor.config.faults import Place, Report, nearest, show
from monitor.config.schema import RuleTable
from monitor.core.rules import compile_rule
from monitor.errors import RuleError
from monitor.model import Rule

# How much of a long query is shown on each side of the fault.
_AROUND = 40


def build_rules(
    entries: tuple[Entry[RuleTable], ...], sinks: Collection[str], report: Report
) -> tuple[Rule, ...]:
    """Return the rules; `sinks` are the ids they may name. Defects go to `report`."""
    return tuple(_build(entry, sinks, report) for entry in entries)


def _build(entry: Entry[RuleTable], sinks: Collection[str], report: Report) -> Rule:
    table = entry.table
    rule = Rule(id=table.id, query=table.query, sinks=tuple(table.sinks))
    if entry.says("query"):
        _check_query(rule, entry.place.key("query"), report)
    if entry.says("sinks"):
        _check_sinks(rule, sinks, entry.place.key("sinks"), report)
    return rule


def _check_query(rule: Rule, place: Place, report: Report) -> None:
    try:
        compile_rule(rule)
    except RuleError as error:
        report.fault(place, f"{error}\n{_caret(error.query, error.column)}", error.hint)


def _check_sinks(rule: Rule, sinks: Collection[str], place: Place, report: Report) -> None:
    for index, sink in enumerate(rule.sinks):
        if sink not in sinks:
            what = f"there is no sink {show(sink)}"
            report.fault(place.entry(index), what, nearest(sink, sinks))
        elif sink in rule.sinks[:index]:
            report.fault(place.entry(index), f"{show(sink)} is named twice")


def _caret(query: str, column: int) -> str:
    """Return the line of `query` that has `column` (from 1), and a caret below it."""
    at = min(max(column - 1, 0), len(query))
    begin = query.rfind("\n", 0, at) + 1
    end = query.find("\n", at)
    line = query[begin : end if end >= 0 else len(query)]
    spot = at - begin
    before, after = line[max(0, spot - _AROUND) : spot], line[spot : spot + _AROUND]
    shown = "".join(char if char.isprintable() else " " for char in before + after)
    return f"    {shown}\n    {' ' * _width(before)}^"


def _width(text: str) -> int:
    """Return how many cells of a terminal `text` takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
