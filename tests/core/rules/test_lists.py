"""A rule as lists of terms."""

import pytest

from monitor.core.rules import compile_rule, compose, parse
from monitor.errors import RuleError
from monitor.model import Rule


@pytest.mark.parametrize(
    ("lists", "query"),
    [
        ({"any_of": ["visa-free", "безвизовый"]}, "(visa-free OR безвизовый)"),
        ({"any_of": ["visa"]}, "visa"),
        ({"all_of": ["visa", "Oman"]}, "visa AND Oman"),
        ({"all_of": ["visa"], "none_of": ["chess", "=US"]}, "visa AND NOT chess AND NOT =US"),
        ({"any_of": ["entry permit", "visa*"]}, '("entry permit" OR visa*)'),
        ({"any_of": ['~"Sergei Vakunov"', 'title:"a b"']}, '(~"Sergei Vakunov" OR title:"a b")'),
        (
            {"all_of": ["views:>10", "lang:en,ru", '"a b"~3']},
            'views:>10 AND lang:en,ru AND "a b"~3',
        ),
    ],
)
def test_lists_are_the_query_that_says_the_same(lists, query):
    assert compose(**lists) == query
    parse(query)


def test_lists_and_query_compile_to_the_same_tree():
    lists = Rule(id="r", any=("visa", "entry permit"), all=("Oman",), none=("chess",))
    query = Rule(id="r", query='Oman AND (visa OR "entry permit") AND NOT chess')
    assert compile_rule(lists).expression == compile_rule(query).expression


@pytest.mark.parametrize(
    ("entry", "column", "message"),
    [
        ("visa OR permit", 6, "OR has no place in a list"),
        ("-visa", 1, "- has no place in a list"),
        ("(visa)", 1, "( has no place in a list"),
        ("visa NEAR/3 permit", 6, "NEAR has no place in a list"),
        ("visa =US", 6, "one term"),
        ("title:visa permit", 12, "one term"),
        ("", 1, "empty"),
        ("title:", 7, "needs a word"),
        ("vi*", 1, "too short"),
    ],
)
def test_an_entry_that_is_no_term_is_refused(entry, column, message):
    with pytest.raises(RuleError, match=message.replace("(", r"\(")) as caught:
        compile_rule(Rule(id="r", any=("visa", entry)))
    assert (caught.value.query, caught.value.column) == (entry, column)


def test_lists_that_only_exclude_are_refused():
    with pytest.raises(RuleError, match="only excludes"):
        compile_rule(Rule(id="r", none=("visa",)))


def test_a_rule_has_a_query_or_lists():
    with pytest.raises(RuleError, match="not both"):
        compile_rule(Rule(id="r", query="visa", any=("visa",)))
