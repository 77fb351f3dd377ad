"""A query that does not compile: the fault shows where."""

import pytest

from monitor.config.draft import Entry
from monitor.config.faults import Place, Report
from monitor.config.rules import _caret, build_rules
from monitor.config.schema import RuleTable
from monitor.model import Rule


def fault_of(query):
    report = Report()
    table = RuleTable({"id": "r", "query": query, "sinks": ("log",)})
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


def faults_of(**lists):
    report = Report()
    table = RuleTable({"id": "r", "sinks": ("log",), **lists})
    place = Place("monitor.toml").key("rule").entry(1).named("r")
    rules = [each.rule for each in build_rules((Entry(place=place, table=table),), {"log"}, report)]
    return rules, [(fault.where, fault.what.partition("\n")[0]) for fault in report.faults]


def test_a_rule_of_lists_keeps_them_and_has_the_query_that_says_the_same():
    (rule,), faults = faults_of(any=["visa", "entry permit"], all=["Oman"], none=["chess OR go"])
    assert faults == []
    assert rule == Rule(
        id="r",
        query='Oman AND (visa OR "entry permit") AND NOT (chess OR go)',
        any=("visa", "entry permit"),
        all=("Oman",),
        none=("chess OR go",),
        sinks=("log",),
    )


def test_every_entry_of_a_list_has_its_own_fault():
    _, faults = faults_of(any=["visa", "a) OR (b"], all=['"'], none=["a AND b OR c"])
    assert [where for where, _ in faults] == [
        'monitor.toml: rule[2].any[2] ("r")',
        'monitor.toml: rule[2].all[1] ("r")',
        'monitor.toml: rule[2].none[1] ("r")',
    ]


def test_a_fault_of_the_lists_together_stands_at_the_rule():
    _, ((where, what),) = faults_of(any=[f"word{number}" for number in range(2_000)])
    assert where == 'monitor.toml: rule[2] ("r")'
    assert what.endswith("the query is longer than 20000 characters")


def test_a_rule_of_both_styles_has_the_faults_of_its_query_too():
    _, faults = faults_of(query="visa OR", any=["visa"])
    assert faults == [
        ('monitor.toml: rule[2].query ("r")', "is given beside any"),
        ('monitor.toml: rule[2].query ("r")', "column 8: OR needs something after it"),
    ]


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
