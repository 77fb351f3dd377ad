"""Compile one rule: its query parsed, checked and ready to be filed."""

from monitor.core.rules.document import Document
from monitor.core.rules.explain import Explanation, explain
from monitor.core.rules.faults import fault
from monitor.core.rules.lists import compose
from monitor.core.rules.logic import is_demanding, leaves, push_negations
from monitor.core.rules.parser import parse
from monitor.core.rules.syntax import Measure, Measured, Node
from monitor.model import Rule
from monitor.noun import dataclass

_MOVING = frozenset(Measure) - {Measure.WORDS}


@dataclass(frozen=True, kw_only=True, slots=True)
class CompiledRule:
    """A rule with its expression, in which only leaves are negated."""

    id: str
    query: str
    expression: Node

    @property
    def is_counting(self) -> bool:
        """Say whether it may come to match an article whose wording stays as it is: by a number that moves."""
        return any(
            isinstance(leaf, Measured) and leaf.measure in _MOVING
            for leaf in leaves(self.expression)
        )

    def explain(self, document: Document) -> Explanation:
        """Return clause by clause why the rule matches the document, or why it does not."""
        return explain(self.query, document)


def compile_rule(rule: Rule) -> CompiledRule:
    """Return the rule, ready to be matched. Lists of terms are compiled as the query that says the same.

    Raises `RuleError`, with the column, if its query or an entry of its lists is none.
    """
    query = _query_of(rule)
    expression = push_negations(parse(query))
    if not is_demanding(expression):
        raise fault(
            "the query only excludes things; it would match every article without them",
            query=query,
            column=1,
            hint="add a word that must occur, to every side of an OR",
        )
    return CompiledRule(id=rule.id, query=query, expression=expression)


def _query_of(rule: Rule) -> str:
    """Return the rule's query; where it has none but lists, the one that says the same."""
    if rule.query or not (rule.any or rule.all or rule.none):
        return rule.query
    return compose(any_of=rule.any, all_of=rule.all, none_of=rule.none)
