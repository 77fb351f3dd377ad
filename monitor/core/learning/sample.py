"""The pages that are learned from, parsed once, with what is known of each. Owns what is the same all over a site."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from monitor.core.extract.prose import line, prose
from monitor.core.extract.structured import Fact, facts_of
from monitor.core.extract.tree import Tree
from monitor.model import Page
from monitor.noun import dataclass

# What is longer is no field of one line.
LONGEST_LINE = 400
_FACTS = ("title", "body", "published", "modified", "author", "section", "language", "canonical")
_MOST_NODES = 6_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One article page. `examples` are what a person says of it by field, `heading` how the listing calls it.

    `words` holds the text of every element that is short enough for a line, by its `mem_id`.
    """

    page: Page
    tree: Tree
    nodes: tuple[LexborNode, ...]
    place: Mapping[int, int]
    words: Mapping[int, str]
    facts: Mapping[str, tuple[Fact, ...]]
    head: str
    lines: frozenset[str]
    examples: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""

    def said(self, name: str) -> tuple[str, ...]:
        """Return what the page says of a field for machines, the more trustworthy first."""
        return tuple(fact.text for fact in self.facts.get(name, ()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Samples:
    """Some pages of one site. `shared` are lines of text that more than one of them has."""

    pages: tuple[Sample, ...]
    zone: ZoneInfo
    shared: frozenset[str]

    def __len__(self) -> int:
        return len(self.pages)

    def without(self, place: int) -> "Samples":
        """Return the pages but one."""
        rest = (*self.pages[:place], *self.pages[place + 1 :])
        return gathered(rest, self.zone)


def sample(
    page: Page, hosts: Collection[str], examples: Mapping[str, str] | None = None, heading: str = ""
) -> Sample:
    """Return one parsed page. Raises `Unparsable` if it is none."""
    tree = Tree(page, {*hosts, urlsplit(page.url).hostname or ""})
    nodes = tuple(each for each in _elements(tree.root))
    short = (node for node in nodes if len(node.text() or "") <= 3 * LONGEST_LINE)
    words = {node.mem_id: text for node in short if len(text := line(node)) <= LONGEST_LINE}
    title = tree.root.css_first("title")
    return Sample(
        page=page,
        tree=tree,
        nodes=nodes,
        place={node.mem_id: place for place, node in enumerate(nodes)},
        words=words,
        facts={name: tuple(facts_of(tree.root, name, page.final_url)) for name in _FACTS},
        head=line(title) if title is not None else "",
        lines=frozenset(prose(tree.root).split("\n")),
        examples=dict(examples or {}),
        heading=heading,
    )


def gathered(pages: Sequence[Sample], zone: ZoneInfo) -> Samples:
    """Return the samples of one site together."""
    counts = Counter(text for each in pages for text in each.lines)
    shared = frozenset(text for text, count in counts.items() if count > 1)
    return Samples(pages=tuple(pages), zone=zone, shared=shared)


def _elements(root: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    body = root.css_first("body")
    for node in (body or root).traverse(include_text=False):
        if node.tag and not node.tag.startswith("-"):
            found.append(node)
        if len(found) >= _MOST_NODES:
            break
    return found
