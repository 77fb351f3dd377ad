"""Where rules are filed: under the slots that an article must bring before a rule is looked at. Knows no article."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from monitor.core.rules.slots import Slot, word_of
from monitor.core.rules.syntax import And, Compound, Near, Node, Or, Term

_Cost = Callable[[Slot], float]


class Filing:
    """Rules, by number, under their anchors. Immutable.

    An article without any of a rule's anchors does not match it, so nothing more need be asked of the rule; nor
    does one that lacks a slot that the rule requires.
    """

    def __init__(self, expressions: Sequence[Node], uses: Counter[Slot]) -> None:
        """File the expressions. `uses` counts how often they name each slot."""
        cost = partial(_cost, uses)
        filed: dict[Slot, list[int]] = defaultdict(list)
        self._required: list[tuple[Slot, ...]] = []
        # Rules that ask for no word: they are looked at for every article.
        self._wordless: list[int] = []
        for number, expression in enumerate(expressions):
            anchors = _anchors(expression, cost)
            for slot in anchors or ():
                filed[slot].append(number)
            if anchors is None:
                self._wordless.append(number)
            self._required.append(_beyond(required(expression), anchors))
        self._numbers_by_anchor = {slot: tuple(numbers) for slot, numbers in filed.items()}

    def candidates(self, present: set[Slot]) -> list[int]:
        """Return the rules, in order, that an article with these slots may match."""
        found = set(self._wordless)
        for slot in present & self._numbers_by_anchor.keys():
            found.update(self._numbers_by_anchor[slot])
        required = self._required
        return sorted(number for number in found if present.issuperset(required[number]))


def anchors(node: Node) -> frozenset[Slot] | None:
    """Return slots of which every article that matches has at least one; None if there are none such.

    The tree has its negations pushed.
    """
    return _anchors(node, partial(_cost, Counter()))


def required(node: Node) -> frozenset[Slot]:
    """Return slots that every article that matches has, all of them. The tree has its negations pushed."""
    match node:
        case Term():
            whole = (compound for compound in node.compounds if compound.glued is None)
            return frozenset(slot for compound in whole for slot in compound.slots)
        case And():
            return _union(map(required, node.items))
        case Near():
            return _union(required(side[0]) for side in (node.left, node.right) if len(side) == 1)
        case _:
            return frozenset()


def _cost(uses: Counter[Slot], slot: Slot) -> float:
    """Return how often, roughly, a rule that is filed under the slot is looked at in vain.

    Nothing is known of the articles to come. Long words are rare in every language; and a word that many rules
    name is the context of their subject ("Kyrgyzstan"), which is in many articles.
    """
    return (uses[slot] or 1) / len(word_of(slot)) ** 2


def _anchors(node: Node, cost: _Cost) -> frozenset[Slot] | None:
    match node:
        case Term() if (word := node.word) is not None:
            return frozenset((word,))
        case Term():
            return _cheapest((_of_compound(each, cost) for each in node.compounds), cost)
        case Near():
            sides = (_all(node.left, cost), _all(node.right, cost))
            return _cheapest((side for side in sides if side is not None), cost)
        case And():
            found = (_anchors(item, cost) for item in node.items)
            return _cheapest((each for each in found if each is not None), cost)
        case Or():
            return _all(node.items, cost)
        case _:
            return None


def _all(nodes: Iterable[Node], cost: _Cost) -> frozenset[Slot] | None:
    found = [_anchors(node, cost) for node in nodes]
    known = [each for each in found if each is not None]
    return _union(known) if len(known) == len(found) else None


def _of_compound(compound: Compound, cost: _Cost) -> frozenset[Slot]:
    rarest = min(compound.slots, key=cost)
    return frozenset((rarest,) if compound.glued is None else (rarest, compound.glued))


def _cheapest(options: Iterable[frozenset[Slot]], cost: _Cost) -> frozenset[Slot] | None:
    return min(options, key=lambda option: sum(map(cost, option)), default=None)


def _beyond(needed: frozenset[Slot], anchors: frozenset[Slot] | None) -> tuple[Slot, ...]:
    """Return what is left to ask for when one of the anchors is there."""
    return tuple(needed - anchors) if anchors and len(anchors) == 1 else tuple(needed)


def _union(sets: Iterable[frozenset[Slot]]) -> frozenset[Slot]:
    return frozenset().union(*sets)
