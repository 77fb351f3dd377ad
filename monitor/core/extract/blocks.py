"""Read what stands around an article: blocks of links, exchange rates. Owns which box is meant; records no problem."""

import math
import re

from selectolax.lexbor import LexborNode

from monitor.core.extract.fields import find, narrow
from monitor.core.extract.links import SiteClock, read_links
from monitor.core.extract.prose import line
from monitor.core.extract.rows import Rows
from monitor.core.extract.tree import Tree
from monitor.model import BlockSelectors, Field, Link, Rate, RateSelectors

_CODE = re.compile(r"\b[A-Z]{3}\b")
_CODE_BY_SIGN = {"$": "USD", "€": "EUR", "₽": "RUB", "₸": "KZT", "¥": "CNY", "£": "GBP"}
_NUMBER = re.compile(r"(?<![\w.,-])([0-9]{1,7})(?:[.,]([0-9]{1,6}))?(?![\w])")


def read_block(tree: Tree, block: BlockSelectors, clock: SiteClock) -> tuple[Link, ...]:
    """Return the links of a block in page order, each address once. Links that leave the site are not of the block."""
    links = (
        link for box in _boxes(tree, block) for link in read_links(tree, box, block, clock).links
    )
    by_url: dict[str, Link] = {}
    for link in links:
        by_url.setdefault(link.url, link)
    return tuple(by_url.values())


def read_addresses(tree: Tree, block: BlockSelectors) -> tuple[Link, ...]:
    """Return the links that `read_block` returns, without their titles and times."""
    urls: dict[str, None] = {}
    for box in _boxes(tree, block):
        rows = Rows(box, block.row, block.day)
        found = rows.column(block.link, tree.resolve)
        urls |= {found[row]: None for row in rows.nodes if row in found}
    return tuple(Link(url=url, title="") for url in urls if tree.is_own(url))


def read_rates(tree: Tree, selectors: RateSelectors) -> tuple[Rate, ...]:
    """Return the exchange rates in page order, each currency once. A row without a currency code is no rate."""
    rows = Rows(tree.root, selectors.row)
    currencies = rows.column(selectors.currency, _currency)
    values = rows.column(selectors.value, _number)
    by_currency: dict[str, Rate] = {}
    for row in rows.nodes:
        if row in currencies and row in values:
            rate = Rate(currency=currencies[row], value=values[row])
            by_currency.setdefault(rate.currency, rate)
    return tuple(by_currency.values())


def _boxes(tree: Tree, block: BlockSelectors) -> list[LexborNode]:
    if block.within is None:
        return [tree.root]
    if block.heading is None:
        return tree.root.css(block.within)
    return _boxes_under(tree, block.within, block.heading)


def _boxes_under(tree: Tree, within: str, heading: Field) -> list[LexborNode]:
    boxes = {node.mem_id for node in tree.root.css(within)}
    titles = ", ".join(pick.css for pick in heading.picks)
    chosen: list[LexborNode] = []
    above = ""
    for node in tree.root.css(f"{within}, {titles}"):
        if node.mem_id not in boxes:
            above = line(node)
            continue
        inside = next(find(tree, node, Field(picks=heading.picks)), None)
        if narrow(inside.text if inside else above, heading):
            chosen.append(node)
    return chosen


def _currency(text: str) -> str | None:
    found = _CODE.search(text)
    return found[0] if found else _CODE_BY_SIGN.get(text.strip())


def _number(text: str) -> float | None:
    found = _NUMBER.search(text)
    value = float(f"{found[1]}.{found[2] or 0}") if found else 0.0
    return value if value > 0 and math.isfinite(value) else None
