"""The index agrees with an evaluator that is slow and obvious, and costs an article its own words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.rules import Document, Rulebook, compile_rule
from monitor.core.rules.filing import anchors
from monitor.core.rules.slots import word_of
from monitor.model import Rule

WORDS = ["visa", "free", "visafree", "oman", "omanfree", "посол"]
HYPHENED = ["visa-free", "free-visa", "oman-free-visa"]
terms = st.one_of(
    st.sampled_from(WORDS + HYPHENED),
    st.lists(st.sampled_from(WORDS + HYPHENED), min_size=1, max_size=3)
    .map(" ".join)
    .map('"{}"'.format),
)
trees = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.tuples(st.just("NOT"), inner),
        st.tuples(st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=6,
)
texts = st.lists(
    st.tuples(
        st.sampled_from(WORDS).flatmap(lambda w: st.sampled_from([w, w.upper(), w.title()])),
        st.sampled_from([" ", " ", "-", "-", "\u2011", ". ", ", ", "\n", "? ", "'s "]),
    ),
    max_size=8,
).map(lambda pieces: "".join(word + gap for word, gap in pieces))


def write(tree):
    if isinstance(tree, str):
        return tree
    if tree[0] == "NOT":
        return f"NOT ({write(tree[1])})"
    return "(" + f" {tree[0]} ".join(map(write, tree[1])) + ")"


def slow_word(word):
    """A word, or a hyphenated word of the text that is this word when written together."""
    cuts = [f"(?<![\\w‑-]){word[:i]}[-‑]{word[i:]}(?![-‑]?\\w)" for i in range(1, len(word))]
    three = ["(?<![\\w‑-])oman[-‑]free[-‑]visa(?![-‑]?\\w)"] if word == "omanfreevisa" else []
    return "(?:" + "|".join([f"(?<!\\w){word}(?!\\w)", *cuts, *three]) + ")"


def slow_compound(compound):
    parts = compound.split("-")
    chain = r"(?:[-‑]|(?:'s)? )".join(f"(?<!\\w){part}(?!\\w)" for part in parts)
    return f"(?:{chain}|{slow_word(''.join(parts))})" if len(parts) > 1 else slow_word(parts[0])


def slow_term(term, fields):
    gap = r"(?:[-‑]|(?:'s)? |, |\. (?!(?-i:[A-ZА-Я]))|\? (?!(?-i:[A-ZА-Я])))"
    pattern = gap.join(map(slow_compound, term.strip('"').split()))
    return any(re.search(pattern, field, re.IGNORECASE) for field in fields)


def slow(tree, fields):
    if isinstance(tree, str):
        return slow_term(tree, fields)
    if tree[0] == "NOT":
        return not slow(tree[1], fields)
    return (all if tree[0] == "AND" else any)(slow(item, fields) for item in tree[1])


def demands_a_word(tree):
    """Whether the tree is false for an article without words of ours, so that it may be a rule."""
    return not slow(tree, ["nothing here"])


@given(st.lists(trees.filter(demands_a_word), min_size=1, max_size=4), texts, texts)
def test_the_rulebook_agrees_with_a_slow_and_obvious_evaluator(rules, title, body):
    compiled = tuple(
        compile_rule(Rule(id=str(number), query=write(tree), sinks=()))
        for number, tree in enumerate(rules)
    )
    found = Rulebook(compiled).match(Document(title=title, body=body))
    expected = [str(n) for n, tree in enumerate(rules) if slow(tree, [title, body])]
    assert [m.rule for m in found] == expected


@given(terms, st.one_of(texts, st.text()), st.one_of(texts, st.text()))
def test_offsets_always_cut_out_the_words_reported(term, title, body):
    rulebook = Rulebook((compile_rule(Rule(id="r", query=term, sinks=())),))
    fields = {"title": title, "body": body}
    for found in rulebook.match(Document(title=title, body=body)):
        assert found.hits
        for hit in found.hits:
            assert hit.words == fields[hit.field][hit.start : hit.end]
            assert hit.words.strip() == hit.words != ""


@given(st.text(min_size=1), st.text())
def test_any_word_of_an_article_finds_the_article(title, body):
    for word in re.findall(r"[^\W_]+", title):
        rulebook = Rulebook((compile_rule(Rule(id="r", query=f'"{word}"', sinks=())),))
        assert rulebook.match(Document(title=f"- {word} -", body=body))


def test_an_empty_rulebook_matches_nothing():
    assert Rulebook().match(Document(title="visa", body="visa")) == ()


def test_matches_come_in_the_order_of_the_rules():
    queries = ["oman", "visa", "visa AND oman"]
    rulebook = Rulebook(
        tuple(compile_rule(Rule(id=query, query=query, sinks=())) for query in queries)
    )
    assert [m.rule for m in rulebook.match(Document(title="Visa", body="Oman"))] == queries


def test_an_article_is_held_only_against_rules_it_has_a_long_word_of():
    rule = compile_rule(
        Rule(id="r", query='the AND (extraordinary OR "of plenipotentiary")', sinks=())
    )
    assert set(map(word_of, anchors(rule.expression))) == {"extraordinary", "plenipotentiary"}


def test_ten_thousand_rules_find_the_few_that_match():
    rules = tuple(
        compile_rule(Rule(id=str(n), query=f'name{n} AND ("of {n}x" OR visa-{n})', sinks=()))
        for n in range(10_000)
    )
    found = Rulebook(rules).match(
        Document(title="Name77 and name78", body="a visa 77, of 78x, visa. 79")
    )
    assert [m.rule for m in found] == ["77", "78"]


@pytest.mark.parametrize(
    "body",
    [
        "a" + "\u0315\u0300" * 100_000,
        "a-" * 100_000,
        "a'" * 100_000,
        "a" * 200_000,
        "a\u00ad" * 100_000,
    ],
    ids=["marks", "hyphens", "apostrophes", "letters", "soft hyphens"],
)
def test_a_hostile_text_is_matched_in_linear_time(body):
    """Quadratic work would take minutes here; the bound is the patience of whoever runs the tests."""
    rulebook = Rulebook((compile_rule(Rule(id="r", query='a OR a-a OR "b a"', sinks=())),))
    assert [m.rule for m in rulebook.match(Document(title="b", body=f"{body} a"))] == ["r"]
