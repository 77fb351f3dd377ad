"""What compiles but is hardly meant."""

import pytest

from monitor.core.rules import compile_rule
from monitor.core.rules.lint import LintKind, lint
from monitor.model import Rule


def kinds(*queries):
    rules = [compile_rule(Rule(id=str(n), query=query)) for n, query in enumerate(queries)]
    return [(found.rule, found.kind.value) for found in lint(rules)]


@pytest.mark.parametrize(
    "query",
    [
        "visa -visa",
        "visa AND permit AND NOT visa",
        '"visa free" -visa',
        "title:visa -visa",
        "visa AND (permit AND NOT visa)",
        "visa AND NOT (visa OR permit)",
        "(visa -visa) OR (permit -permit)",
        "visa NEAR/3 permit -visa",
        "visa lang:en lang:ru",
        "visa source:a source:b",
        "visa views:>10 views:<5",
        "visa views:>10 views:<=10",
        "visa views:=3 views:=4",
        "visa views > p90 views < p80",
        "visa views > 100 -views > 10",
        "visa views > 10 NOT views >= 10",
        "visa views/h = 10 -views_h <= 10",
        "visa age < 30m -age < 1h",
        "visa position < 1",
        "visa position:<=3 position:>3",
    ],
)
def test_a_rule_that_can_never_match(query):
    assert ("0", LintKind.NEVER) in kinds(query)


@pytest.mark.parametrize(
    "query",
    [
        "visa -permit",
        'visa -"visa free"',
        "visa -title:visa",
        "(visa -visa) OR permit",
        "visa lang:en lang:en-GB",
        "visa url:a url:b",
        "visa views:>=10 views:<=10",
        "visa views:>10 age_h:<5",
        "visa views:>p90 views:<50",
        "visa views:>p90 views_h:<p10",
        "visa views > 10 -views > 100",
        "visa views >= 10 -views > 10",
        "visa views > 10 -views < 5",
        "visa views = 10 -views > 10",
        "visa position:<=1",
        '"visa free"~3 -"visa free"',
    ],
)
def test_a_rule_that_can_match(query):
    assert ("0", LintKind.NEVER) not in kinds(query)


@pytest.mark.parametrize(
    "query", ["the", '"of the"', "visa OR the", "lang:en", "views_h:>200 -visa"]
)
def test_a_rule_that_matches_nearly_everything(query):
    assert kinds(query) == [("0", LintKind.EVERYTHING)]


def test_a_frequent_word_beside_a_rare_one_is_no_matter():
    assert kinds('"embassy of the republic"', "the visa") == []


def test_a_rule_that_is_costly():
    many = " OR ".join(f"word{n}x" for n in range(30))
    assert kinds("vis*", f"({many}) NEAR/5 ({many})", "visa*") == [
        ("0", LintKind.COSTLY),
        ("1", LintKind.COSTLY),
    ]


def test_a_rule_that_asks_what_another_asks():
    assert kinds("visa permit", "permit  AND visa", "visa OR permit") == [
        ("0", LintKind.SHADOWED),
        ("1", LintKind.DUPLICATE),
    ]


def test_a_rule_all_of_whose_articles_another_matches():
    assert kinds("visa", "visa -permit") == [("1", LintKind.SHADOWED)]
    assert kinds("oman", "visa OR oman") == [("0", LintKind.SHADOWED)]


def test_an_abbreviation_that_is_also_a_word():
    assert kinds("US", "=US", "ЕАЭС", "us") == [("0", LintKind.ABBREVIATION)]


def test_a_name_that_is_found_in_one_script_only():
    rules = [compile_rule(Rule(id="r", query='title:"Sergei Vakunov" visa'))]
    (found,) = lint(rules)
    assert (found.kind, found.hint) == (
        LintKind.NAME,
        'write ~"Sergei Vakunov" to find the name in every script and spelling',
    )


@pytest.mark.parametrize(
    "query", ["~Vakunov", "vakunov", "=Vakunov", "Vakunov OR Вакунов", "Вакунов"]
)
def test_a_name_that_is_meant_as_it_is(query):
    assert kinds(query) == []
