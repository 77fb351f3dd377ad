"""Read what the rows of a listing say of articles beside link and title. Owns the columns; chooses no rows."""

from collections.abc import Callable
from typing import TypeVar

from monitor.core.counters import read_count
from monitor.core.extract.links import Links
from monitor.core.extract.prose import Render, line, prose
from monitor.core.extract.rows import Rows
from monitor.core.extract.tree import Tree
from monitor.model import Extraction, ListingSelectors

Value = TypeVar("Value")


def read_told(tree: Tree, selectors: ListingSelectors, links: Links) -> dict[str, Extraction]:
    """Return by link what the rows say more than that; nothing where the file asks for nothing.

    Titles and times are those of the links.
    """
    asked = selectors.fields
    if not asked:
        return {}
    rows = Rows(tree.root, selectors.row)

    def column(
        name: str, accept: Callable[[str], Value | None], render: Render = line
    ) -> dict[int, Value]:
        return rows.column(asked.get(name), accept, render=render)

    urls = rows.column(selectors.link, tree.resolve)
    bodies, views = column("body", str, prose), column("views", read_count)
    authors, sections = column("author", str), column("section", str)
    images = column("images", tree.resolve)
    row_by_url = {url: row for row, url in reversed(list(urls.items()))}
    return {
        link.url: Extraction(
            title=link.title or None,
            body=bodies.get(row),
            published_at=link.published_at,
            author=authors.get(row),
            section=sections.get(row),
            views=views.get(row),
            images=(images[row],) if row in images else (),
        )
        for link in links.links
        if (row := row_by_url[link.url]) is not None
    }
