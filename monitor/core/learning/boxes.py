"""The part of a page that holds the article, and where the page may be cut behind it. Both change nothing that is read.

Owns which box and which cut are proposed. They are tried by the engine itself on every page that is learned from.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from selectolax.lexbor import LexborNode

from monitor.core.extract import read_article
from monitor.core.extract.article import see_article
from monitor.core.learning.choice import Choice
from monitor.core.learning.marks import Mark, selectors_of
from monitor.core.learning.sample import Sample, Samples
from monitor.model import ArticleSelectors, Extraction, Selectors
from monitor.noun import dataclass, replace

_LEAST_QUALITY = 0.5
_MOST_TRIED = 12
# A cut that spares less of a page is not worth its line.
_LEAST_SPARED = 0.15
# How a site may begin what stands behind an article, byte for byte as it is spelled.
_OPENING = re.compile(
    rb"<(?:aside|footer|nav|section|div|ul)\b(?:\s+(?:class|id)=(?:\"[\w -]{3,60}\"|'[\w -]{3,60}'))?"
)
_NUMBERED = re.compile(rb"[0-9]{3,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class BoxChoice:
    """The box of the article, and what of a page stands behind its end at the mark: a share from 0 to 1."""

    within: str
    cut_before: str | None = None
    spared: float = 0.0


def propose_box(samples: Samples, fields: Sequence[Choice], now: datetime) -> BoxChoice | None:
    """Return the smallest well-named box that holds all that is read of an article; None if there is none."""
    plain = _selectors(samples, fields)
    whole = [_read(each, plain, now) for each in samples.pages]
    for mark in _boxes(samples, fields):
        boxed = replace(plain, article=replace(plain.article, within=mark.css))
        if [_read(each, boxed, now) for each in samples.pages] == whole:
            cut = _cut(samples, boxed, mark.css, now)
            return BoxChoice(within=mark.css) if cut is None else replace(cut, within=mark.css)
    return None


def _selectors(samples: Samples, fields: Sequence[Choice]) -> Selectors:
    return Selectors(
        site="",
        hosts=frozenset(),
        timezone=samples.zone,
        listing=None,
        article=ArticleSelectors(fields={choice.name: choice.field for choice in fields}),
    )


def _read(each: Sample, selectors: Selectors, now: datetime) -> Extraction:
    return read_article(each.page, selectors, now=now, blocks=())


def _boxes(samples: Samples, fields: Sequence[Choice]) -> list[Mark]:
    """Return selectors whose first hit holds all that is read on each page, those of small boxes first."""
    first = samples.pages[0]
    picks = [pick for choice in fields for pick in choice.field.picks]
    inner = [pick.css for pick in picks if pick.css and not pick.is_page_wide]
    held = [
        [hit for css in inner if (hit := each.tree.root.css_first(css))] for each in samples.pages
    ]
    if not held[0]:
        return []
    found: dict[str, Mark] = {}
    for box in _ancestors(held[0][0]):
        for mark in selectors_of(box):
            # What a box stands behind is no name of its own.
            if mark.quality >= _LEAST_QUALITY and "+" not in mark.css and mark.css not in found:
                found[mark.css] = mark
    fit = [
        mark
        for mark in found.values()
        if all(_holds(each, mark.css, hits) for each, hits in zip(samples.pages, held, strict=True))
    ]
    return sorted(fit, key=lambda mark: (_size(first, mark.css), len(mark.css)))[:_MOST_TRIED]


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    box = node.parent
    while box is not None and box.tag not in {"body", "html"}:
        yield box
        box = box.parent


def _holds(each: Sample, css: str, hits: Sequence[LexborNode]) -> bool:
    box = each.tree.root.css_first(css)
    if box is None:
        return False
    inside = {node.mem_id for node in box.traverse(include_text=False)} - {box.mem_id}
    return all(hit.mem_id in inside for hit in hits)


def _size(each: Sample, css: str) -> int:
    box = each.tree.root.css_first(css)
    return len(box.html or "") if box is not None else 0


def _cut(samples: Samples, boxed: Selectors, within: str, now: datetime) -> BoxChoice | None:
    """Return where a page may be cut, so that most of it is spared; None if nowhere, or hardly anything is."""
    spared = {
        mark: share
        for mark in _openings(samples)
        if (share := _spared(samples, mark)) >= _LEAST_SPARED
    }
    for mark in sorted(spared, key=lambda mark: (-round(spared[mark], 2), len(mark)))[:_MOST_TRIED]:
        cut = replace(boxed, article=replace(boxed.article, cut_before=mark))
        seen = [see_article(each.page, cut, now=now, blocks=()) for each in samples.pages]
        whole = [_read(each, boxed, now) for each in samples.pages]
        if all(each.is_cut for each in seen) and [each.extraction for each in seen] == whole:
            return BoxChoice(within=within, cut_before=mark.decode(), spared=round(spared[mark], 2))
    return None


def _openings(samples: Samples) -> set[bytes]:
    """Return how elements begin on all of the pages."""
    marks = [
        {hit for hit in _OPENING.findall(each.page.body) if not _NUMBERED.search(hit)}
        for each in samples.pages
    ]
    return set.intersection(*marks)


def _spared(samples: Samples, mark: bytes) -> float:
    shares = [1 - each.page.body.find(mark) / len(each.page.body) for each in samples.pages]
    return min(shares)
