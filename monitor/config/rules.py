"""From [[rule]] tables to rules: they compile and their sinks exist. Matches nothing."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence

from monitor.config.draft import Entry
from monitor.config.faults import Place, Report, nearest, show
from monitor.config.schema import RuleTable
from monitor.core.rules import CompiledRule, compile_rule, compose
from monitor.errors import RuleError
from monitor.model import EventKind, Once, Rule
from monitor.noun import dataclass, replace

# How much of a long query is shown on each side of the fault.
_AROUND = 40
_LISTS = ("any", "all", "none")


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltRule:
    """A rule, and what its query and its escalation compile to; None if they do not, or there is none."""

    rule: Rule
    compiled: CompiledRule | None
    escalation: CompiledRule | None = None


def build_rules(
    entries: tuple[Entry[RuleTable], ...], sinks: Collection[str], report: Report
) -> tuple[BuiltRule, ...]:
    """Return the rules; `sinks` are the ids they may name. Defects go to `report`."""
    return tuple(_build(entry, sinks, report) for entry in entries)


def _build(entry: Entry[RuleTable], sinks: Collection[str], report: Report) -> BuiltRule:
    table = entry.table
    rule = Rule(
        id=table.id,
        query=table.query or "",
        any=tuple(table.any or ()),
        all=tuple(table.all or ()),
        none=tuple(table.none or ()),
        sinks=tuple(table.sinks),
        on=frozenset(map(EventKind, table.on)),
        once=Once(table.once),
        urgent=table.urgent,
        escalate=table.escalate or "",
        escalate_to=tuple(table.escalate_to),
    )
    for key, named in (("sinks", rule.sinks), ("escalate_to", rule.escalate_to)):
        if entry.says(key):
            check_sinks(named, sinks, entry.place.key(key), report)
    built = _with_query(rule, entry, report)
    return replace(built, escalation=_escalation(rule, entry, report))


def _escalation(rule: Rule, entry: Entry[RuleTable], report: Report) -> CompiledRule | None:
    """Return what the escalation's query compiles to, under the rule's id; report if it does not."""
    if not rule.escalate:
        if rule.escalate_to:
            report.fault(entry.place.key("escalate_to"), "is given without escalate")
        return None
    try:
        return compile_rule(Rule(id=rule.id, query=rule.escalate))
    except RuleError as error:
        what = f"{error}\n{_caret(error.query, error.column)}"
        report.fault(entry.place.key("escalate"), what, error.hint)
        return None


def _with_query(rule: Rule, entry: Entry[RuleTable], report: Report) -> BuiltRule:
    """Return the rule with the query that its lists come to, if it has lists, and compiled.

    If it does not compile, report why: its style and its parts, or else the whole of it.
    """
    has_one_style = _has_one_style(entry, report)
    whole, compiled = rule, None
    try:
        if not rule.query:
            query = compose(any_of=rule.any, all_of=rule.all, none_of=rule.none)
            whole = replace(rule, query=query)
        compiled = compile_rule(whole)
    except RuleError as error:
        refusals = list(_refusals(rule, entry.place))
        if has_one_style and not refusals:
            refusals = [(entry.place, error)]
        for place, refusal in refusals:
            what = f"{refusal}\n{_caret(refusal.query, refusal.column)}"
            report.fault(place, what, refusal.hint)
    return BuiltRule(rule=whole, compiled=compiled)


def _has_one_style(entry: Entry[RuleTable], report: Report) -> bool:
    """Return whether the rule is a query or lists, soundly given; report if it is both, or says too little."""
    place, lists = entry.place, [key for key in _LISTS if entry.gives(key)]
    if entry.says("query") and lists:
        hint = "keep the query, or the lists"
        report.fault(place.key("query"), f"is given beside {lists[0]}", hint)
    elif not entry.gives("query") and not lists:
        report.fault(place.key("query"), "is missing", "or give the lists any, all and none")
    elif not entry.gives("query") and lists == ["none"]:
        report.fault(place.key("none"), "only excludes", "any or all says what must occur")
    else:
        return entry.faulty.isdisjoint(("query", *_LISTS))
    return False


def _refusals(rule: Rule, place: Place) -> Iterator[tuple[Place, RuleError]]:
    """Yield what is wrong with the query and with each item of the lists, every one taken by itself."""
    try:
        if rule.query:
            compile_rule(Rule(id=rule.id, query=rule.query))
    except RuleError as error:
        yield place.key("query"), error
    for key, items in zip(_LISTS, (rule.any, rule.all, rule.none), strict=True):
        for index, item in enumerate(items):
            try:
                compose(all_of=(item,))
            except RuleError as error:
                yield place.key(key).entry(index), error


def check_sinks(named: Sequence[str], sinks: Collection[str], place: Place, report: Report) -> None:
    """Report what is wrong with a list at `place` that names sinks: one that is not there, one that stands twice."""
    for index, sink in enumerate(named):
        if sink not in sinks:
            what = f"there is no sink {show(sink)}"
            report.fault(place.entry(index), what, nearest(sink, sinks))
        elif sink in named[:index]:
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
