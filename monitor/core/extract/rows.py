"""Read rows that repeat: a column at a time, because one search for all rows costs hardly more than one for one row.

Owns how hits belong to rows and rows to headers; knows no link and no date.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from selectolax.lexbor import LexborNode

from monitor.core.extract.fields import dropped_in, narrow, rendering, value_of
from monitor.core.extract.prose import Render, line
from monitor.model import Field, Pick

# No listing is that long; a page that is wants to exhaust us.
MOST_ROWS = 2_000
_DEEPEST = 64
# Up to so many rows, a search in each is cheaper than one in the whole part with the way back from every hit.
_FEW = 10

Value = TypeVar("Value")


class Rows:
    """The rows of one part of a page, each with its header, in page order. `above` is the header of the first ones."""

    __slots__ = ("_hits_by_css", "_scope", "headers", "nodes")

    def __init__(
        self, scope: LexborNode, row: str, header: str | None = None, above: str = ""
    ) -> None:
        self._scope = scope
        self._hits_by_css: dict[str, list[tuple[int, LexborNode]]] = {}
        self.nodes: dict[int, LexborNode] = {}
        self.headers: dict[int, str] = {}
        headers = {node.mem_id for node in scope.css(header)} if header else set()
        current = above
        for node in scope.css(f"{row}, {header}" if header else row):
            if node.mem_id in headers:
                current = line(node)
            elif len(self.nodes) < MOST_ROWS:
                self.nodes[node.mem_id] = node
                self.headers[node.mem_id] = current

    def column(
        self,
        field: Field | None,
        accept: Callable[[str], Value | None],
        tally: dict[str, int] | None = None,
        render: Render = line,
    ) -> dict[int, Value]:
        """Return by row what `accept` makes of the field's first text that it does not turn down with None.

        The rows are counted into `tally` by the selector that yielded it.
        """
        values: dict[int, Value] = {}
        if field is None or not self.nodes:
            return values
        dropped, render = dropped_in(self._scope, field), rendering(field, render)
        for pick in field.picks:
            before = len(values)
            for row, node in self._hits(pick):
                if row in values:
                    continue
                text = value_of(node, pick, dropped, render)
                if field.pattern is not None:
                    text = narrow(text, field)
                if text and (value := accept(text)) is not None:
                    values[row] = value
            if tally is not None and len(values) > before:
                tally[pick.source] = tally.get(pick.source, 0) + len(values) - before
            if len(values) == len(self.nodes):
                break
        return values

    def _hits(self, pick: Pick) -> Iterable[tuple[int, LexborNode]]:
        if not pick.css:
            return self.nodes.items()
        # The title of a row is mostly the words of its link: two columns, one search.
        hits = self._hits_by_css.get(pick.css)
        if hits is None:
            hits = self._hits_by_css[pick.css] = self._search(pick.css)
        return hits

    def _search(self, css: str) -> list[tuple[int, LexborNode]]:
        if len(self.nodes) <= _FEW:
            return [(row, node) for row, box in self.nodes.items() for node in box.css(css)]
        owned = ((self._row_of(node), node) for node in self._scope.css(css))
        return [(row, node) for row, node in owned if row is not None]

    def _row_of(self, node: LexborNode) -> int | None:
        rows, box = self.nodes, node
        for _ in range(_DEEPEST):
            if (name := box.mem_id) in rows:
                return name
            parent = box.parent
            if parent is None:
                return None
            box = parent
        return None
