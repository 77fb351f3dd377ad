"""Reason about a syntax tree without an article: push negations down, find words it cannot do without."""

from collections.abc import Iterator

from monitor.core.rules.slots import Slot
from monitor.core.rules.syntax import And, Labelled, Measured, Near, Node, Not, Or, Term


def push_negations(node: Node, *, is_negated: bool = False) -> Node:
    """Return the equal tree in which only leaves are negated (De Morgan)."""
    match node:
        case Not():
            return push_negations(node.item, is_negated=not is_negated)
        case And() | Or():
            items = tuple(push_negations(item, is_negated=is_negated) for item in node.items)
            is_all = isinstance(node, And) is not is_negated
            return (And if is_all else Or)(items=items, column=node.column, end=node.end)
        case _:
            return Not(item=node, column=node.column, end=node.end) if is_negated else node


def is_demanding(node: Node) -> bool:
    """Say whether the tree, its negations pushed, asks for something: a tree that only excludes does not."""
    match node:
        case Not():
            return False
        case And():
            return any(map(is_demanding, node.items))
        case Or():
            return all(map(is_demanding, node.items))
        case _:
            return True


def leaves(node: Node) -> Iterator[Term | Near | Labelled | Measured]:
    """Yield every leaf, in the order of the query."""
    match node:
        case Not():
            yield from leaves(node.item)
        case And() | Or():
            for item in node.items:
                yield from leaves(item)
        case _:
            yield node


def terms(node: Node) -> Iterator[Term]:
    """Yield every term, in the order of the query, those of NEAR among them."""
    for leaf in leaves(node):
        if isinstance(leaf, Near):
            yield from (*leaf.left, *leaf.right)
        elif isinstance(leaf, Term):
            yield leaf


def positive_leaves(node: Node) -> Iterator[Term | Near]:
    """Yield what speaks for a match by its words, in the order of the query. The negations are pushed."""
    match node:
        case Term() | Near():
            yield node
        case And() | Or():
            for item in node.items:
                yield from positive_leaves(item)
        case _:
            return


def slots(node: Node) -> Iterator[Slot]:
    """Yield every slot that bears on whether an article matches."""
    for term in (node,) if isinstance(node, Term) else terms(node):
        for compound in term.compounds:
            yield from compound.slots
            if compound.glued is not None:
                yield compound.glued
