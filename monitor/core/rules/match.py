"""Hold one article against one expression: does it match, and with which words."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice, starmap
from operator import eq, ge, gt, le, lt

from monitor.core.rules.document import Document
from monitor.core.rules.lexicon import Lexicon
from monitor.core.rules.logic import positive_leaves
from monitor.core.rules.nearness import pairs, windows
from monitor.core.rules.slots import Slot
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
from monitor.core.rules.words import Place, Text
from monitor.model import Hit

# As many as an alert can show; a rule for a common word must not fill the database.
MAX_HITS = 20

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">": gt, ">=": ge, "<": lt, "<=": le, "=": eq,
}  # fmt: skip
# In reading order; the first two are those of a text.
_FIELDS = ("title", "body", "author", "section")
# The number of a field, and offsets in it.
_Spot = tuple[int, int, int]
_HOUR = timedelta(hours=1)


class Article:
    """A document as rules see it, cut into words once. Places are worked out only when a rule needs them.

    Author and section are read only if `has_margins`: few rules name them.
    """

    def __init__(self, document: Document, lexicon: Lexicon, *, has_margins: bool) -> None:
        self._document = document
        self._fields = {"title": document.title, "body": document.body}
        if has_margins:
            self._fields |= {"author": document.author, "section": document.section}
        self._texts = {name: Text(text, lexicon) for name, text in self._fields.items() if text}
        # Every slot that is met somewhere.
        self.slots: set[Slot] = set().union(*(text.slots for text in self._texts.values()))

    def holds(self, node: Node) -> bool:
        """Say whether the article meets the expression."""
        match node:
            case Term():
                return self._has(node)
            case And():
                return all(map(self.holds, node.items))
            case Or():
                return any(map(self.holds, node.items))
            case Not():
                return not self.holds(node.item)
            case Near():
                return any(any(self._near(node, text, name)) for name, text in self._texts.items())
            case _:
                return self._is_so(node)

    def measure(self, measure: Measure) -> float | None:
        """Return what is measured, in the unit that a query names, or None where it is not known."""
        document = self._document
        match measure:
            case Measure.VIEWS:
                return document.views
            case Measure.VIEWS_PER_HOUR:
                return document.views_per_hour
            case Measure.AGE:
                return None if document.age is None else document.age / _HOUR
            case Measure.WORDS:
                return self._texts["body"].length if "body" in self._texts else 0
            case Measure.RISE:
                return document.rise
            case Measure.POSITION:
                return document.position

    def rank(self, measure: Measure) -> float | None:
        """Return the percentile of what is measured among its like, or None where it is not known."""
        by_measure = {
            Measure.VIEWS: self._document.views_rank,
            Measure.VIEWS_PER_HOUR: self._document.views_per_hour_rank,
        }
        return by_measure.get(measure)

    def labels(self, label: Label) -> tuple[str, ...]:
        """Return what the article is labelled with, as it is compared; a source is also its site."""
        document = self._document
        match label:
            case Label.LANGUAGE:
                labels: tuple[str, ...] = (document.language or "",)
            case Label.SOURCE:
                labels = (document.source, document.site)
            case Label.URL:
                labels = (document.url,)
        return tuple(each.casefold() for each in labels if each)

    def hits(self, node: Node) -> tuple[Hit, ...]:
        """Return where the expression's words stand in title and body, the negated ones apart, in reading order.

        At most `MAX_HITS`: the first place of every leaf goes before the second of any. The expression's
        negations are pushed.
        """
        leaves = list(positive_leaves(node))
        ranked = sorted(
            (rank, spot)
            for leaf in (dict.fromkeys(leaves) if len(leaves) > 1 else leaves)
            for rank, spot in enumerate(islice(self._spots(leaf, Scope.TEXT.fields), MAX_HITS))
        )
        kept = list(dict.fromkeys(spot for _, spot in ranked))[:MAX_HITS]
        return tuple(starmap(self._hit, sorted(kept)))

    def find(self, leaf: Term | Near) -> Iterator[Hit]:
        """Yield where the leaf's words stand, author and section included if they are read."""
        return starmap(self._hit, self._spots(leaf, _FIELDS))

    def _spots(self, leaf: Term | Near, fields: Sequence[str]) -> Iterator[_Spot]:
        """Yield where the leaf's words stand in these of the fields, in order."""
        for number, name in enumerate(fields):
            if text := self._texts.get(name):
                for place in self._places(leaf, text, name):
                    yield number, *text.span(place)

    def _hit(self, field: int, start: int, end: int) -> Hit:
        name = _FIELDS[field]
        return Hit(field=name, start=start, end=end, words=self._fields[name][start:end])

    def _has(self, term: Term) -> bool:
        word = term.word
        for name in term.scope.fields:
            if (text := self._texts.get(name)) is None:
                continue
            if word in text.slots if word else any(self._places(term, text, name)):
                return True
        return False

    def _places(self, leaf: Term | Near, text: Text, field: str) -> Iterator[Place]:
        if isinstance(leaf, Near):
            for pair in self._near(leaf, text, field):
                yield from pair
        elif field in leaf.scope.fields:
            yield from text.places(leaf) if leaf.slop is None else _scattered(leaf, leaf.slop, text)

    def _near(self, near: Near, text: Text, field: str) -> Iterator[tuple[Place, Place]]:
        left, right = (
            sorted({place for term in side for place in self._places(term, text, field)})
            for side in (near.left, near.right)
        )
        return pairs(left, right, near.distance, is_ordered=near.is_ordered)

    def _is_so(self, node: Labelled | Measured) -> bool:
        if isinstance(node, Measured):
            number = (self.rank if node.is_rank else self.measure)(node.measure)
            return number is not None and _COMPARISONS[node.comparison](number, node.number)
        return any(
            _is_labelled(node.label, actual, value)
            for actual in self.labels(node.label)
            for value in node.values
        )


def _is_labelled(label: Label, actual: str, value: str) -> bool:
    match label:
        case Label.URL:
            return value in actual
        case Label.LANGUAGE:
            return actual == value or actual.startswith(f"{value}-")
        case Label.SOURCE:
            return actual == value


def _scattered(term: Term, slop: int, text: Text) -> Iterator[Place]:
    """Yield the places of the words of a phrase with slop."""
    wanted = Counter(term.compounds)
    places = {compound: text.compound_places(compound) for compound in wanted}
    if all(places.values()):
        for window in windows(places, wanted, term.length + slop):
            yield from window
