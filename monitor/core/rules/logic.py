"""Reason about a syntax tree without an article: push negations down, find words it cannot do without."""

from collections.abc import Iterator

from monitor.core.rules.syntax import And, Compound, Node, Not, Or, Term


def push_negations(node: Node, *, is_negated: bool = False) -> Node:
    """Return the equal tree in which only terms are negated (De Morgan)."""
    match node:
        case Not():
            return push_negations(node.item, is_negated=not is_negated)
        case Term():
            return Not(item=node, column=node.column) if is_negated else node
        case And() | Or():
            items = tuple(push_negations(item, is_negated=is_negated) for item in node.items)
            is_all = isinstance(node, And) is not is_negated
            return And(items=items) if is_all else Or(items=items)


def positive_terms(node: Node) -> Iterator[Term]:
    """Yield the terms that speak for a match, in the order of the query. The tree has its negations pushed."""
    match node:
        case Term():
            yield node
        case And() | Or():
            for item in node.items:
                yield from positive_terms(item)
        case Not():
            return


def anchors(node: Node) -> frozenset[str] | None:
    """Return forms of which every article that matches has at least one; None if there are none such.

    Of an AND the item with the longest words is taken, because long words are rare and a rule is looked at only
    where one of its anchors occurs. The tree has its negations pushed.
    """
    match node:
        case Term():
            return _most_telling([_anchors_of(compound) for compound in node.compounds])
        case Not():
            return None
        case And():
            found = [anchors(item) for item in node.items]
            return _most_telling([forms for forms in found if forms is not None])
        case Or():
            found = [anchors(item) for item in node.items]
            forms = [each for each in found if each is not None]
            return frozenset().union(*forms) if len(forms) == len(found) else None


def _anchors_of(compound: Compound) -> frozenset[str]:
    longest = max(compound.parts, key=len)
    return frozenset({longest, compound.glued} if compound.glued else {longest})


def _most_telling(options: list[frozenset[str]]) -> frozenset[str] | None:
    return max(options, key=lambda forms: min(map(len, forms)), default=None)
