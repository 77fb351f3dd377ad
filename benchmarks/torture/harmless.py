"""Changes of the newsroom that take no field away, or only from odd pages. Performs none."""

import re
from collections.abc import Callable

from benchmarks.torture.markups import (
    BODY,
    NO_DATE,
    NO_TITLE,
    OTHER_BODY,
    Change,
    Redesign,
    Redrawn,
    Turns,
    anywhere,
    article,
    listing,
    swap,
)
from monitor.demo import Newsroom
from monitor.demo.addresses import article_id
from monitor.demo.faults import Fault, Rewrite, Status


def _of(number: Callable[[int], bool]) -> Callable[[str], bool]:
    def applies(path: str) -> bool:
        found = article_id(path)
        return found is not None and number(found)

    return applies


def _plain(name: str, change: Change, applies: Callable[[str], bool] = anywhere) -> Redesign:
    return Redesign(name=name, fault=lambda: Redrawn(change=change, applies=applies))


def _inject(before: str, markup: str) -> Change:
    return swap((before, f"{markup}{before}"))


def _act(name: str, act: Callable[[Newsroom], object]) -> Redesign:
    return Redesign(name=name, act=act)


def _newest(newsroom: Newsroom, place: int = 0) -> int:
    return newsroom.listed("ru")[place].id


def _publish_from(newsroom: Newsroom, fault: Fault, count: int) -> None:
    for _ in range(count):
        newsroom.script(newsroom.publish().id, fault)


NO_AUTHOR = Redrawn(change=swap(('itemprop="author"', 'itemprop="desk"')), applies=article)
NO_TEXT = Redrawn(change=lambda text: BODY.sub(r"\1\3", text), applies=article)
LIVE = Redrawn(change=lambda text: NO_TITLE(NO_DATE(OTHER_BODY(text))), applies=article)
AD = '<div class="ad"><a href="https://ads.example.org/">Visa-free tours</a></div>'

HARMLESS = (
    Redesign(name="nothing"),
    _plain("an advertisement above all", _inject("<main", AD)),
    _plain("an advertisement below the article", _inject('<div class="newsPrintLink">', AD)),
    _plain(
        "a banner row in the listing",
        _inject('<div class="one">\n<div class="time">', f'<div class="promo">{AD}</div>'),
        listing,
    ),
    _plain(
        "banner rows that pass for rows",
        lambda text: text.replace(
            '<div class="lineDate">', f'<div class="one">{AD}</div><div class="lineDate">', 1
        ),
        listing,
    ),
    _plain(
        "a cookie banner",
        _inject("</body>", "<div class='cookies'>We use cookies. <button>Accept</button></div>"),
    ),
    _plain("another style sheet", swap(("/css/all.css", "/css/all.v2.css"))),
    _plain(
        "more classes on everything",
        lambda text: text.replace('class="', 'class="v2 ').replace(
            'class="v2 lineDate', 'class="lineDate'
        ),
        article,
    ),
    _plain("more classes on the rows", swap(('class="one"', 'class="one one--wide"')), listing),
    _plain(
        "tags in capitals",
        lambda text: re.sub(r"<(/?)(div|span|h1|p)\b", lambda m: f"<{m[1]}{m[2].upper()}", text),
    ),
    _plain("lines without indents", lambda text: re.sub(r"\n\s+", "\n", text)),
    _plain(
        "a box around the listing",
        lambda text: text.replace('<div id="newslist"', '<section><div id="newslist"'),
        listing,
    ),
    _plain(
        "a box around the article",
        lambda text: text.replace("<div itemscope", "<section><div itemscope", 1),
        article,
    ),
    _plain("another logo", swap(("/img/logo.svg", "/img/spring.svg"))),
    _plain("more scripts", _inject("</head>", "<script>window.dataLayer = [];</script>")),
    _plain(
        "structured data",
        _inject("</head>", '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'),
    ),
    _plain("the main selector of titles is gone", swap(("newsTitle", "headline")), article),
    _plain(
        "the main selector of dates is gone",
        swap(("article:published_time", "x:published")),
        article,
    ),
    _plain("the main selector of texts is gone", swap(('itemprop="articleBody"', "")), article),
    _plain("another ticker", swap(("(visa-free)", "(no visas)"))),
    _plain(
        "the columns beside are gone", swap(("widget-last-news", "latest"), ("blockNews", "cards"))
    ),
    _plain("exchange rates are gone", swap(('id="currencies"', 'id="money"'))),
    _plain(
        "headlines stand in strong",
        lambda text: re.sub(r"<(/?)span>", r"<\1strong>", text),
        listing,
    ),
    _plain(
        "comments are open", swap(('id="comments">', 'id="comments"><p>Good news!</p>')), article
    ),
    _act("an odd page", lambda newsroom: _publish_from(newsroom, LIVE, 1)),
    _act("photo stories", lambda newsroom: _publish_from(newsroom, NO_TEXT, 3)),
    _act("a section without authors", lambda newsroom: _publish_from(newsroom, NO_AUTHOR, 4)),
    _plain("no author on some old pages", NO_AUTHOR.change, _of(lambda number: number % 23 == 0)),
    Redesign(name="an outage", fault=lambda: Status(code=503), is_away=True),
    Redesign(name="a block", fault=lambda: Status(code=403), is_away=True),
    Redesign(name="a limit", fault=lambda: Status(code=429), is_away=True),
    Redesign(
        name="errors now and then",
        fault=lambda: Turns(faults=(Status(code=500), *[Rewrite(changes=())] * 5)),
    ),
    _act(
        "an edit",
        lambda newsroom: newsroom.edit(
            _newest(newsroom), title="Мэр Бишкека уточнил сроки ремонта улицы"
        ),
    ),
    _act("a withdrawal", lambda newsroom: newsroom.withdraw(_newest(newsroom, 3))),
    _act("news that are pinned", lambda newsroom: newsroom.pin(_newest(newsroom, 5))),
    _act("a busy hour", lambda newsroom: [newsroom.publish() for _ in range(8)]),
)
