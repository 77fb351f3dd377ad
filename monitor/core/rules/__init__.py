"""The rule language: compile queries, and find which of them an article meets and with which words.

Owns the language (`parser`), what counts as the same word (`normalise`) and the index over all rules
(`rulebook`). Never alerts, never stores; a query that does not compile is a `RuleError`, never skipped.
"""

from monitor.core.rules.compiled import CompiledRule, compile_rule
from monitor.core.rules.document import Document
from monitor.core.rules.explain import Explanation
from monitor.core.rules.lists import compose
from monitor.core.rules.parser import LANGUAGE, parse
from monitor.core.rules.rulebook import Rulebook

__all__ = [
    "LANGUAGE",
    "CompiledRule",
    "Document",
    "Explanation",
    "Rulebook",
    "compile_rule",
    "compose",
    "parse",
]
