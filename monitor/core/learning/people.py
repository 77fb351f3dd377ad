"""Who wrote an article: a name beside a word, in a box that is called so, or told to machines."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from monitor.core.learning.choice import Choice, by_examples, chosen, ranked
from monitor.core.learning.counter import compiled
from monitor.core.learning.hints import AUTHORS, SIGNED, is_in_menu, surroundings
from monitor.core.learning.likeness import folded, is_beginning
from monitor.core.learning.marks import Mark, selectors_of
from monitor.core.learning.sample import Sample, Samples
from monitor.core.learning.texts import Body

# Up to four words that begin with a capital letter.
_NAME = r"((?:\p{Lu}\.\s?|\p{Lu}[\pL’-]+\s+){1,3}\p{Lu}[\pL’-]+)"
# The word in any case, the name with capitals only.
_LABELLED_NAME = rf"\b(?i:{AUTHORS})\s*[:–—-]?\s+{_NAME}"
_PART = r"[A-ZА-ЯЁӨҮҢ][\w.'’-]*"
_A_NAME = re.compile(rf"{_PART}(?: {_PART}){{1,3}}(?:, {_PART}(?: {_PART}){{1,3}})*")
_BYLINE = re.compile(r"(?:by|авторы?:?|автору:?)\s+", re.IGNORECASE)
_LONGEST = 160
_LONGEST_NAME = 80
_METAS = (
    "::ld(author.name)",
    "meta[name='author']::attr(content)",
    "meta[property='article:author']::attr(content)",
)
_META_QUALITY = 0.7
_HINTED, _LABELLED, _SAID = 0.8, 0.9, 1.0


def propose_author(samples: Samples, body: Body) -> Choice | None:
    """Return where the author's name is; None if no name is announced as one."""
    site = _site_names(samples)
    choices = []
    for spelled, marks in _ways(samples, body).items():
        pattern = compiled(spelled) if spelled else None

        def of_page(each: Sample, text: str, spelled: str = spelled) -> float:
            return _sure(each, text, site, is_labelled=bool(spelled))

        judge = by_examples(samples, "author", of_page, _is_same, _is_line)
        found = ranked(samples, marks, judge, pattern=pattern)
        evidence = _evidence(samples, spelled)
        if choice := chosen("author", found, pattern=pattern, spelled=spelled, evidence=evidence):
            choices.append(choice)
    return max(choices, key=lambda choice: (choice.score, not choice.pattern), default=None)


def _ways(samples: Samples, body: Body) -> dict[str, list[tuple[Mark, str | None]]]:
    """Return the ways to read a name: by pattern ("" for none) the selectors of where it stands."""
    ways: dict[str, list[tuple[Mark, str | None]]] = {
        "": [(Mark(m, _META_QUALITY), None) for m in _METAS]
    }
    for place, each in enumerate(samples.pages):
        beside = _inside(body, place)
        for node in each.nodes:
            text = each.words.get(node.mem_id, "")
            if not 3 <= len(text) <= _LONGEST or is_in_menu(node) or node.mem_id in beside:
                continue
            for spelled in _spellings(each, node, text):
                ways.setdefault(spelled, []).extend((mark, None) for mark in selectors_of(node))
    return ways


def _inside(body: Body, place: int) -> frozenset[int]:
    """Return the paragraphs of the text: people are named there who wrote nothing."""
    box = body.boxes[place]
    if box is None:
        return frozenset()
    return frozenset(
        n.mem_id for p in box.css("p") if len(p.text() or "") > 80 for n in p.traverse()
    )


def _spellings(each: Sample, node: LexborNode, text: str) -> Iterator[str]:
    name = _BYLINE.sub("", text, count=1)
    said = {folded(one) for one in (*each.said("author"), each.examples.get("author", "")) if one}
    if folded(name) in said or (
        _A_NAME.fullmatch(name)
        and (SIGNED.search(surroundings(node)) or node.attributes.get("rel") == "author")
    ):
        yield ""
    if compiled(_LABELLED_NAME).groups_in(text) is not None:
        yield _LABELLED_NAME


def _sure(each: Sample, text: str, site: frozenset[str], *, is_labelled: bool) -> float:
    name = _BYLINE.sub("", text, count=1).strip(" ,")
    own = folded(name)
    if not own or own in site or len(name) > _LONGEST_NAME or any(c.isdigit() for c in name):
        return 0.0
    said = [folded(one) for one in each.said("author") if folded(one) not in site]
    if said:
        return _SAID if own in said else 0.3 if any(is_beginning(own, one) for one in said) else 0.0
    if not _A_NAME.fullmatch(name):
        return 0.0
    return _LABELLED if is_labelled else _HINTED


def _is_same(example: str, text: str) -> bool:
    return folded(example) == folded(without_byline(text))


def without_byline(text: str) -> str:
    """Return a name without the word that may stand before it, as the engine reads authors."""
    return _BYLINE.sub("", text, count=1)


def _is_line(text: str) -> bool:
    return len(text) <= _LONGEST_NAME


def _site_names(samples: Samples) -> frozenset[str]:
    """Return what the site calls itself: it signs what nobody else does."""
    found = set()
    for each in samples.pages:
        for css in ("meta[property='og:site_name']", "meta[name='application-name']"):
            node = each.tree.root.css_first(css)
            if node is not None:
                found.add(folded(node.attributes.get("content") or ""))
    return frozenset(found)


def _evidence(samples: Samples, spelled: str) -> Iterator[str]:
    if any("author" in each.examples for each in samples.pages):
        yield "your example"
    sources = dict.fromkeys(
        f.source for each in samples.pages for f in each.facts.get("author", ())
    )
    yield from (f"{source} says so" for source in list(sources)[:2])
    if spelled:
        yield "a word says that a name follows"
    elif not sources:
        yield "a name in a box that is called so"
