"""Read one field of a page: its picks in order, each hit in turn. Owns what a `Field` means; judges no value."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from monitor.core.extract.prose import NOTHING, Render, first_line, line
from monitor.core.extract.structured import read_linked
from monitor.core.extract.tree import Tree
from monitor.core.text import clean_line
from monitor.model import Field, Pick
from monitor.model.selectors import Pattern

# A pattern of a selectors file runs on foreign text: it never sees more than this of it.
_PATTERN_SEES = 10_000
# A language, a section, the name of a day are the same few words on page after page; longer texts come once.
_OFTEN_THE_SAME = 100
# Hits of one pick that are tried for one that is not empty.
_TRIES = 50


class Found(NamedTuple):
    """What a pick yielded, and how the selectors file spells that pick."""

    text: str
    source: str


def find(tree: Tree, scope: LexborNode, field: Field, render: Render = line) -> Iterator[Found]:
    """Yield what each pick of `field` yields, in order, as far as it yields something."""
    for pick in field.picks:
        text = _read(tree, tree.root if pick.is_page_wide else scope, field, pick, render)
        if text:
            yield Found(text, pick.source)


def value_of(node: LexborNode, pick: Pick, dropped: Collection[int], render: Render) -> str:
    """Return the attribute that `pick` names, else the words of `node`."""
    if pick.attribute is None:
        return render(node, dropped)
    return clean_line(node.attributes.get(pick.attribute) or "")


def rendering(field: Field, render: Render) -> Render:
    """Return how the words of the field are made: as `render` does, or only the first line of them."""
    return first_line if field.is_first_line else render


def narrow(text: str, field: Field) -> str:
    """Return the first group of the field's pattern in `text`, "" where it does not match; without one, `text`."""
    if field.pattern is None or not text:
        return text
    look = _remembered if len(text) <= _OFTEN_THE_SAME else _first_group
    return look(field.pattern, text)


def _first_group(pattern: Pattern, text: str) -> str:
    groups = pattern.groups_in(text[:_PATTERN_SEES])
    return (groups[0] or "").strip() if groups else ""


_remembered = lru_cache(maxsize=1_024)(_first_group)


def dropped_in(scope: LexborNode, field: Field) -> Collection[int]:
    """Return the `mem_id` of every node in `scope` that the field leaves out."""
    return frozenset(node.mem_id for node in scope.css(field.drop)) if field.drop else NOTHING


def _read(tree: Tree, scope: LexborNode, field: Field, pick: Pick, render: Render) -> str:
    render = rendering(field, render)
    if pick.is_url:
        return narrow(tree.url, field)
    if pick.linked is not None:
        return narrow(read_linked(tree.root, pick.linked, tree.url), field)
    first = scope.css_first(pick.css) if pick.css else scope
    if first is None:
        return ""
    dropped = dropped_in(scope, field) if field.drop and pick.attribute is None else NOTHING
    if field.many:
        nodes = _outermost(scope.css(pick.css), dropped, scope)
        texts = (value_of(node, pick, dropped, render) for node in nodes)
        return narrow("\n".join(text for text in texts if text), field)
    if text := narrow(value_of(first, pick, dropped, render), field):
        return text
    others = scope.css(pick.css)[1:_TRIES] if pick.css else ()
    texts = (narrow(value_of(node, pick, dropped, render), field) for node in others)
    return next((text for text in texts if text), "")


def _outermost(
    nodes: list[LexborNode], dropped: Collection[int], scope: LexborNode
) -> Iterator[LexborNode]:
    """Yield the nodes that stand neither in one another nor in what is dropped."""
    passed = {*dropped, *(node.mem_id for node in nodes)}
    for node in nodes:
        if node.mem_id not in dropped and not _is_inside(node, passed, scope.mem_id):
            yield node


def _is_inside(node: LexborNode, boxes: Collection[int], top: int) -> bool:
    parent = node.parent
    while parent is not None and parent.mem_id != top:
        if parent.mem_id in boxes:
            return True
        parent = parent.parent
    return False
