"""The listing page, in 24.kg's shape. Owns their markup; never which articles stand in."""

from collections.abc import Sequence
from html import escape

from monitor.demo.addresses import leaked_path, listed_path, spellings
from monitor.demo.article import Article
from monitor.demo.blocks import clock, listing_row, text
from monitor.demo.edition import ZONE, Edition
from monitor.noun import dataclass

CAROUSEL = 3
PROMO_EVERY = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingView:
    """One page of a listing. `poll` counts how often it was asked for: old pages spell links differently each time."""

    edition: Edition
    section: str | None
    root: str
    page: int
    last_page: int
    articles: Sequence[Article]
    host: str
    poll: int


def listing_main(view: ListingView) -> str:
    """Return carousel or section head, rows under their day headers, and the pager."""
    rows = []
    day = ""
    for number, article in enumerate(view.articles):
        header = view.edition.day_header(article.published_at)
        if header != day:
            rows.append(f'<div class="lineDate">{header}</div>\n')
            day = header
        if number and number % PROMO_EVERY == 0:
            rows.append(
                f'<div class="promo"><a href="/biznes_info/promo/">{view.edition.labels.promo}</a></div>\n'
            )
        rows.append(listing_row(article, escape(_href(view, article))))
    return f"""{_opening(view)}<div id="newslist" data-pjax-container="" data-pjax-push-state data-pjax-timeout="1000">
<div class="row lineNews"><div class="col-xs-12">
{"".join(rows)}</div></div>
{_pager(view)}</div>
"""


def _href(view: ListingView, article: Article) -> str:
    if view.page == 1:
        return listed_path(article)
    return spellings(article, view.host)[(view.poll + article.id) % 4]


def _opening(view: ListingView) -> str:
    if view.page > 1 or not view.articles:
        return ""
    if view.section:
        return _section_head(view, view.articles[0])
    cards = "".join(
        f'<div class="one"><div class="h2"><a href="{leaked_path(article)}">'
        f"{text(article.title, article.edition)}</a></div></div>\n"
        for article in view.articles[:CAROUSEL]
    )
    return f'<div class="mainNews"><div class="mainNewsOne">\n{cards}</div></div>\n'


def _section_head(view: ListingView, lead: Article) -> str:
    local = lead.published_at.astimezone(ZONE)
    month = view.edition.months[local.month - 1]
    return f"""<h1 class="pageTitle">{view.edition.section_name(lead.section)}</h1>
<div class="mainNewsinCat"><div class="date">{clock(lead)}, {local.day} {month} {local.year}</div>
<h3 class="title"><a href="{leaked_path(lead)}">{text(lead.title, lead.edition)}</a></h3>
<div class="descr">{text(lead.paragraphs[0] if lead.paragraphs else "", lead.edition)}</div></div>
"""


def _pager(view: ListingView) -> str:
    first = max(1, view.page - 4)
    pages = range(first, min(view.last_page, first + 9) + 1)
    items = "".join(
        f"<li{' class=' + chr(34) + 'active' + chr(34) if page == view.page else ''}>"
        f'<a href="{view.root}page_{page}/" data-page="{page - 1}">{page}</a></li>'
        for page in pages
    )
    if view.page < view.last_page:
        step = f'<li class="next"><a href="{view.root}page_{view.page + 1}/" data-page="{view.page}">&raquo;</a></li>'
    else:
        step = '<li class="next disabled"><span>&raquo;</span></li>'
    return f'<ul class="pagination">{items}{step}</ul>\n'
