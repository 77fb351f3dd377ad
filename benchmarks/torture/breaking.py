"""Redesigns of the newsroom that take fields away. Owns which ones each takes; performs none."""

import re
from collections.abc import Callable

from benchmarks.torture.markups import (
    BODY,
    H1,
    NO_DATE,
    NO_TITLE,
    OTHER_BODY,
    ROW,
    TIME,
    Change,
    Redesign,
    Redrawn,
    Turns,
    article,
    in_section,
    listing,
    swap,
)
from monitor.demo.faults import REDESIGN

MENU = "<p>Власть. Общество. Экономика. Спорт. Бизнес. Погода и курсы валют. Реклама. Вакансии. Подписка.</p>"


def _breaks(
    name: str,
    page: str,
    fields: str,
    change: Change,
    applies: Callable[[str], bool] | None = None,
    content_type: str | None = None,
) -> Redesign:
    where = applies or (listing if page == "listing" else article)
    return Redesign(
        name=name,
        fault=lambda: Redrawn(change=change, applies=where, content_type=content_type),
        breaks={page: frozenset(fields.split())},
    )


def _bare(text: str) -> str:
    """Return the page with its boxes nameless."""
    return re.sub(r' (?:class|id|itemprop|itemtype|itemid|itemscope)(?:="[^"]*")?', "", text)


def _cut_body(text: str) -> str:
    def cut(found: re.Match[str]) -> str:
        first, rest = found[2].partition("</p>")[::2]
        return f'{found[1]}{first}</p></div><div class="more">{rest}{found[3]}'

    return BODY.sub(cut, text)


def _few_rows(text: str) -> str:
    rows = iter(range(1_000))
    return ROW.sub(
        lambda row: row[0] if next(rows) < 3 else row[0].replace('class="one"', 'class="tile"'),
        text,
    )


def _nowhere(text: str) -> str:
    """Return the listing with links that lead to no article."""
    return re.sub(r'href="/[a-z_]+/\d+[^"]*"', 'href="/tags/spring/"', text)


def _navigation(text: str) -> str:
    """Return the listing with the menu in the place of its rows."""
    box = '<div class="col-xs-12">\n'
    return ROW.sub("", text).replace(box, f"{box}{NAVIGATION}", 1)


def _vague_dates(text: str) -> str:
    """Return the page with a date that cannot be read where the first selector looks, and none elsewhere."""
    vague = re.sub(r'(article:published_time" content=")[^"]*', r"\1yesterday", text)
    return vague.replace("datePublished", "day").replace("newsDate", "stamp")


NAVIGATION = "".join(
    f'<div class="one"><div class="title"><a href="/{word}/">{word}</a></div></div>\n'
    for word in ("vlast", "obschestvo", "ekonomika", "sport")
)
ALL = "title published modified section author canonical short images body views within language"

REDESIGNS = (
    _breaks("the rows have another class", "listing", "row", swap(('class="one"', 'class="card"'))),
    _breaks("the list has another id", "listing", "row", swap(('id="newslist"', 'id="feed"'))),
    _breaks("the box of the rows has another class", "listing", "row", swap(("lineNews", "stack"))),
    _breaks(
        "headlines have another class",
        "listing",
        "link title",
        swap(('class="title"', 'class="head"')),
    ),
    _breaks(
        "rows without links",
        "listing",
        "link title",
        lambda text: re.sub(r"<(/?)a\b", r"<\1b", text),
    ),
    _breaks("links that a script opens", "listing", "link", swap((' href="/', ' data-href="/'))),
    _breaks("a listing without rows", "listing", "row", lambda text: ROW.sub("", text)),
    _breaks("a listing of tags", "listing", "link", _nowhere),
    _breaks(
        "times that say nothing",
        "listing",
        "time",
        lambda text: TIME.sub('<div class="time">recently</div>', text),
    ),
    _breaks("times have another class", "listing", "time", swap(('class="time"', 'class="clock"'))),
    _breaks("rows that are the navigation", "listing", "link time", _navigation),
    _breaks("most rows have another class", "listing", "row", _few_rows),
    _breaks(
        "the listing is data", "listing", "row", lambda _: '{"news": []}', None, "application/json"
    ),
    _breaks(
        "the listing is data that calls itself a page", "listing", "row", lambda _: '{"news": []}'
    ),
    _breaks("headlines have another tag", "article", "title", NO_TITLE),
    _breaks("dates have other names", "article", "published", NO_DATE),
    _breaks("dates that say nothing", "article", "published", _vague_dates),
    _breaks("the text has another class", "article", "body", OTHER_BODY),
    _breaks("the text comes by a script", "article", "body", lambda text: BODY.sub(r"\1\3", text)),
    _breaks(
        "the article has another box",
        "article",
        "within",
        swap(("schema.org/NewsArticle", "schema.org/Thing")),
    ),
    _breaks(
        "the counter has another label",
        "article",
        "views",
        swap(("просмотров:", "★"), ("просмотров", "★")),
    ),
    _breaks(
        "the counter has another box",
        "article",
        "views short",
        swap(("newsLink", "foot"), ("article-link", "permalink")),
    ),
    _breaks(
        "authors have another name",
        "article",
        "author",
        swap(('itemprop="author"', 'itemprop="creator"')),
    ),
    _breaks(
        "sections have another name",
        "article",
        "section",
        swap(('itemprop="articleSection"', 'itemprop="rubric"')),
    ),
    _breaks("short links have another id", "article", "short", swap(("article-link", "permalink"))),
    _breaks(
        "the time of the last edit is gone",
        "article",
        "modified",
        swap(("article:modified_time", "x:modified")),
    ),
    _breaks(
        "pages that do not name their address",
        "article",
        "canonical",
        swap(('rel="canonical"', 'rel="self"'), ("itemid=", "data-id=")),
    ),
    _breaks(
        "the language is gone",
        "article",
        "language",
        lambda text: re.sub(r'<html lang="[^"]*">', "<html>", text),
    ),
    _breaks("articles are data", "article", ALL, lambda _: '{"article": {}}'),
    _breaks(
        "articles are data and say so", "article", ALL, lambda _: "{}", None, "application/json"
    ),
    _breaks(
        "all text in nameless boxes", "article", "section author short body views within", _bare
    ),
    _breaks(
        "the headline is the site's name",
        "article",
        "title",
        lambda text: H1.sub(r"\1Свежие материалы Кыргызстана сегодня\2", text),
    ),
    _breaks(
        "the text is the navigation", "article", "body", lambda text: BODY.sub(rf"\1{MENU}\3", text)
    ),
    _breaks("the text ends after its first paragraph", "article", "body", _cut_body),
    Redesign(
        name="one section has another markup",
        fault=lambda: Redrawn(change=OTHER_BODY, applies=in_section),
        breaks={"article": frozenset({"body"})},
        is_patchy=True,
    ),
    Redesign(
        name="every second page has another markup",
        fault=lambda: Turns(
            faults=(
                Redrawn(change=OTHER_BODY, applies=article),
                Redrawn(change=str, applies=article),
            )
        ),
        is_patchy=True,
        breaks={"article": frozenset({"body"})},
    ),
    Redesign(
        name="everything at once",
        fault=lambda: REDESIGN,
        breaks={
            "listing": frozenset({"row"}),
            "article": frozenset(
                [
                    "title",
                    "published",
                    "modified",
                    "section",
                    "author",
                    "short",
                    "body",
                    "views",
                    "images",
                ]
            ),
        },
    ),
)
