"""What matching costs, in operations of the interpreter: linear in the text and the rule, whatever they are."""

import sys

import pytest

from monitor.core.rules import Document, Rulebook, compile_rule
from monitor.model import Rule


def operations(act):
    """Return how many operations of the interpreter `act` takes."""
    count = 0

    def trace(frame, event, _):
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return count


def cost_of(queries, body):
    book = Rulebook(
        tuple(compile_rule(Rule(id=str(n), query=query)) for n, query in enumerate(queries))
    )
    document = Document(body=body)
    book.match(document)  # so that its words are known
    return operations(lambda: book.match(document))


HOSTILE = [
    ("a", "a "),
    ('"a a a a"', "a "),
    ("a NEAR/100 a", "a "),
    ("a ONEAR/100 b", "a "),
    ("(a OR b) NEAR/100 (b OR a)", "a b "),
    ('"a b c"~100', "a b "),
    ('"a b c a b c"~50', "a b c "),
    ('"a a a a a b"', "a "),
    ("a-a-a", "a-a "),
    ("a-a-a", "a-"),
    ("abc*", "abc,"),
    ("=a OR ~a", "a'"),
]


@pytest.mark.parametrize(("query", "piece"), HOSTILE)
def test_twice_the_text_costs_at_most_twice(query, piece):
    half, whole = (cost_of([query], piece * count) for count in (200, 400))
    assert whole <= 2.2 * half


@pytest.mark.parametrize("joint", [" OR ", " AND ", " "])
def test_twice_the_rule_costs_at_most_twice(joint):
    half, whole = (
        cost_of([joint.join(f"name{n}x" for n in range(count))], "name1x name2x b c " * 9)
        for count in (100, 200)
    )
    assert whole <= 2.2 * half


def test_ten_times_the_rules_cost_an_article_no_more():
    few, many = (
        cost_of([f'name{n}x AND ("of {n}x" OR visa-{n})' for n in range(count)], "a visa. " * 40)
        for count in (100, 1000)
    )
    assert many <= 1.1 * few


def test_a_word_that_many_rules_share_is_not_what_they_are_filed_under():
    few, many = (
        cost_of([f"parliament AND name{n}x" for n in range(count)], "The parliament sat. " * 40)
        for count in (10, 1000)
    )
    assert many <= 1.1 * few
