"""The rulebook agrees with an evaluator that is slow and obvious, on whatever rules and texts."""

import itertools
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.rules import Document, Rulebook, compile_rule
from monitor.model import Rule

# Words that are forms of nothing, some of them beginnings of others.
WORDS = ["zonk", "zonkbrin", "brin", "molk"]
words = st.sampled_from(WORDS)
spelling = words.flatmap(lambda word: st.sampled_from([word, word, word.upper(), word.title()]))
# A text is sentences of words; every sentence begins with a capital.
sentences = st.lists(st.lists(spelling, min_size=1, max_size=3), max_size=5)
numbers = st.one_of(st.none(), st.integers(0, 4))
ranks = st.one_of(st.none(), st.integers(0, 100))
documents = st.fixed_dictionaries(
    {"title": sentences, "body": sentences, "author": sentences}
    | {"views": numbers, "age": numbers, "speed": numbers, "rise": numbers, "position": numbers}
    | {"views_rank": ranks, "speed_rank": ranks}
)

# How a query may write a measure and what it compares it with, and the document's number it means.
SPELLINGS = {
    "views:{}{}": "views",
    "views {} {}": "views",
    "views_h:{}{}": "speed",
    "views/h{}{}": "speed",
    "age_h:{}{}": "age",
    "age {} {}h": "age",
    "rise:{}{}": "rise",
    "position {}{}": "position",
}
RANK_SPELLINGS = {
    "views:{}p{}": "views_rank",
    "views_h {} p{}": "speed_rank",
    "views/h{}p{}": "speed_rank",
}
terms = st.one_of(
    st.tuples(st.just("word"), words),
    st.tuples(st.just("prefix"), words),
    st.tuples(st.just("exact"), spelling),
    st.tuples(st.just("phrase"), st.lists(words, min_size=2, max_size=3)),
)
scopes = st.sampled_from(["title", "body", "text", "author"])
plain = st.one_of(terms, st.tuples(st.just("scope"), scopes, terms))
near = st.tuples(
    st.sampled_from(["NEAR", "ONEAR"]),
    st.integers(0, 4),
    st.lists(terms, min_size=1, max_size=2),
    terms,
)
leaves = st.one_of(
    plain,
    plain,
    near,
    st.tuples(st.just("scattered"), st.lists(words, min_size=2, max_size=3), st.integers(0, 4)),
    st.tuples(
        st.sampled_from(list(SPELLINGS)),
        st.sampled_from([">", "<="]),
        st.integers(0, 4),
    ),
    st.tuples(
        st.sampled_from(list(RANK_SPELLINGS)),
        st.sampled_from([">", "<="]),
        st.integers(1, 99),
    ),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("NOT"), inner),
        st.tuples(st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=5,
)


def write(tree):  # noqa: C901, PLR0911 (a branch for every form of the language)
    match tree:
        case ("word", word):
            return word
        case ("prefix", word):
            return f"{word}*"
        case ("exact", word):
            return f"={word}"
        case ("phrase", several):
            return f'"{" ".join(several)}"'
        case ("scattered", several, slop):
            return f'"{" ".join(several)}"~{slop}'
        case ("scope", field, inner):
            return f"{field}:{write(inner)}"
        case ("NEAR" | "ONEAR" as operator, distance, left, right):
            return f"({' OR '.join(map(write, left))}) {operator}/{distance} {write(right)}"
        case ("NOT", inner):
            return f"NOT ({write(inner)})"
        case ("AND" | "OR" as operator, items):
            return f"({f' {operator} '.join(map(write, items))})"
        case (measure, comparison, number):
            return measure.format(comparison, number)


def slow_text(sentences):
    return ". ".join(" ".join([s[0][0].upper() + s[0][1:], *s[1:]]) for s in sentences)


def flat(sentences):
    """Every word of a text with the number of its sentence."""
    return [
        (number, word[0].upper() + word[1:] if at == 0 else word)
        for number, sentence in enumerate(sentences)
        for at, word in enumerate(sentence)
    ]


def places(term, text):
    """The (first, last) of every place where the term stands."""
    kind, wanted = term
    if kind == "phrase":
        spans = ((at, at + len(wanted) - 1) for at in range(len(text) - len(wanted) + 1))
        return {
            (first, last)
            for first, last in spans
            if len({number for number, _ in text[first : last + 1]}) == 1
            and [word.lower() for _, word in text[first : last + 1]] == wanted
        }
    tests = {
        "word": lambda word: word.lower() == wanted,
        "prefix": lambda word: word.lower().startswith(wanted),
        "exact": lambda word: word == wanted,
    }
    return {(at, at) for at, (_, word) in enumerate(text) if tests[kind](word)}


def is_near(left, right, distance, *, is_ordered):
    return any(
        0 <= b[0] - a[1] - 1 <= distance or (not is_ordered and 0 <= a[0] - b[1] - 1 <= distance)
        for a in left
        for b in right
    )


def is_scattered(wanted, slop, text):
    spots = [[at for at, (_, word) in enumerate(text) if word.lower() == each] for each in wanted]
    return any(
        len(set(chosen)) == len(wanted) and max(chosen) - min(chosen) + 1 <= len(wanted) + slop
        for chosen in itertools.product(*spots)
    )


def slow(tree, document):  # noqa: PLR0911 (a branch for every form of the language)
    texts = {name: flat(document[name]) for name in ("title", "body")}
    match tree:
        case ("word" | "prefix" | "exact" | "phrase", _):
            return any(places(tree, text) for text in texts.values())
        case ("scope", "text", inner):
            return slow(inner, document)
        case ("scope", field, inner):
            return bool(places(inner, flat(document[field])))
        case ("scattered", wanted, slop):
            return any(is_scattered(wanted, slop, text) for text in texts.values())
        case ("NEAR" | "ONEAR" as operator, distance, left, right):
            return any(
                is_near(
                    set().union(*(places(term, text) for term in left)),
                    places(right, text),
                    distance,
                    is_ordered=operator == "ONEAR",
                )
                for text in texts.values()
            )
        case ("NOT", inner):
            return not slow(inner, document)
        case ("AND", items):
            return all(slow(item, document) for item in items)
        case ("OR", items):
            return any(slow(item, document) for item in items)
        case (measure, comparison, number):
            actual = document[(SPELLINGS | RANK_SPELLINGS)[measure]]
            return actual is not None and (
                actual > number if comparison == ">" else actual <= number
            )


def is_a_rule(tree):
    """Whether the tree asks for something on every way through it."""

    def demands(tree, *, is_negated=False):
        match tree:
            case ("NOT", inner):
                return demands(inner, is_negated=not is_negated)
            case ("AND" | "OR" as operator, items):
                is_all = (operator == "AND") is not is_negated
                return (any if is_all else all)(demands(i, is_negated=is_negated) for i in items)
            case _:
                return not is_negated

    return demands(tree)


def as_document(document):
    age, speed = document["age"], document["speed"]
    return Document(
        **{name: slow_text(document[name]) for name in ("title", "body", "author")},
        views=document["views"],
        views_per_hour=None if speed is None else float(speed),
        views_rank=document["views_rank"],
        views_per_hour_rank=document["speed_rank"],
        rise=document["rise"],
        position=document["position"],
        age=None if age is None else timedelta(hours=age),
    )


def rulebook(*queries):
    return Rulebook(
        tuple(compile_rule(Rule(id=str(n), query=query)) for n, query in enumerate(queries))
    )


@settings(max_examples=150)
@given(st.lists(trees.filter(is_a_rule), min_size=1, max_size=4), documents)
def test_the_rulebook_agrees_with_the_slow_evaluator(rules, document):
    found = rulebook(*map(write, rules)).match(as_document(document))
    expected = [str(number) for number, tree in enumerate(rules) if slow(tree, document)]
    assert [match.rule for match in found] == expected


@given(trees.filter(is_a_rule), documents)
def test_an_explanation_agrees_with_the_match(tree, document):
    (rule,) = rulebook(write(tree)).rules
    explanation = rule.explain(as_document(document))
    assert explanation.is_met is slow(tree, document)
    assert (explanation.failure is None) is explanation.is_met


@given(st.lists(trees.filter(is_a_rule), min_size=1, max_size=4), documents)
def test_the_counting_rules_match_as_they_do_among_all(rules, document):
    book = rulebook(*map(write, rules))
    counting = {rule.id for rule in book.counting.rules}
    found = book.match(as_document(document))
    assert book.counting.match(as_document(document)) == tuple(
        match for match in found if match.rule in counting
    )


@given(trees.filter(is_a_rule), documents)
def test_offsets_always_cut_out_the_words(tree, document):
    held = as_document(document)
    for match in rulebook(write(tree)).match(held):
        for hit in match.hits:
            assert hit.words == getattr(held, hit.field)[hit.start : hit.end]
            assert hit.words.strip() == hit.words != ""
