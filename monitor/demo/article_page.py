"""The article page, in 24.kg's shape. Owns the markup of one article; never the columns around it.

The page comes in two pieces, so that the view counter between them can change without a new rendering.
"""

from collections.abc import Sequence
from html import escape

from monitor.demo.addresses import leaked_path, listed_path, short_url, typeset
from monitor.demo.article import Article
from monitor.demo.blocks import related, text
from monitor.demo.chrome import head
from monitor.demo.edition import BRAND, EDITIONS, ZONE, Edition


def article_head(article: Article, host: str) -> str:
    """Return the page through `<body>`: its metas are the best source of times and title."""
    edition = EDITIONS[article.edition]
    url = f"http://{host}{listed_path(article)}"
    published = article.published_at.astimezone(ZONE).isoformat()
    modified = article.modified_at.astimezone(ZONE).isoformat()
    metas = f"""<meta name="description" content="{escape(article.paragraphs[0] if article.paragraphs else "")}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="{BRAND}">
<meta property="og:title" content="{escape(article.title)}">
<meta property="og:url" content="{url}">
<meta property="og:image" content="http://{host}{_picture(article, 0)}">
<meta property="article:published_time" content="{published}">
<meta property="article:modified_time" content="{modified}">
<link rel="canonical" href="{url}">
"""
    return head(edition, f"{article.title} » {edition.section_name(article.section)}", metas)


def article_start(article: Article, others: Sequence[Article], host: str) -> str:
    """Return the article from its wrapper to just before the view counter. `others` are linked inline."""
    edition = EDITIONS[article.edition]
    h1 = text(article.title, article.edition)
    if article.id % 5 == 0:
        h1 = f"\n    {h1}&nbsp;\n  "
    section = edition.section_name(article.section)
    return f"""<div itemscope itemtype="http://schema.org/NewsArticle" itemid="http://{host}{listed_path(article)}">
<div class="newsCat" itemprop="articleSection"><a href="{edition.article_root(article.section)}">{section}</a></div>
<h1 class="newsTitle" itemprop="name">{h1}</h1>
{_byline(article, edition, "hidden-xs")}
{_byline(article, edition, "hidden-sm")}
<div itemprop="publisher" itemscope><span itemprop="name">{BRAND}</span></div>
{_gallery(article)}<div class="cont" itemprop="articleBody">
{_body(article, edition, others)}</div>
<div class="newsLink">{edition.labels.share}: <span id="article-link">{short_url(article, host)}</span><br>
"""


def article_end(article: Article, others: Sequence[Article]) -> str:
    """Return what follows the view counter, through the end of the article's column."""
    labels = EDITIONS[article.edition].labels
    return f"""
</div>
<div class="newsPrintLink"><a href="javascript:window.print();"><i class="fa fa-print"></i> {labels.print}</a></div>
<div class="social"><a href="#" data-network="one">{labels.share}</a><a href="#">{labels.share}</a></div>
</div>
{related(labels.related, others)}<div class="comments" id="comments"><p>{labels.comments}</p></div>
"""


def _byline(article: Article, edition: Edition, css: str) -> str:
    local = article.published_at.astimezone(ZONE)
    place = edition.labels.byline.format(brand=BRAND)
    return (
        f'<div class="newsDate {css}"><span itemprop="datePublished" content="{local:%Y-%m-%d}">'
        f"{edition.byline_date(article.published_at)}</span>{place}"
        f'<span itemprop="author" itemscope itemtype="http://schema.org/Person">'
        f'<span itemprop="name">{article.author}</span></span></div>'
    )


def _picture(article: Article, number: int) -> str:
    return f"/files/media/{article.id % 997}/{article.id}{number}.jpg"


def _gallery(article: Article) -> str:
    if article.pictures < 2:
        return (
            f'<img itemprop="image" class="img-responsive" src="{_picture(article, 0)}" alt="">\n'
        )
    items = "".join(
        f'<li><a href="{_picture(article, number)}"><img class="lazy" data-src="/thumbnails/{article.id}_w120.jpg"'
        f' alt=""></a><div class="photo-description">№ {number + 1}</div></li>\n'
        for number in range(article.pictures)
    )
    return f'<ul class="pwslider">\n{items}</ul>\n'


def _body(article: Article, edition: Edition, others: Sequence[Article]) -> str:
    pieces = [_paragraph(article, number) for number in range(len(article.paragraphs))]
    if article.quote:
        pieces.insert(2, f"<blockquote>{text(article.quote, article.edition)}</blockquote>\n")
    pieces.insert(2, _beside(article, edition, others))
    return "".join(pieces)


def _paragraph(article: Article, number: int) -> str:
    words = article.paragraphs[number]
    if number == 0:
        return f'<p class="lead">{text(words, article.edition)}</p>\n'
    first, blank, rest = typeset(words, article.edition).partition(" ")
    if number == 1 and blank:
        return f"<p><strong>{text(first, '')}</strong> {text(rest, '')}</p>\n"
    start, blank, last = typeset(words, article.edition).rpartition(" ")
    if number == 2 and blank:
        return f'<p>{text(start, "")} <a href="/tags/{article.id}/">{text(last, "")}</a></p>\n'
    return f"<p>\n  {text(words, article.edition)}\n</p>\n"


def _beside(article: Article, edition: Edition, others: Sequence[Article]) -> str:
    links = "".join(
        f'<div class="one"><a href="{leaked_path(other)}">{text(other.title, other.edition)}</a></div>'
        for other in others[:2]
    )
    labels = edition.labels
    return f"""<div class="poTeme"><b>{labels.read_also}</b>{links}</div>
<div class="imgInText"><img class="lazy" data-src="{_picture(article, 9)}" alt=""><div class="photo-description">\
{labels.promo}</div></div>
<div class="vote" data-vote="{article.id}"><p>{labels.ticker[0]}?</p><input type="radio" name="v"></div>
<script>window.articleId = {article.id}; window.topic = "visa-free";</script>
"""
