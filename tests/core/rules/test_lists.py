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
        ({"any_of": ["a OR b", "c"], "none_of": ["-d"]}, "((a OR b) OR c) AND NOT (-d)"),
        ({"all_of": ["visa =US", "a NEAR/3 b"]}, "(visa =US) AND (a NEAR/3 b)"),
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
        ("visa OR", 8, "OR needs something after it"),
        ("visa or permit", 6, "in lower case"),
        ("", 1, "empty"),
        ("title:", 7, "needs a word"),
        ("vi*", 1, "too short"),
    ],
)
def test_an_entry_that_is_no_query_is_refused(entry, column, message):
    with pytest.raises(RuleError, match=message) as caught:
        compile_rule(Rule(id="r", any=("visa", entry)))
    assert (caught.value.query, caught.value.column) == (entry, column)


@pytest.mark.parametrize("lists", [{"none": ("visa",)}, {"any": ("visa", "-permit")}])
def test_lists_that_only_exclude_are_refused(lists):
    with pytest.raises(RuleError, match="only excludes"):
        compile_rule(Rule(id="r", **lists))
