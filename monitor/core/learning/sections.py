"""Under which heading of the site an article stands: what leads to a part of its own address, or is called so."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from monitor.core.learning.choice import Choice, by_examples, chosen, ranked
from monitor.core.learning.hints import FILED, is_in_menu, names_of
from monitor.core.learning.likeness import folded
from monitor.core.learning.marks import Mark, selectors_of
from monitor.core.learning.sample import Sample, Samples

_LEAST, _MOST = 2, 40
_METAS = ("::ld(articleSection)", "meta[property='article:section']::attr(content)")
_META_QUALITY = 0.75
_HOMES = frozenset({"главная", "home", "башкы бет", "башкы", "новости", "news", "жаңылыктар"})
_LED, _NAMED = 0.9, 0.75
_LONGEST_PATH = 4


def propose_section(samples: Samples) -> Choice | None:
    """Return where the section is named; None if nothing says which it is."""
    marks: list[tuple[Mark, str | None]] = [(Mark(css, _META_QUALITY), None) for css in _METAS]
    sure: dict[tuple[int, str], float] = {}
    for number, each in enumerate(samples.pages):
        for node, trust in _nodes(each):
            text = each.words[node.mem_id]
            sure[number, text] = max(sure.get((number, text), 0.0), trust)
            marks += [(mark, None) for mark in selectors_of(node)]
    number_of = {id(each): number for number, each in enumerate(samples.pages)}

    def judge(each: Sample, text: str) -> float:
        if not _LEAST <= len(text) <= _MOST or folded(text) in _HOMES:
            return 0.0
        if said := each.said("section"):
            return 1.0 if any(folded(one) == folded(text) for one in said) else 0.0
        return sure.get((number_of[id(each)], text), 0.0)

    def is_same(example: str, text: str) -> bool:
        return folded(example) == folded(text)

    judged = by_examples(samples, "section", judge, is_same, lambda text: len(text) <= _MOST)
    found = [each for each in ranked(samples, marks, judged) if _follows(each.texts, samples)]
    return chosen("section", found, evidence=_evidence(samples))


def _nodes(each: Sample) -> Iterator[tuple[LexborNode, float]]:
    said = {folded(one) for one in (*each.said("section"), each.examples.get("section", "")) if one}
    for node in each.nodes:
        text = each.words.get(node.mem_id, "")
        if not _LEAST <= len(text) <= _MOST or is_in_menu(node):
            continue
        if folded(text) in said:
            yield node, 1.0
        elif node.tag == "a" and _leads_above(each, node):
            yield node, _LED
        elif _is_named(node) or (node.tag == "a" and _ends_a_path(node)):
            yield node, _NAMED


def _leads_above(each: Sample, node: LexborNode) -> bool:
    """Say whether a link leads to where the article's own address lies below."""
    url = each.tree.resolve(node.attributes.get("href") or "")
    if url is None or not each.tree.is_own(url):
        return False
    path = urlsplit(url).path.rstrip("/")
    return path.count("/") >= 1 and urlsplit(each.page.final_url).path.startswith(f"{path}/")


def _ends_a_path(node: LexborNode) -> bool:
    """Say whether a link is the last of a few, the first of which leads home."""
    box = node.parent
    for _ in range(2):
        links = box.css("a") if box is not None else []
        if 2 <= len(links) <= _LONGEST_PATH:
            home = urlsplit(links[0].attributes.get("href") or "").path
            return home in {"", "/"} and links[-1].mem_id == node.mem_id
        box = box.parent if box is not None else None
    return False


def _is_named(node: LexborNode) -> bool:
    return FILED.search(names_of(node)) is not None or (
        node.parent is not None and FILED.search(names_of(node.parent)) is not None
    )


def _follows(texts: tuple[str, ...], samples: Samples) -> bool:
    """Say whether the section changes where the addresses say that it does."""
    firsts = {urlsplit(each.page.url).path.split("/")[1:2][0] for each in samples.pages}
    is_told = any("section" in each.examples or each.said("section") for each in samples.pages)
    return is_told or len(samples) < 2 or len(set(texts)) > 1 or len(firsts) == 1


def _evidence(samples: Samples) -> Iterator[str]:
    if any("section" in each.examples for each in samples.pages):
        yield "your example"
    sources = dict.fromkeys(
        f.source for each in samples.pages for f in each.facts.get("section", ())
    )
    yield from (f"{source} says so" for source in list(sources)[:2])
    if not sources:
        yield "it leads to a part of the article's own address, or is called so"
