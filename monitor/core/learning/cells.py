"""What stands in the rows of a listing: the link, the headline, the time. Owns no row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from monitor.core.dates import read_row_moment
from monitor.core.extract.prose import line
from monitor.core.learning.hints import CLOCK
from monitor.core.learning.likeness import folded
from monitor.core.learning.marks import Mark, marks_of, selectors_of
from monitor.core.learning.rows import LEAST_HEADLINE, Linked, Rows

# In so many of the rows a selector must be right.
_MOSTLY = 0.9
_OFTEN = 0.7
# Rows whose elements are looked through for names.
_LOOKED_AT = 3
_LONGEST_TIME = 60
_TIME_ATTRIBUTES = ("datetime", "data-unixtime", "data-time")


def link_of(linked: Linked, rows: Rows) -> str:
    """Return what leads to the article in most rows, as the file spells it."""
    if all(box.tag == "a" for box in rows.boxes):
        return "::attr(href)"
    best = _best(rows.boxes, lambda box, node: node.mem_id in linked.name_by_node, tag="a")
    worded = _best(
        rows.boxes,
        lambda box, node: node.mem_id in linked.name_by_node and len(line(node)) >= LEAST_HEADLINE,
        tag="a",
    )
    chosen = (
        worded if worded is not None and (best is None or worded[1] >= best[1] - 0.01) else best
    )
    return f"{chosen[0].css}::attr(href)" if chosen is not None else "a::attr(href)"


def title_of(linked: Linked, rows: Rows, titles: Mapping[str, str]) -> str | None:
    """Return what has the headline in most rows. `titles` are those of articles whose pages were read."""
    known = [box for box in rows.boxes if linked.names_in(box)[0] in titles]
    calls = titles if known else linked.headings()
    boxes = known or list(rows.boxes)

    def is_title(box: LexborNode, node: LexborNode) -> bool:
        wanted = folded(calls.get(linked.names_in(box)[0], ""))
        return bool(wanted) and folded(line(node)) == wanted

    found = _best(boxes, is_title)
    return found[0].css if found is not None and found[1] >= _MOSTLY else None


def time_of(rows: Rows, zone: ZoneInfo, now: datetime, *, has_day: bool) -> str | None:
    """Return what has the time in most rows. `has_day`: a header above them has the day."""
    header = f"{now:%d.%m.%Y}" if has_day else None
    for attribute in (*_TIME_ATTRIBUTES, ""):

        def is_time(box: LexborNode, node: LexborNode, attribute: str = attribute) -> bool:
            text = (node.attributes.get(attribute) or "") if attribute else line(node)
            if len(text) > _LONGEST_TIME or not CLOCK.search(text):
                return False
            return read_row_moment(text, header, zone=zone, now=now) is not None

        found = _best(rows.boxes, is_time, is_short=True)
        if found is not None and found[1] >= _OFTEN:
            return f"{found[0].css}::attr({attribute})" if attribute else found[0].css
    return None


def _best(
    boxes: Sequence[LexborNode],
    is_right: Callable[[LexborNode, LexborNode], bool],
    *,
    tag: str = "*",
    is_short: bool = False,
) -> tuple[Mark, float] | None:
    """Return the name whose first hit is right in most boxes, and in how many; of equals the steadier one."""
    names: dict[str, float] = {}
    # The first rows are often of another make.
    for box in (*boxes[:_LOOKED_AT], *boxes[_LOOKED_AT :: max(len(boxes) // _LOOKED_AT, 1)]):
        for node in box.css(tag):
            if is_right(box, node):
                for mark in _in_row(box, node):
                    names[mark.css] = max(names.get(mark.css, 0.0), mark.quality)
    best: tuple[float, Mark, float] | None = None
    for css, quality in names.items():
        firsts = [(box, box.css_first(css)) for box in boxes]
        share = sum(node is not None and is_right(box, node) for box, node in firsts) / len(boxes)
        lengths = sum(len(line(node)) for _, node in firsts if node is not None) / len(boxes)
        rank = round(share, 2) + 0.2 * quality - (min(lengths, 100) / 1_000 if is_short else 0.0)
        if share > 0 and (best is None or rank > best[0]):
            best = rank, Mark(css, quality), share
    return (best[1], best[2]) if best is not None else None


def _in_row(row: LexborNode, node: LexborNode) -> Iterator[Mark]:
    """Yield what a row may call one of its elements by, without a word of what stands outside of it."""
    yield from marks_of(node)
    inside = {each.mem_id for each in row.css("*")}
    parent = node.parent
    is_nested = parent is not None and parent.mem_id in inside
    for mark in selectors_of(node):
        if "+" in mark.css and (is_nested or " > " not in mark.css):
            yield Mark(mark.css, 0.7 * mark.quality)
    if parent is not None and is_nested:
        for mark in marks_of(parent)[:2]:
            yield Mark(f"{mark.css} {marks_of(node)[-1].css}", 0.8 * mark.quality)
