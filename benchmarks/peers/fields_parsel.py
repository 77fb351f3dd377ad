"""The ten fields and the links of a listing, by parsel, as its users write it."""

from collections.abc import Mapping

from parsel import Selector

from benchmarks.peers.kept import ROW, views_in

_PARAGRAPHS = "div.cont[itemprop=articleBody] p"


def fields(page: Selector) -> Mapping[str, object]:
    """Return the fields of an article's page."""
    (article,) = page.css("div[itemscope][itemtype$=NewsArticle]")
    return {
        "title": _text(article, "h1.newsTitle"),
        "published": page.css("meta[property='article:published_time']::attr(content)").get(),
        "modified": page.css("meta[property='article:modified_time']::attr(content)").get(),
        "section": _text(article, "[itemprop=articleSection] a"),
        "author": _text(article, "[itemprop=author] [itemprop=name]"),
        "canonical": page.css("link[rel=canonical]::attr(href)").get(),
        "images": page.css("meta[property='og:image']::attr(content)").get(),
        "language": page.css("html::attr(lang)").get(),
        "body": "\n".join(
            "".join(each.css("::text").getall()).strip() for each in article.css(_PARAGRAPHS)
        ),
        "views": views_in("".join(article.css("div.newsLink ::text").getall())),
    }


def links(page: Selector) -> list[str]:
    """Return the links of a listing."""
    return page.css(f"{ROW}::attr(href)").getall()


def _text(within: Selector, css: str) -> str:
    return "".join(within.css(css)[:1].css("::text").getall()).strip()
