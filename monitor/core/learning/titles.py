"""Where the headline is: what the page calls itself, said once more in the open."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from monitor.core.learning.choice import Choice, by_examples, chosen, ranked
from monitor.core.learning.likeness import folded, is_beginning, likeness
from monitor.core.learning.marks import Mark, selectors_of
from monitor.core.learning.sample import Sample, Samples

_HEADINGS = {"h1": 0.8, "h2": 0.6, "h3": 0.5}
_NAMED = re.compile(r"title|headline|heading|zagolov|caption|subject", re.IGNORECASE)
_METAS = (
    "meta[property='og:title']::attr(content)",
    "meta[name='twitter:title']::attr(content)",
    "::ld(headline)",
)
_META_QUALITY = 0.5
_LEAST, _MOST = 8, 300
# How far a statement is believed that was made for machines or found elsewhere.
_OF_HEAD = 0.95
_UNSAID = 0.75


def propose_title(samples: Samples) -> Choice | None:
    """Return where the headline is, None if nothing on the pages looks like one."""
    marks = [
        (mark, None)
        for each in samples.pages
        for node in _nodes(each)
        for mark in selectors_of(node)
    ]
    marks += [(Mark(css, _META_QUALITY), None) for css in _METAS]
    judge = by_examples(samples, "title", _sure, _is_same, _is_headline)
    found = ranked(samples, marks, judge, must_vary=True)
    # What stands in the open comes first: that is the headline that readers see.
    found.sort(key=lambda each: each.pick.is_page_wide)
    return chosen("title", found, evidence=_evidence(samples))


def believed(each: Sample) -> Iterator[tuple[str, float]]:
    """Yield what may be the headline of a page by other evidence, and how far that is believed."""
    if example := each.examples.get("title"):
        yield example, 1.0
        return
    if each.heading:
        yield each.heading, 1.0
    for text in each.said("title"):
        yield text, 1.0


def _sure(each: Sample, text: str) -> float:
    if not _is_headline(text):
        return 0.0
    said = list(believed(each))
    best = max((weight * _alike(text, other) for other, weight in said), default=0.0)
    if is_beginning(text, each.head):
        best = max(best, _OF_HEAD)
    return best if said or each.head else _UNSAID


def _is_headline(text: str) -> bool:
    return _LEAST <= len(text) <= _MOST


def _is_same(example: str, text: str) -> bool:
    return folded(example) == folded(text)


def _alike(text: str, other: str) -> float:
    if folded(text) == folded(other):
        return 1.0
    # What machines are told often ends in the name of the site; what is cut short ends in dots.
    if is_beginning(text, other) or (other.endswith("…") and is_beginning(other, text)):
        return _OF_HEAD
    return 0.8 * likeness(text, other)


def _nodes(each: Sample) -> Iterator[LexborNode]:
    said = [folded(text) for text, _ in believed(each)]
    head = folded(each.head)
    for node in each.nodes:
        words = each.words.get(node.mem_id, "")
        if not _LEAST <= len(words) <= _MOST:
            continue
        own = folded(words)
        if (
            (
                own in said
                or (own and head.startswith(own))
                or any(text.startswith(own) for text in said)
            )
            or node.tag in _HEADINGS
            or _NAMED.search(node.attributes.get("class") or "")
        ):
            yield node


def _evidence(samples: Samples) -> Iterator[str]:
    if any("title" in each.examples for each in samples.pages):
        yield "your example"
    if any(each.heading for each in samples.pages):
        yield "the listing calls the article so"
    sources = dict.fromkeys(
        fact.source for each in samples.pages for fact in each.facts.get("title", ())
    )
    yield from (f"{source} says so" for source in list(sources)[:2])
    if not sources:
        yield "the page's <title> begins so"
