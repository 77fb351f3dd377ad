"""Read the pictures of an article: cover, text and gallery are marked up apart, so that all picks count together."""

from selectolax.lexbor import LexborNode

from monitor.core.extract.structured import read_linked
from monitor.core.extract.tree import Tree
from monitor.core.text import clean_line
from monitor.model import Field, Pick

_MOST_IMAGES = 50
# Where a page keeps the address of a picture: lazy loading puts a dummy into `src`.
_PICTURE_ATTRIBUTES = ("data-src", "data-original", "data-lazy-src", "src", "href", "content")


def read_pictures(tree: Tree, scope: LexborNode, field: Field) -> dict[str, str]:
    """Return the pick that gave each picture by the picture's address, in the order of the picks, fifty at most."""
    sources: dict[str, str] = {}
    for pick in field.picks:
        if pick.linked is not None:
            if (url := tree.resolve(read_linked(tree.root, pick.linked, tree.url))) is not None:
                sources.setdefault(url, pick.source)
            continue
        box = tree.root if pick.is_page_wide else scope
        for node in box.css(pick.css)[:_MOST_IMAGES]:
            if (url := tree.resolve(_picture(node, pick))) is not None:
                sources.setdefault(url, pick.source)
    return dict(list(sources.items())[:_MOST_IMAGES])


def _picture(node: LexborNode, pick: Pick) -> str:
    attributes = node.attributes
    for name in (pick.attribute,) if pick.attribute else _PICTURE_ATTRIBUTES:
        value = clean_line(attributes.get(name) or "")
        if value and not value.startswith("data:"):
            return value
    return ""
