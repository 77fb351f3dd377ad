"""Sitemaps (sitemaps.org), with what Google's extension says of news, and indexes of them. Judges no value."""

from monitor.core.doors.document import Document, Item
from monitor.core.doors.kind import Door
from monitor.core.doors.xml import Node

_NEWS = "news:news"


def read_sitemap(root: Node) -> Document:
    """Return the pages that a sitemap names. When one was changed last says nothing of when it was published."""
    items = tuple(_item(node) for node in root.all("url"))
    return Document(door=Door.SITEMAP, base=root.base, items=items)


def read_index(root: Node) -> Document:
    """Return the sitemaps that an index names, as items."""
    items = tuple(
        Item(link=node.text("loc"), base=node.base, modified=node.text("lastmod"))
        for node in root.all("sitemap")
    )
    return Document(door=Door.INDEX, base=root.base, items=items)


def _item(node: Node) -> Item:
    news = node.first(_NEWS)
    publication = news.first("news:publication") if news is not None else None
    return Item(
        link=node.text("loc"),
        base=node.base,
        title=news.text("news:title") if news is not None else "",
        published=news.text("news:publication_date") if news is not None else "",
        modified=node.text("lastmod"),
        language=publication.text("news:language") if publication is not None else "",
        images=tuple(each.text("image:loc") for each in node.all("image:image")),
    )
