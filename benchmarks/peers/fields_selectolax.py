"""The ten fields and the links of a listing, by selectolax, as its users write it."""

from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from benchmarks.peers.kept import ROW, views_in


def fields(body: bytes) -> Mapping[str, object]:
    """Return the fields of an article's page."""
    page = LexborHTMLParser(body)
    article = page.css_first("div[itemscope][itemtype$=NewsArticle]")
    assert article is not None
    paragraphs = article.css("div.cont[itemprop=articleBody] p")
    return {
        "title": _text(article, "h1.newsTitle"),
        "published": _attr(page, "meta[property='article:published_time']", "content"),
        "modified": _attr(page, "meta[property='article:modified_time']", "content"),
        "section": _text(article, "[itemprop=articleSection] a"),
        "author": _text(article, "[itemprop=author] [itemprop=name]"),
        "canonical": _attr(page, "link[rel=canonical]", "href"),
        "images": _attr(page, "meta[property='og:image']", "content"),
        "language": _attr(page, "html", "lang"),
        "body": "\n".join(each.text().strip() for each in paragraphs),
        "views": views_in(_text(article, "div.newsLink")),
    }


def links(body: bytes) -> list[str]:
    """Return the links of a listing."""
    return [each.attributes["href"] or "" for each in LexborHTMLParser(body).css(ROW)]


def _text(within: LexborNode, css: str) -> str:
    node = within.css_first(css)
    return "" if node is None else node.text().strip()


def _attr(page: LexborHTMLParser, css: str, name: str) -> str | None:
    node = page.css_first(css)
    return None if node is None else node.attributes[name]
