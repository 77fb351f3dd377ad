"""A query that is none is told where, what and what to write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.rules import compile_rule, parse
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
    ("visa NEAR/5 Oman", 6, "not known yet"),
    ("visa NEAR Oman", 6, "not known yet"),
    ("visa ONEAR/2 Oman", 6, "not known yet"),
    ("Вакунов*", 1, "not known yet"),
    ("*visa", 1, "not known yet"),
    ("vi?a", 1, "not known yet"),
    ("=US", 1, "not known yet"),
    ('="МИД"', 1, "not known yet"),
    ("~Vakunov", 1, "not known yet"),
    ('~"Sergei Vakunov"', 1, "not known yet"),
    ('"a b"~3', 6, "not known yet"),
    ('"visa* a"', 6, "not known yet"),
    ('"a =US"', 4, "not known yet"),
    ("title:visa", 1, "not known yet"),
    ('title:"visa"', 1, "not known yet"),
    ("a -title:visa", 4, "not known yet"),
    ("views:>1000", 1, "not known yet"),
    ("lang:en,ru", 1, "not known yet"),
    ("titel:visa", 1, "unknown field 'titel'"),
    ("https://24.kg", 1, "unknown field 'https'"),
    ("visa,Oman", 5, "',' means nothing"),
    ("visa, Oman", 5, "',' means nothing"),
    ("'visa'", 1, "means nothing"),
    ("visa | Oman", 6, "no word"),
    ("visa||Oman", 5, "'|' means nothing"),
    ("!visa", 1, "'!' means nothing"),
    ("+visa", 1, "'+' means nothing"),
    ("#visa", 1, "'#' means nothing"),
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


def test_a_form_of_the_later_language_is_refused_with_what_is_supported():
    with pytest.raises(RuleError) as caught:
        parse("title:visa")
    assert "phrases" in caught.value.hint


QUERIES = st.one_of(
    st.text(),
    st.text(alphabet="ab-–()\"“»« \nANDORT~=*:/.'’,_\u00ad\u200b1é"),
    st.lists(
        st.sampled_from(["a", "b-c", "AND", "OR", "NOT", "-", "(", ")", '"', '"a b"', "or", "x:y"])
    ).map(" ".join),
)


@given(QUERIES)
def test_compiling_any_string_gives_a_rule_or_a_rule_error(query):
    try:
        compiled = compile_rule(Rule(id="r", query=query, sinks=()))
    except RuleError as error:
        assert 1 <= error.column <= len(query) + 1  # noqa: PT017 (both outcomes are right)
    else:
        assert all(compiled.anchors)
