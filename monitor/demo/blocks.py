"""Blocks of links to other articles: rows, related, popular, latest. Owns their markup, not which articles stand in."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from monitor.demo.addresses import leaked_path, spellings, typeset
from monitor.demo.article import Article
from monitor.demo.edition import ZONE, Edition

CUT = 60


def text(plain: str, edition: str) -> str:
    """Return plain text as markup: typeset, escaped, no-break characters as entities."""
    marked = escape(typeset(plain, edition), quote=False)
    return marked.replace("\u00a0", "&nbsp;").replace("\u2011", "&#8209;")


def clock(article: Article) -> str:
    """Return the time of publication in the site's zone, "HH:MM"."""
    return f"{article.published_at.astimezone(ZONE):%H:%M}"


def listing_row(article: Article, href: str) -> str:
    """Return one row of a listing: time, title, at times highlighted, at times with a second, icon-only link."""
    tag = "strong" if article.id % 7 == 0 else "span"
    icon = ""
    if article.pictures > 2:
        icon = f'\n<a data-pjax="0" href="{href}" title="фото"><i class="fa fa-camera"></i></a>'
    return f"""<div class="one">
<div class="time">{clock(article)}</div>
<div class="title"><a data-pjax="0" href="{href}"><{tag}>{text(article.title, article.edition)}</{tag}></a>{icon}</div>
</div>
"""


def related(title: str, articles: Iterable[Article]) -> str:
    """Return "Related": rows without a time, under slugs of their own."""
    rows = "".join(
        f'<div class="one"><div class="title"><a href="{leaked_path(article)}">'
        f"<span>{text(article.title, article.edition)}</span></a></div></div>\n"
        for article in articles
    )
    return f"""<div class="row lineNews mgb40"><div class="col-xs-12">
<div class="lineTitle">{title}</div>
{rows}</div></div>
"""


def pictured(title: str, articles: Iterable[Article], host: str) -> str:
    """Return "Popular" or "Business": cards whose image repeats the title as its text."""
    cards = "".join(
        f'<div class="col-sm-3 col-xs-6"><a class="title" href="{spellings(article, host)[article.id % 4]}">'
        f'<img class="img-responsive lazy" data-src="/thumbnails/{article.id % 97:02d}/{article.id}_w250_h150.jpg"'
        f' alt="{escape(article.title)}"><span>{text(article.title, article.edition)}</span></a></div>\n'
        for article in articles
    )
    return f"""<div class="lineTitle">{title}</div>
<div class="row blockNews">
{cards}</div>
"""


def latest(edition: Edition, articles: Sequence[Article], host: str) -> str:
    """Return the column of the latest news: each link holds its title in full and cut short."""
    rows = []
    day = ""
    for article in articles:
        header = edition.day_header(article.published_at)
        if header != day:
            rows.append(f'<div class="lineDate">{header}</div>\n')
            day = header
        rows.append(_latest_row(article, spellings(article, host)[article.id % 8]))
    return f"""<div class="widget-last-news hidden-xs"><div class="lineTitle">{edition.labels.latest}</div>
<div class="row lineNews"><div class="col-xs-12">
{"".join(rows)}</div></div></div>
"""


def _latest_row(article: Article, href: str) -> str:
    short = article.title
    if len(short) > CUT:
        short = re.sub(r"\s+\S*$", "", short[:CUT]) + "…"
    return f"""<div class="one" data-key="{article.id}">
<div class="time">{clock(article)}</div>
<div class="title"><a data-pjax="0" class="latest-link" href="{escape(href)}">
<span class="full">{text(article.title, article.edition)}</span>
<span class="short">{text(short, article.edition)}</span></a></div>
</div>
"""
