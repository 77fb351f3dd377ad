"""Other markups for the newsroom's pages: redesigns that break selectors, and changes that break none. Asks nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from monitor.demo import Newsroom
from monitor.demo.addresses import article_id
from monitor.demo.faults import REDESIGN, Fault, Honest, Rewrite, Status
from monitor.demo.messages import Request
from monitor.demo.server import Answer

Change = Callable[[str], str]
ROW = re.compile(
    r'<div class="one">\n<div class="time">.*?</div>\n<div class="title">.*?</div>\n</div>\n', re.S
)
TIME = re.compile(r'<div class="time">[\d:]+</div>')
BODY = re.compile(
    r'(<div class="cont" itemprop="articleBody">)(.*?)(</div>\s*<div class="newsLink">)', re.S
)
H1 = re.compile(r'(<h1 class="newsTitle" itemprop="name">).*?(</h1>)', re.S)
MENU = "<p>Власть. Общество. Экономика. Спорт. Бизнес. Погода и курсы валют. Реклама. Вакансии. Подписка.</p>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Redrawn:
    """The honest page in another markup, for some requests. `every` lets each so manyth request through as it was."""

    change: Change
    applies: Callable[[str], bool]
    content_type: str | None = None
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        """Return the page, redrawn where this is for it."""
        page = honest()
        if not self.applies(request.path) or page.status != 200:
            return page
        kept = tuple(pair for pair in page.headers if pair[0] not in {"ETag", "Last-Modified"})
        body = self.change(b"".join(page.body).decode()).encode()
        return replace(page, headers=kept).with_body(body, content_type=self.content_type)


@dataclass(kw_only=True, slots=True)
class Turns:
    """One fault after the other, request by request; None is the honest page."""

    faults: tuple[Fault, ...]
    asked: int = 0
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        """Return what the fault whose turn it is returns."""
        self.asked += 1
        return self.faults[self.asked % len(self.faults)].answer(request, honest)


@dataclass(frozen=True, kw_only=True, slots=True)
class Redesign:
    """One change of a site. `breaks` are the fields, by kind of page, that it takes away; none if it is harmless."""

    name: str
    fault: Callable[[], Fault] | None = None
    breaks: Mapping[str, frozenset[str]] | None = None
    act: Callable[[Newsroom], object] | None = None


def swap(*pairs: tuple[str, str]) -> Change:
    """Return the change that puts one text in the place of another."""

    def change(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return change


def listing(path: str) -> bool:
    """Say whether that is a page of the listing."""
    return path == "/" or path.startswith("/page_")


def article(path: str) -> bool:
    """Say whether that is an article's page."""
    return article_id(path) is not None


def anywhere(path: str) -> bool:
    """Say yes."""
    return True


def in_section(path: str) -> bool:
    """Say whether that is an article of one section."""
    return article(path) and path.startswith("/obschestvo/")


def _of(number: Callable[[int], bool]) -> Callable[[str], bool]:
    def applies(path: str) -> bool:
        found = article_id(path)
        return found is not None and number(found)

    return applies


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


NAVIGATION = "".join(
    f'<div class="one"><div class="title"><a href="/{word}/">{word}</a></div></div>\n'
    for word in ("vlast", "obschestvo", "ekonomika", "sport")
)
NO_TITLE = swap(("<h1", "<h2"), ("</h1", "</h2"), ('property="og:title"', 'property="x:title"'))
NO_DATE = swap(
    ("article:published_time", "x:published"), ("datePublished", "day"), ("newsDate", "stamp")
)
OTHER_BODY = swap(('<div class="cont" itemprop="articleBody">', '<div class="prose">'))
ALL = "title published modified section author canonical short images body views within language"

REDESIGNS = (
    _breaks("the rows have another class", "listing", "row", swap(('class="one"', 'class="card"'))),
    _breaks("the list has another id", "listing", "row", swap(('id="newslist"', 'id="feed"'))),
    _breaks("the box of the rows has another class", "listing", "row", swap(("lineNews", "stack"))),
    _breaks("headlines have another class", "listing", "link title", swap(('class="title"', 'class="head"'))),
    _breaks("rows without links", "listing", "link title", lambda text: re.sub(r"<(/?)a\b", r"<\1b", text)),
    _breaks("links that a script opens", "listing", "link", swap((' href="/', ' data-href="/'))),
    _breaks("a listing without rows", "listing", "row", lambda text: ROW.sub("", text)),
    _breaks("a listing of tags", "listing", "link", lambda text: re.sub(r'href="/[a-z_]+/\d+[^"]*"', 'href="/tags/spring/"', text)),
    _breaks("times that say nothing", "listing", "time", lambda text: TIME.sub('<div class="time">recently</div>', text)),
    _breaks("times have another class", "listing", "time", swap(('class="time"', 'class="clock"'))),
    _breaks("rows that are the navigation", "listing", "link time", lambda text: ROW.sub("", text).replace('<div class="col-xs-12">\n', f'<div class="col-xs-12">\n{NAVIGATION}', 1)),
    _breaks("most rows have another class", "listing", "row", _few_rows),
    _breaks("the listing is data", "listing", "row", lambda _: '{"news": []}', None, "application/json"),
    _breaks("the listing is data that calls itself a page", "listing", "row", lambda _: '{"news": []}'),
    _breaks("headlines have another tag", "article", "title", NO_TITLE),
    _breaks("dates have other names", "article", "published", NO_DATE),
    _breaks("dates that say nothing", "article", "published", lambda text: re.sub(r'(published_time" content=")[^"]*', r"\1yesterday", NO_DATE(text.replace("article:published_time", "§")).replace("§", "article:published_time"))),
    _breaks("the text has another class", "article", "body", OTHER_BODY),
    _breaks("the text comes by a script", "article", "body", lambda text: BODY.sub(r"\1\3", text)),
    _breaks("the article has another box", "article", "within", swap(("schema.org/NewsArticle", "schema.org/Thing"))),
    _breaks("the counter has another label", "article", "views", swap(("просмотров:", "★"), ("просмотров", "★"))),
    _breaks("the counter has another box", "article", "views short", swap(("newsLink", "foot"), ("article-link", "permalink"))),
    _breaks("authors have another name", "article", "author", swap(('itemprop="author"', 'itemprop="creator"'))),
    _breaks("sections have another name", "article", "section", swap(('itemprop="articleSection"', 'itemprop="rubric"'))),
    _breaks("short links have another id", "article", "short", swap(("article-link", "permalink"))),
    _breaks("the time of the last edit is gone", "article", "modified", swap(("article:modified_time", "x:modified"))),
    _breaks("pages that do not name their address", "article", "canonical", swap(('rel="canonical"', 'rel="self"'), ("itemid=", "data-id="))),
    _breaks("the language is gone", "article", "language", lambda text: re.sub(r'<html lang="[^"]*">', "<html>", text)),
    _breaks("articles are data", "article", ALL, lambda _: '{"article": {}}'),
    _breaks("articles are data and say so", "article", ALL, lambda _: "{}", None, "application/json"),
    _breaks("all text in nameless boxes", "article", "section author short body views within", _bare),
    _breaks("the headline is the site's name", "article", "title", lambda text: H1.sub(r"\1Свежие материалы Кыргызстана сегодня\2", text)),
    _breaks("the text is the navigation", "article", "body", lambda text: BODY.sub(rf"\1{MENU}\3", text)),
    _breaks("the text ends after its first paragraph", "article", "body", _cut_body),
    _breaks("one section has another markup", "article", "body", OTHER_BODY, in_section),
    Redesign(
        name="every second page has another markup",
        fault=lambda: Turns(faults=(
            Redrawn(change=OTHER_BODY, applies=article),
            Redrawn(change=str, applies=article),
        )),
        breaks={"article": frozenset({"body"})},
    ),
    Redesign(
        name="everything at once",
        fault=lambda: REDESIGN,
        breaks={
            "listing": frozenset({"row"}),
            "article": frozenset("title published modified section author short body views images".split()),
        },
    ),
)  # fmt: skip


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
    _plain("a banner row in the listing", _inject('<div class="one">\n<div class="time">', f'<div class="promo">{AD}</div>'), listing),
    _plain("banner rows that pass for rows", lambda text: text.replace('<div class="lineDate">', f'<div class="one">{AD}</div><div class="lineDate">', 1), listing),
    _plain("a cookie banner", _inject("</body>", "<div class='cookies'>We use cookies. <button>Accept</button></div>")),
    _plain("another style sheet", swap(("/css/all.css", "/css/all.v2.css"))),
    _plain("more classes on everything", lambda text: text.replace('class="', 'class="v2 ').replace('class="v2 lineDate', 'class="lineDate'), article),
    _plain("more classes on the rows", swap(('class="one"', 'class="one one--wide"')), listing),
    _plain("tags in capitals", lambda text: re.sub(r"<(/?)(div|span|h1|p)\b", lambda m: f"<{m[1]}{m[2].upper()}", text)),
    _plain("lines without indents", lambda text: re.sub(r"\n\s+", "\n", text)),
    _plain("a box around the listing", lambda text: text.replace('<div id="newslist"', '<section><div id="newslist"'), listing),
    _plain("a box around the article", lambda text: text.replace("<div itemscope", "<section><div itemscope", 1), article),
    _plain("another logo", swap(("/img/logo.svg", "/img/spring.svg"))),
    _plain("more scripts", _inject("</head>", "<script>window.dataLayer = [];</script>")),
    _plain("structured data", _inject("</head>", '<script type="application/ld+json">{"@type": "NewsArticle"}</script>')),
    _plain("the main selector of titles is gone", swap(("newsTitle", "headline")), article),
    _plain("the main selector of dates is gone", swap(("article:published_time", "x:published")), article),
    _plain("the main selector of texts is gone", swap(('itemprop="articleBody"', "")), article),
    _plain("another ticker", swap(("(visa-free)", "(no visas)"))),
    _plain("the columns beside are gone", swap(("widget-last-news", "latest"), ("blockNews", "cards"))),
    _plain("exchange rates are gone", swap(('id="currencies"', 'id="money"'))),
    _plain("headlines stand in strong", lambda text: re.sub(r"<(/?)span>", r"<\1strong>", text), listing),
    _plain("comments are open", swap(('id="comments">', 'id="comments"><p>Good news!</p>')), article),
    _act("an odd page", lambda newsroom: _publish_from(newsroom, LIVE, 1)),
    _act("photo stories", lambda newsroom: _publish_from(newsroom, NO_TEXT, 3)),
    _act("a section without authors", lambda newsroom: _publish_from(newsroom, NO_AUTHOR, 4)),
    _plain("no author on some old pages", NO_AUTHOR.change, _of(lambda number: number % 23 == 0)),
    Redesign(name="an outage", fault=lambda: Status(code=503)),
    Redesign(name="a block", fault=lambda: Status(code=403)),
    Redesign(name="a limit", fault=lambda: Status(code=429)),
    Redesign(name="errors now and then", fault=lambda: Turns(faults=(Status(code=500), *[Rewrite(changes=())] * 5))),
    _act("an edit", lambda newsroom: newsroom.edit(_newest(newsroom), title="Мэр Бишкека уточнил сроки ремонта улицы")),
    _act("a withdrawal", lambda newsroom: newsroom.withdraw(_newest(newsroom, 3))),
    _act("news that are pinned", lambda newsroom: newsroom.pin(_newest(newsroom, 5))),
    _act("a busy hour", lambda newsroom: [newsroom.publish() for _ in range(8)]),
)  # fmt: skip
