"""A query that is none is told where, what and what to write instead."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.rules import compile_rule, parse
from monitor.core.rules.filing import anchors
from monitor.core.rules.slots import word_of
from monitor.errors import RuleError
from monitor.model import Rule

FAULTS = [
    ("visa AND", 9, "AND needs something after it"),
    ("visa OR", 8, "OR needs something after it"),
    ("visa NOT", 9, "NOT needs something after it"),
    ("AND visa", 1, "AND needs something before it"),
    ("OR visa", 1, "OR needs something before it"),
    ("a AND AND b", 7, "AND needs something after it"),
    ("visa (OR b)", 7, "OR needs something before it"),
    ("(a AND) b", 7, "AND needs something after it"),
    ("visa)", 5, "no matching"),
    (")", 1, "no matching"),
    ("(visa", 1, "never closed"),
    ("a (b OR c", 3, "never closed"),
    ('"visa', 1, "never closed"),
    ("a «visa", 3, "never closed"),
    ("visa»", 5, "a space is missing before"),
    ("»visa", 1, "no matching"),
    ("a AND b OR c", 9, "mixed without brackets"),
    ("a OR b AND c", 8, "mixed without brackets"),
    ("a OR b c", 8, "mixed without brackets"),
    ("a b OR c", 5, "mixed without brackets"),
    ("", 1, "empty"),
    ("  \u200b ", 1, "empty"),
    ("()", 1, "empty brackets"),
    ("a AND ()", 7, "empty brackets"),
    ('"..."', 1, "no word"),
    ('""', 1, "no word"),
    ("...", 1, "no word"),
    ("a & b", 3, "no word"),
    ("visa or Oman", 6, "operators are upper case: OR"),
    ("visa and Oman", 6, "operators are upper case: AND"),
    ("not visa", 1, "operators are upper case: NOT"),
    ("visa Or Oman", 6, "operators are upper case: OR"),
    ("NOT visa", 1, "only excludes"),
    ("-visa -Oman", 1, "only excludes"),
    ("visa OR NOT Oman", 1, "only excludes"),
    ("NOT (visa AND Oman)", 1, "only excludes"),
    ("a - b", 3, "'-' needs a word"),
    ("a --b", 3, "'-' needs a word"),
    ("a -", 3, "'-' needs a word"),
    ("a (-)", 4, "'-' needs a word"),
    ("visa NEAR Oman", 6, "NEAR needs a number"),
    ("visa NEAR/ Oman", 6, "NEAR needs a number"),
    ("visa near/5 Oman", 6, "operators are upper case: NEAR/5"),
    ("visa NEAR/500 Oman", 6, "at most 100"),
    ("visa NEAR/99999999999999999999 Oman", 6, "at most 100"),
    ("visa NEAR/5", 12, "NEAR needs something after it"),
    ("NEAR/5 visa", 1, "NEAR needs something before it"),
    ("a NEAR/5 b NEAR/5 c", 12, "joins two"),
    ("(a AND b) NEAR/5 c", 1, "NEAR joins words"),
    ("c NEAR/5 (a NEAR/2 b)", 10, "NEAR joins words"),
    ("c NEAR/5 lang:en", 10, "NEAR joins words"),
    ('c NEAR/5 "a b"~3', 10, "NEAR joins words"),
    ("c NEAR/5 -b", 10, "NEAR needs something after it"),
    ("title:a NEAR/5 body:b", 9, "from one field to another"),
    ("in*", 1, "too short"),
    ("24.k*", 1, "too short"),
    ("*visa", 1, "wildcard"),
    ("vi*a", 3, "wildcard"),
    ("visa**", 5, "wildcard"),
    ("vi?a", 3, "wildcard"),
    ("=visa*", 6, "has no wildcard"),
    ("~Vak*", 5, "has no wildcard"),
    ("=", 1, "'=' needs a word"),
    ("= US", 1, "'=' needs a word"),
    ("a ~(b)", 3, "'~' needs a word"),
    ("~~a", 2, "'~' means nothing"),
    ("=title:US", 7, "':' means nothing"),
    ('"visa*a b"', 2, "wildcard"),
    ('"in* b"', 2, "too short"),
    ('"a =US"', 4, "before the quotation mark"),
    ('"~a"', 2, "before the quotation mark"),
    ('"a b"~', 6, "needs a number"),
    ('"a b"~x', 6, "needs a number"),
    ('"a b"~101', 6, "at most 100"),
    ('"a b"~3c', 8, "a space is missing behind"),
    ('"visa"~3', 7, "two words"),
    ('"' + "a " * 41 + '"', 1, "longer than 40 words"),
    ("titel:visa", 1, "unknown field 'titel'"),
    ("https://24.kg", 1, "unknown field 'https'"),
    ("comments:>3", 1, "unknown field 'comments'"),
    ("title: visa", 7, "'title:' needs a word"),
    ("title:", 7, "'title:' needs a word"),
    ("title:-visa", 7, "a field needs something after it"),
    ("title:AND", 7, "a field needs something after it"),
    ("title:(a OR body:b)", 13, "a field within 'title:'"),
    ("title:(a OR lang:en)", 13, "no place within 'title:'"),
    ("title:(a OR views:>3)", 13, "no place within 'title:'"),
    ("lang:", 6, "'lang:' needs a value"),
    ("lang:en,", 6, "'lang:' needs a value"),
    ("lang:english", 6, "no language tag"),
    ("views:1000", 7, "needs a comparison"),
    ("views:>1k", 7, "needs a comparison"),
    ("views:> 1000", 7, "needs a comparison"),
    ("views:>-1", 7, "needs a comparison"),
    ("views:>p0", 8, "p1 to p99"),
    ("views_h:<=p100", 11, "p1 to p99"),
    ("views:>p99999999999999999999", 8, "p1 to p99"),
    ("views:>p9.5", 7, "needs a comparison"),
    ("views:=p50", 8, "right on a percentile"),
    ("words:>p95", 8, "'words' has no percentiles"),
    ("rise:>p95", 7, "'rise' has no percentiles"),
    ("visa views > p0", 14, "p1 to p99"),
    ("visa views > many", 14, "'views >' needs a number"),
    ("visa (views/h >)", 16, "'views/h >' needs a number"),
    ("views/h>", 9, "'views/h >' needs a number"),
    ("views > 1,000", 9, "'views >' needs a number"),
    ("views > 6h", 9, "'views >' needs a number"),
    ("views==6", 7, "'views =' needs a number"),
    ("age < 6", 7, "'age <' needs a number with its unit"),
    ("age<6w", 5, "'age <' needs a number with its unit"),
    ("age < p50", 7, "'age_h' has no percentiles"),
    ("title:views > 3", 7, "no place within 'title:'"),
    ("NOT views > 1000", 1, "only excludes"),
    ("NOT views:>1000", 1, "only excludes"),
    ("visa OR -lang:en", 1, "only excludes"),
    ("visa,Oman", 5, "',' means nothing"),
    ("visa, Oman", 5, "',' means nothing"),
    ("'visa'", 1, "means nothing"),
    ("visa | Oman", 6, "no word"),
    ("visa||Oman", 5, "'|' means nothing"),
    ("!visa", 1, "'!' means nothing"),
    ("+visa", 1, "'+' means nothing"),
    ("#visa", 1, "'#' means nothing"),
    ("visa»*", 5, "a space is missing before"),
    ("visa^2", 5, "'^' means nothing"),
    ("/visa/", 1, "'/' means nothing"),
    ("[visa]", 1, "'[' means nothing"),
    ('visa"free"', 5, "a space is missing before"),
    ('"visa"free', 7, "a space is missing behind"),
    ("(" * 60 + "a" + ")" * 60, 52, "nested"),
    ("NOT " * 60 + "a", 205, "nested"),
    ("a " * 10_001, 20_000, "longer than 20000"),
]


@pytest.mark.parametrize(("query", "column", "message"), FAULTS)
def test_a_fault_is_told_with_its_column(query, column, message):
    with pytest.raises(RuleError) as caught:
        compile_rule(Rule(id="r", query=query, sinks=()))
    assert message in str(caught.value)
    assert (caught.value.column, caught.value.query) == (column, query)
    assert str(caught.value).startswith(f"column {column}: ")


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("titel:visa", "title:"),
        ("Lang:en", "lang:"),
        ("view:>3", "views:"),
        ("https://24.kg", "quotation marks"),
        ("a AND b OR c", "(a AND b) OR c"),
        ("visa or Oman", '"or"'),
        ("in*", "3 letters"),
        ("views:1000", "views:>1000"),
        ("views > many", "views > 1000"),
        ("views/h >= fast", "views/h >= 1000"),
        ("age_h < 6h", "age_h < 6"),
        ("age < 6", "age < 6h"),
        ("views:>p100", "views:>p95"),
        ("views_h > p0", "views_h > p95"),
        ("words:>p95", "views and views_h"),
        ("visa NEAR Oman", "NEAR/5"),
    ],
)
def test_a_fault_says_what_to_write_instead(query, hint):
    with pytest.raises(RuleError) as caught:
        parse(query)
    assert hint in caught.value.hint


BAD_RULES = json.loads((Path(__file__).parent / "cases" / "bad-rules.json").read_text("utf-8"))


@pytest.mark.parametrize("case", BAD_RULES, ids=lambda case: case["rule"] or "empty")
def test_the_bad_rule_is_refused(case):
    with pytest.raises(RuleError, match=case["error_contains"]):
        compile_rule(Rule(id="r", query=case["rule"], sinks=()))


PIECES = [
    "a",
    "b-c",
    "AND",
    "OR",
    "NOT",
    "-",
    "(",
    ")",
    '"',
    '"a b"',
    "or",
    "x:y",
    "=",
    "~",
    "~3",
    "*",
]
PIECES += [
    "abc",
    "title:",
    "author:",
    "lang:",
    "en,ru",
    "views:",
    ">10",
    ">p95",
    "views/h",
    "age",
    "<",
    "6h",
    "NEAR/3",
    "ONEAR/2",
    "«a»",
    "/",
]
QUERIES = st.one_of(
    st.text(),
    st.text(alphabet="ab-–()\"“»« \nANDORT~=*:/.'’,_\u00ad\u200b1é"),
    st.lists(st.sampled_from(PIECES), max_size=12).flatmap(
        lambda pieces: st.sampled_from([" ".join(pieces), "".join(pieces)])
    ),
)


@given(QUERIES)
def test_compiling_any_string_gives_a_rule_or_a_rule_error(query):
    try:
        compiled = compile_rule(Rule(id="r", query=query, sinks=()))
    except RuleError as error:
        assert 1 <= error.column <= len(query) + 1  # noqa: PT017 (both outcomes are right)
    else:
        found = anchors(compiled.expression)
        assert found is None or all(map(word_of, found))
