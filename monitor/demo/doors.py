"""The other doors of the newsroom: feeds, sitemaps, and a channel in the shape of a Telegram preview.

Owns their markup; never which articles stand in.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape

from monitor.demo.addresses import listed_path
from monitor.demo.article import Article
from monitor.demo.blocks import text
from monitor.demo.edition import BRAND, Edition
from monitor.demo.messages import http_date
from monitor.noun import dataclass

FEED_ITEMS = 30
POSTS = 20
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorView:
    """An edition as its doors show it: what is listed, the newest first. `before` is the number that a page ends at."""

    edition: Edition
    articles: Sequence[Article]
    host: str
    views: Callable[[Article], int]
    before: int | None = None


def channel_path(edition: Edition) -> str:
    """Return where the edition's channel is shown."""
    return f"/s/newsroom_{edition.code}"


def rss(view: DoorView) -> str:
    """Return an RSS 2.0 document whose links carry a tracker and whose descriptions are HTML."""
    edition = view.edition
    items = "".join(_item(edition, article, view.host) for article in view.articles[:FEED_ITEMS])
    return f"""{_XML}<rss version="2.0"><channel>
<title>{BRAND}</title><link>http://{view.host}{edition.root}</link><language>{edition.code}</language>
<description>{escape(edition.labels.about)}</description>
{items}</channel></rss>
"""


def atom(view: DoorView) -> str:
    """Return an Atom document with the whole texts, whose links are relative."""
    entries = "".join(_entry(article, view.edition) for article in view.articles[:FEED_ITEMS])
    return f"""{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{view.edition.code}" xml:base="http://{view.host}/">
<title>{BRAND}</title><id>http://{view.host}/atom</id><link href="{view.edition.root}"/>
{entries}</feed>
"""


def json_feed(view: DoorView) -> str:
    """Return a JSON Feed with the whole texts."""
    items = [
        {
            "id": str(article.id),
            "url": f"http://{view.host}{listed_path(article)}",
            "title": article.title,
            "content_text": article.body,
            "date_published": article.published_at.isoformat(),
            "authors": [{"name": article.author}],
        }
        for article in view.articles[:FEED_ITEMS]
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": BRAND}
    return json.dumps({**head, "items": items}, ensure_ascii=False)


def sitemap_index(view: DoorView) -> str:
    """Return an index whose news come behind an older part, and say that they were changed later."""
    parts = "".join(
        f"<sitemap><loc>http://{view.host}{view.edition.root}{name}</loc><lastmod>{day}</lastmod></sitemap>\n"
        for name, day in (("sitemap_news.xml", "2026-01-02"), ("sitemap_1.xml", "2026-01-01"))
    )
    return f'{_XML}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{parts}</sitemapindex>\n'


def sitemap_news(view: DoorView) -> str:
    """Return a news sitemap, in no order that says anything."""
    articles = sorted(view.articles[:FEED_ITEMS], key=lambda article: article.id % 7)
    urls = "".join(
        f"<url><loc>http://{view.host}{listed_path(article)}</loc><news:news><news:publication>"
        f"<news:name>{BRAND}</news:name><news:language>{article.edition}</news:language></news:publication>"
        f"<news:publication_date>{article.published_at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.title)}</news:title></news:news></url>\n"
        for article in articles
    )
    return f"""{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{urls}</urlset>
"""


def channel(view: DoorView) -> str:
    """Return the channel's preview: twenty posts from old to new, and where the older ones are."""
    articles = [a for a in view.articles if view.before is None or a.id < view.before]
    shown = sorted(articles, key=lambda article: article.id)[-POSTS:]
    name, path = f"newsroom_{view.edition.code}", channel_path(view.edition)
    older = ""
    if shown and len(shown) < len(articles):
        first = shown[0].id
        older = f'<a href="{path}?before={first}" class="tme_messages_more" data-before="{first}"></a>\n'
    posts = "".join(_post(article, name, view) for article in shown)
    return f"""<!DOCTYPE html><html><head><title>{BRAND}</title></head><body>
<div class="tgme_channel_info_header_title"><span>{BRAND}</span></div>
<section class="tgme_channel_history js-message_history">
{older}{posts}</section></body></html>
"""


DOORS: Mapping[str, tuple[Callable[[DoorView], str], str]] = {
    "rss": (rss, "application/rss+xml; charset=UTF-8"),
    "atom": (atom, "application/atom+xml"),
    "feed.json": (json_feed, "application/feed+json"),
    "sitemap.xml": (sitemap_index, "text/xml"),
    "sitemap_news.xml": (sitemap_news, "text/xml"),
}


def _item(edition: Edition, article: Article, host: str) -> str:
    opening = text(article.paragraphs[0] if article.paragraphs else "", article.edition)
    description = (
        f'<img src="http://{host}/thumbnails/{article.id}_w120.jpg" alt="">&nbsp;{opening}'
    )
    return f"""<item>
<title>{escape(article.title)}</title>
<link>http://{host}{listed_path(article)}?utm_source=rss&amp;utm_medium=feed</link>
<guid isPermaLink="false">{article.id}</guid>
<category>{edition.section_name(article.section)}</category>
<description>{escape(description)}</description>
<pubDate>{http_date(article.published_at).replace("GMT", "+0000")}</pubDate>
</item>
"""


def _entry(article: Article, edition: Edition) -> str:
    paragraphs = "".join(f"<p>{text(each, article.edition)}</p>" for each in article.paragraphs)
    return f"""<entry><title>{escape(article.title)}</title><id>tag:newsroom,2026:{article.id}</id>
<link rel="alternate" href="{listed_path(article)}"/><author><name>{escape(article.author)}</name></author>
<category term="{article.section}" label="{escape(edition.section_name(article.section))}"/>
<published>{article.published_at.isoformat()}</published><updated>{article.modified_at.isoformat()}</updated>
<content type="html">{escape(paragraphs)}</content></entry>
"""


def _post(article: Article, name: str, view: DoorView) -> str:
    link = f"http://{view.host}/{name}/{article.id}"
    published = article.published_at.isoformat()
    words = "<br/>".join(
        text(each, article.edition) for each in (article.title, *article.paragraphs)
    )
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message js-widget_message" data-post="{name}/{article.id}">
<div class="tgme_widget_message_author"><span dir="auto">{BRAND}</span></div>
<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>
<div class="tgme_widget_message_footer"><div class="tgme_widget_message_info">
<span class="tgme_widget_message_views">{_rounded(view.views(article))}</span>
<a class="tgme_widget_message_date" href="{link}"><time datetime="{published}">10:00</time></a>
</div></div></div></div>
"""


def _rounded(views: int) -> str:
    return str(views) if views < 1_000 else f"{views / 1_000:.2f}".rstrip("0").rstrip(".") + "K"
