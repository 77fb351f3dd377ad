"""What follows from what in a query: which trees ask the same, and which ask for what cannot be.

Sound, not complete: what is called a contradiction is one. The trees have their negations pushed.
"""

from collections.abc import Iterable

from monitor.core.rules.syntax import (
    And,
    Label,
    Labelled,
    Measure,
    Measured,
    Near,
    Node,
    Not,
    Or,
    Scope,
    Term,
)


def identity(node: Node) -> object:
    """Return a value that is equal for trees that ask the same, up to the order of their items."""
    match node:
        case And() | Or():
            return type(node).__name__, frozenset(map(identity, node.items))
        case Not():
            return "Not", identity(node.item)
        case _:
            return node


def contradicts(node: Node) -> bool:
    """Say whether the tree asks for what no article can have."""
    match node:
        case And():
            return any(map(contradicts, node.items)) or _clash(_flat(node))
        case Or():
            return all(map(contradicts, node.items))
        case _:
            return False


def implies(broad: Node, narrow: Node) -> bool:
    """Say whether an article that has `narrow` always has `broad`, as far as their words show it."""
    if broad == narrow:
        return True
    if isinstance(broad, Or):
        return any(implies(item, narrow) for item in broad.items)
    if isinstance(narrow, And):
        return any(implies(broad, item) for item in narrow.items)
    if isinstance(narrow, Near):
        return any(
            len(side) == 1 and implies(broad, side[0]) for side in (narrow.left, narrow.right)
        )
    if isinstance(broad, Measured) and isinstance(narrow, Measured):
        return _bounds(narrow, broad)
    return isinstance(broad, Term) and isinstance(narrow, Term) and _contains(narrow, broad)


def _flat(node: And) -> list[Node]:
    """Return the items, those of inner ANDs among them."""
    items: list[Node] = []
    for item in node.items:
        items.extend(_flat(item) if isinstance(item, And) else (item,))
    return items


def _clash(items: Iterable[Node]) -> bool:
    items = list(items)
    excluded = [item.item for item in items if isinstance(item, Not)]
    asked = [item for item in items if not isinstance(item, Not)]
    if any(implies(no, yes) for no in excluded for yes in asked):
        return True
    return _is_no_label(asked) or _is_no_number(asked)


def _is_no_label(asked: Iterable[Node]) -> bool:
    """Say whether an article would need two languages or two sources. (A part of a URL is no whole one.)"""
    for label in (Label.LANGUAGE, Label.SOURCE):
        sets = [set(n.values) for n in asked if isinstance(n, Labelled) and n.label is label]
        tags = [{value.split("-")[0] for value in values} for values in sets]
        if sets and not set.intersection(*(tags if label is Label.LANGUAGE else sets)):
            return True
    return False


def _is_no_number(asked: Iterable[Node]) -> bool:
    """Say whether no number meets all comparisons of some measure, or no rank all of its percentiles."""
    measured = [node for node in asked if isinstance(node, Measured)]
    for kind in {(node.measure, node.is_rank) for node in measured}:
        same = [node for node in measured if (node.measure, node.is_rank) == kind]
        least = 1.0 if Measure.POSITION in kind else 0.0
        floor = max((n.number for n in same if n.comparison in {">", ">=", "="}), default=least)
        roof = min((n.number for n in same if n.comparison in {"<", "<=", "="}), default=None)
        if roof is None:
            continue
        is_open = any(n.number == floor == roof and n.comparison in {"<", ">"} for n in same)
        if floor > roof or is_open:
            return True
    return False


def _bounds(narrow: Measured, broad: Measured) -> bool:
    """Say whether every number that meets `narrow` meets `broad`."""
    sign, own = broad.comparison, narrow.comparison
    way, or_equal = sign[0], sign[0] + "="
    is_alike = (narrow.measure, narrow.is_rank) == (broad.measure, broad.is_rank)
    if not is_alike or sign == "=" or own not in {way, or_equal, "="}:
        return False
    if narrow.number == broad.number:
        return sign in {or_equal, own}
    return (narrow.number > broad.number) is (way == ">")


def _contains(whole: Term, part: Term) -> bool:
    """Say whether the phrase `whole` has the words of `part` in a row, in a field where `part` is looked for."""
    is_within = whole.scope is part.scope or (
        part.scope is Scope.TEXT and set(whole.scope.fields) <= set(part.scope.fields)
    )
    if (
        not is_within
        or part.slop is not None
        or (whole.slop is not None and len(part.compounds) > 1)
    ):
        return False
    length = len(part.compounds)
    starts = range(len(whole.compounds) - length + 1)
    return any(whole.compounds[at : at + length] == part.compounds for at in starts)
