"""Compile one rule: its query parsed, checked and ready to be filed."""

from dataclasses import dataclass

from monitor.core.rules.faults import fault
from monitor.core.rules.logic import anchors, push_negations
from monitor.core.rules.parser import parse
from monitor.core.rules.syntax import Node
from monitor.model import Rule


@dataclass(frozen=True, kw_only=True, slots=True)
class CompiledRule:
    """A rule with its expression (only terms negated) and its anchors.

    An article without any of the anchors does not match, so nothing more need be asked of it.
    """

    id: str
    expression: Node
    anchors: frozenset[str]


def compile_rule(rule: Rule) -> CompiledRule:
    """Return the rule, ready to be matched. Raises `RuleError`, with the column, if its query is no query."""
    expression = push_negations(parse(rule.query))
    forms = anchors(expression)
    if forms is None:
        raise fault(
            "the query only excludes things; it would match every article without them",
            query=rule.query,
            column=1,
            hint="add a word that must occur, to every side of an OR",
        )
    return CompiledRule(id=rule.id, expression=expression, anchors=forms)
