"""A query that does not compile: the fault shows where."""

import pytest

from monitor.config.draft import Entry
from monitor.config.faults import Place, Report
from monitor.config.rules import _caret, build_rules
from monitor.config.schema import RuleTable


def fault_of(query):
    report = Report()
    table = RuleTable(id="r", query=query, sinks=["log"])
    place = Place("monitor.toml").key("rule").entry(0).named("r")
    build_rules((Entry(place=place, table=table),), {"log"}, report)
    (fault,) = report.faults
    return fault


def test_the_fault_shows_the_query_and_a_caret():
    fault = fault_of("visa AND (безвизовый OR")
    assert fault.where == 'monitor.toml: rule[1].query ("r")'
    sentence, query, caret = fault.what.split("\n")
    assert sentence
    assert query == "    visa AND (безвизовый OR"
    assert caret.strip() == "^"


@pytest.mark.parametrize(
    ("query", "column", "shown", "before"),
    [
        ("visa OR", 8, "visa OR", 7),
        ("visa\nOR (", 9, "OR (", 3),
        ("a\tb", 3, "a b", 2),
        ("", 1, "", 0),
        ("x" * 100, 51, "x" * 80, 40),
        ("日本 (", 4, "日本 (", 5),
        ("и\u0306 (", 4, "и\u0306 (", 2),
        ("visa", 99, "visa", 4),
    ],
)
def test_the_caret_stands_below_the_column(query, column, shown, before):
    assert _caret(query, column) == f"    {shown}\n    {' ' * before}^"
