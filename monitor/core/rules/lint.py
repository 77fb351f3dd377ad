"""What compiles, but is hardly meant: rules that never match, match everything, cost much, or repeat another.

Advises only; a rule with a lint is a rule. Knows no articles.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from monitor.core.rules.compiled import CompiledRule
from monitor.core.rules.filing import anchors
from monitor.core.rules.implication import contradicts, identity
from monitor.core.rules.logic import leaves, terms
from monitor.core.rules.slots import Mode, mode_of, word_of
from monitor.core.rules.syntax import And, Near, Or, Term
from monitor.noun import dataclass


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for words in lists for word in words.split())


# Of each language the words that nearly every article has, and those that an abbreviation may be written like.
_IN_EVERY_ARTICLE = _words(
    "the of and to in for on is was that with by at from as it are be have has said will",
    "и в на не что с по о а к из для как это от за его до",
    "жана менен бул үчүн деп болгон да бир боюнча эле",
)
_LIKE_ABBREVIATIONS = _words(
    "us it is as am an at be by do go he if in me my no of on or so to up we who can may its led era new aid act",
    "он им ум их ее мы ты вы до на не по за от из об со во мир суд мая",
    "ал бул ошо эл мен сен биз сиз ата жер суу",
)
# Letters before the * with which a tenth of a percent of all words begin.
_SHORT_PREFIX = 3
_MANY_PAIRS = 400


class LintKind(StrEnum):
    """What is doubtful about a rule."""

    NEVER = "never"
    EVERYTHING = "everything"
    COSTLY = "costly"
    DUPLICATE = "duplicate"
    SHADOWED = "shadowed"
    ABBREVIATION = "abbreviation"
    NAME = "name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lint:
    """One doubt about one rule, and what to write instead."""

    rule: str
    kind: LintKind
    message: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """What rules ask for: by that the first of them that asks just this, and the first that asks this or more."""

    first_by_identity: Mapping[object, str]
    wider: Mapping[object, str]


def lint(rules: Sequence[CompiledRule]) -> tuple[Lint, ...]:
    """Return what is doubtful about the rules, in their order. Costs time in proportion to them."""
    among = neighbours(rules)
    return tuple(found for rule in rules for found in lint_among(rule, among))


def neighbours(rules: Iterable[CompiledRule]) -> Neighbours:
    """Return what the rules ask for. Costs time in proportion to them."""
    first_by_identity: dict[object, str] = {}
    wider: dict[object, str] = {}
    for rule in rules:
        first_by_identity.setdefault(identity(rule.expression), rule.id)
        if isinstance(rule.expression, Or):
            for branch in rule.expression.items:
                wider.setdefault(identity(branch), rule.id)
    return Neighbours(first_by_identity=first_by_identity, wider=wider)


def lint_among(rule: CompiledRule, among: Neighbours) -> tuple[Lint, ...]:
    """Return what is doubtful about one rule, which may be one of its neighbours or none of them."""
    return (*_alone(rule), *_beside(rule, among))


def _alone(rule: CompiledRule) -> Iterator[Lint]:
    """Yield what is doubtful about a rule for itself."""
    if contradicts(rule.expression):
        yield Lint(
            rule=rule.id,
            kind=LintKind.NEVER,
            message="the rule can never match: what it asks for, it excludes",
        )
    yield from _everything(rule)
    yield from _costly(rule)
    for term in dict.fromkeys(terms(rule.expression)):
        yield from _ambiguous(rule, term)
    yield from _unsigned_name(rule)


def _everything(rule: CompiledRule) -> Iterator[Lint]:
    found = anchors(rule.expression)
    if found is None:
        yield Lint(
            rule=rule.id,
            kind=LintKind.EVERYTHING,
            message="the rule asks for no word, so every article is held against it",
            hint="add a word, unless that is what you want",
        )
    elif common := sorted(_IN_EVERY_ARTICLE.intersection(map(word_of, found))):
        yield Lint(
            rule=rule.id,
            kind=LintKind.EVERYTHING,
            message=f"nearly every article has {common[0]!r}",
            hint="ask for a rarer word beside it",
        )


def _costly(rule: CompiledRule) -> Iterator[Lint]:
    for leaf in leaves(rule.expression):
        if isinstance(leaf, Near) and len(leaf.left) * len(leaf.right) > _MANY_PAIRS:
            yield Lint(
                rule=rule.id,
                kind=LintKind.COSTLY,
                message=f"NEAR joins {len(leaf.left)} words with {len(leaf.right)}",
                hint="shorten the lists, or split the rule",
            )
    for term in dict.fromkeys(terms(rule.expression)):
        slot = term.compounds[-1].slots[-1]
        if mode_of(slot) is Mode.PREFIX and len(word_of(slot)) <= _SHORT_PREFIX:
            yield Lint(
                rule=rule.id,
                kind=LintKind.COSTLY,
                message=f"very many words begin with {word_of(slot)!r}",
                hint="write more letters before the *",
            )


def _ambiguous(rule: CompiledRule, term: Term) -> Iterator[Lint]:
    word = term.word
    if word and mode_of(word) is Mode.ABBREVIATION and word_of(word) in _LIKE_ABBREVIATIONS:
        written = _written(rule, term)
        yield Lint(
            rule=rule.id,
            kind=LintKind.ABBREVIATION,
            message=f"{written!r} also finds the word {word_of(word)!r}",
            hint=f"write ={written}",
        )


def _unsigned_name(rule: CompiledRule) -> Iterator[Lint]:
    """Yield the names in Latin letters only, where no Cyrillic word shows that the other spelling was thought of."""
    named = dict.fromkeys(terms(rule.expression))
    words = [word_of(slot) for term in named for each in term.compounds for slot in each.slots]
    if not all(map(str.isascii, words)):
        return
    for term in named:
        slots = [slot for compound in term.compounds for slot in compound.slots]
        if all(mode_of(slot) is Mode.PROPER for slot in slots):
            written = _written(rule, term)
            yield Lint(
                rule=rule.id,
                kind=LintKind.NAME,
                message=f"{written} is found in Latin letters only",
                hint=f"write ~{written} to find the name in every script and spelling",
            )


def _beside(rule: CompiledRule, among: Neighbours) -> Iterator[Lint]:
    """Yield what is doubtful about a rule beside the others."""
    own = identity(rule.expression)
    first = among.first_by_identity.get(own, rule.id)
    if first != rule.id:
        yield Lint(
            rule=rule.id, kind=LintKind.DUPLICATE, message=f"the rule asks the same as {first!r}"
        )
        return
    parts = rule.expression.items if isinstance(rule.expression, And) else ()
    asked = [own, *map(identity, parts)]
    shadows = [
        found.get(each) for each in asked for found in (among.first_by_identity, among.wider)
    ]
    for shadow in dict.fromkeys(shadows):
        if shadow is not None and shadow != rule.id:
            yield Lint(
                rule=rule.id,
                kind=LintKind.SHADOWED,
                message=f"every article it matches is matched by {shadow!r} too",
            )


def _written(rule: CompiledRule, term: Term) -> str:
    return rule.query[term.column - 1 : term.end - 1]
