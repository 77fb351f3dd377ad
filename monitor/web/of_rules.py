"""What is made of the rules in force, and kept as long as they are. Knows no rule."""

from collections.abc import Callable
from typing import Generic, TypeVar

from monitor.core.rules import CompiledRule

T = TypeVar("T")


class OfRules(Generic[T]):
    """Makes something of all rules, once a configuration: `make` costs time in proportion to them."""

    def __init__(self, make: Callable[[tuple[CompiledRule, ...]], T]) -> None:
        self._make = make
        # Set at once: several threads may ask.
        self._kept: tuple[tuple[CompiledRule, ...], T] | None = None

    def of(self, rules: tuple[CompiledRule, ...]) -> T:
        """Return what is made of these very rules."""
        kept = self._kept
        if kept is None or kept[0] is not rules:
            kept = self._kept = (rules, self._make(rules))
        return kept[1]
