"""Why a query matches an article, or does not: clause by clause, as it was written."""

from collections.abc import Iterator
from itertools import islice

from monitor.core.rules.document import Document
from monitor.core.rules.lexicon import Lexicon
from monitor.core.rules.logic import slots
from monitor.core.rules.match import MAX_HITS, Article
from monitor.core.rules.parser import parse
from monitor.core.rules.syntax import And, Labelled, Measure, Measured, Near, Node, Not, Or, Term
from monitor.model import Hit
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """One clause of a query held against an article.

    `clause` is its text as written and `parts` are its own clauses. `hits` are the first places of its words,
    author and section included; `actual` is what a label or a measure was ("unknown" where it is not known).
    """

    clause: str
    is_met: bool
    hits: tuple[Hit, ...] = ()
    actual: str = ""
    parts: "tuple[Explanation, ...]" = ()

    @property
    def failure(self) -> "Explanation | None":
        """Return the first clause for which the whole is not met, as deep as one can be named; None if it is met.

        Of an OR no single branch is to blame, nor of a NOT what it excludes.
        """
        if self.is_met:
            return None
        blamed = [part for part in self.parts if not part.is_met]
        is_all = len(blamed) < len(self.parts) or len(self.parts) == 1
        return blamed[0].failure if blamed and is_all else self


def explain(query: str, document: Document) -> Explanation:
    """Return why the query matches the document, or why not. Raises `RuleError` if it is no query."""
    tree = parse(query)
    article = Article(document, Lexicon(slots(tree)), has_margins=True)
    return _Explaining(query, article).explain(tree)


class _Explaining:
    """One query held against one article."""

    def __init__(self, query: str, article: Article) -> None:
        self._query = query
        self._article = article

    def explain(self, node: Node) -> Explanation:
        return Explanation(
            clause=self._query[node.column - 1 : node.end - 1],
            is_met=self._article.holds(node),
            hits=tuple(self._hits(node)),
            actual=self._actual(node),
            parts=tuple(map(self.explain, _parts(node))),
        )

    def _hits(self, node: Node) -> Iterator[Hit]:
        if isinstance(node, Term | Near):
            yield from islice(self._article.find(node), MAX_HITS)

    def _actual(self, node: Node) -> str:
        match node:
            case Labelled():
                return ", ".join(self._article.labels(node.label)) or "unknown"
            case Measured():
                return self._measured(node)
            case _:
                return ""

    def _measured(self, node: Measured) -> str:
        number = self._article.measure(node.measure)
        if number is None:
            return "unknown"
        if node.measure is Measure.RISE:
            return f"{number:.1f} times the expected views"
        return (
            _ranked(node.measure, number, self._article.rank(node.measure))
            if node.is_rank
            else f"{number:g}"
        )


def _ranked(measure: Measure, number: float, rank: float | None) -> str:
    unit, better = ("views", "more") if measure is Measure.VIEWS else ("views an hour", "faster")
    if rank is None:
        return f"{number:.0f} {unit}, and too few articles like it are known to rank it"
    return f"{number:.0f} {unit}, {better} than {rank:.3g} % of its section at its age"


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case And() | Or():
            return node.items
        case Not():
            return (node.item,)
        case _:
            return ()
