"""The columns beside every article of an edition: popular, business, latest. Owns which articles stand in them."""

from collections.abc import Callable, Sequence

from monitor.demo.article import Article
from monitor.demo.blocks import latest, pictured
from monitor.demo.edition import Edition

LATEST = 44
POPULAR = 12
BUSINESS = 8
# Popular are the most read of that many latest articles.
FIELD = 120


def columns(
    edition: Edition, listed: Sequence[Article], reads: Callable[[Article], int], host: str
) -> str:
    """Return the markup. `listed` is the edition's listing, newest first; `reads` says how popular an article is."""
    labels = edition.labels
    popular = pictured(labels.popular, _popular(listed, reads), host)
    business = pictured(labels.business, _business(listed), host)
    return popular + business + latest(edition, listed[:LATEST], host)


def _popular(listed: Sequence[Article], reads: Callable[[Article], int]) -> list[Article]:
    """Return the most read, and for sure one headline that mentions the visa-free topic if there is any."""
    trap = [
        article
        for article in listed[:FIELD]
        if "isa-free" in article.title or "визов" in article.title
    ][:1]
    rest = sorted(listed[:FIELD], key=reads, reverse=True)
    return trap + [article for article in rest if article not in trap][: POPULAR - len(trap)]


def _business(listed: Sequence[Article]) -> list[Article]:
    paid = [
        article
        for article in listed[: 4 * FIELD]
        if article.section == "biznes_info" or article.id % 6 == 0
    ]
    return paid[:BUSINESS]
