"""Layouts that nobody looked at while the learner was made: what it does on them is what it does on strange sites."""

from benchmarks.layouts.known import made
from benchmarks.layouts.parts import (
    advert,
    anchors,
    comments,
    document,
    footer,
    graph,
    list_of,
    menu,
    paragraphs,
)
from benchmarks.layouts.story import (
    Layout,
    Story,
    en_date,
    grouped,
    ky_date,
    ru_date,
    slug,
)


def _rows(stories: list[Story], row: str, item: str) -> str:
    """Return rows made of a template with the link in place of LINK, the time in place of TIME."""
    return "".join(
        f"<{row}>{item}</{row.split(maxsplit=1)[0]}>".replace(
            "LINK", f'<a href="{s.path}">{s.title}</a>'
        ).replace("TIME", f"{s.at:%d.%m.%Y %H:%M}")
        for s in stories
    )


def _definitions(s: Story) -> str:
    body = f"""<div id="page"><div id="mainmenu">{menu("ru")}</div><div id="material"><h2 id="material-title">{s.title}</h2>
<dl class="passport"><dt>Дата</dt><dd class="pubdate">{s.at:%d.%m.%Y, %H:%M}</dd><dt>Автор</dt><dd class="who">{s.author}</dd>
<dt>Рубрика</dt><dd class="rubric"><a href="/{s.section}/">{s.section_name}</a></dd><dt>Просмотры</dt><dd class="cnt">{grouped(s.views, " ")}</dd></dl>
<div id="material-text">{paragraphs(s, between=advert("direct"))}</div><div class="share">Поделиться: <a href="https://t.me/">Telegram</a></div></div>
<div id="lenta"><h3>Лента</h3>{list_of(s.beside)}</div></div>"""
    return document(s, "", body, "ru")


def _definitions_front(stories: list[Story]) -> str:
    rows = _rows(stories, "dd", '<i class="tm">TIME</i> LINK')
    return document(
        None,
        "",
        f'<div id="page"><div id="mainmenu">{menu("ru")}</div><dl id="lenta">{rows}</dl><p class="nav"><a class="older" href="/?p=2">Старые</a></p></div>',
        "ru",
    )


def _nested(s: Story) -> str:
    text = "".join(f"<p>{text}</p>" for text in s.paragraphs)
    body = f"""<table class="frame"><tr><td class="cell-head">{menu("ky")}</td></tr><tr><td><table class="inner"><tr><td class="cell-left">{anchors(s.beside[:4])}</td>
<td class="cell-main"><table><tr><td class="cell-title">{s.title}</td></tr><tr><td class="cell-date">{ky_date(s.at)}, саат {s.at:%H:%M}</td></tr>
<tr><td class="cell-text">{text}<p class="sign">Жазган: {s.author}</p></td></tr><tr><td class="cell-foot">Окулду: {s.views} жолу, пикирлер: {s.comments}</td></tr></table></td></tr></table></td></tr></table>"""
    return document(s, "", body, "ky")


def _nested_front(stories: list[Story]) -> str:
    rows = _rows(stories, "tr", '<td class="cell-time">TIME</td><td class="cell-link">LINK</td>')
    return document(
        None,
        "",
        f'<table class="frame"><tr><td class="cell-head">{menu("ky")}</td></tr><tr><td><table class="kabar">{rows}</table></td></tr></table>',
        "ky",
    )


def _emotion(s: Story) -> str:
    def css(name: str) -> str:
        return f"css-{made(name)}"

    body = f"""<div id="__next"><header class="{css("h")}">{menu("ru", css("m"))}</header><div class="{css("w")}" data-testid="article-page">
<a class="{css("r")}" data-testid="rubric" href="/{s.section}">{s.section_name}</a><h1 class="{css("t")}" data-testid="headline">{s.title}</h1>
<div class="{css("i")}"><span data-testid="author-name" class="{css("a")}">{s.author}</span><span data-testid="date" class="{css("d")}">{s.at:%H:%M} · {ru_date(s.at)}</span>
<span data-testid="view-count" class="{css("v")}">{grouped(s.views, " ")}</span><span data-testid="comment-count" class="{css("c")}">{s.comments}</span></div>
<div class="{css("b")}" data-testid="content">{paragraphs(s, css("p"), between=f'<div class="{css("in")}" data-testid="inline-related">{list_of(s.beside[:1])}</div>')}</div></div>
<div class="{css("f")}" data-testid="feed">{anchors(s.beside)}</div></div>"""
    return document(s, graph(s, suffix=" — Example"), body, "ru")


def _emotion_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<div class="css-{made("row")}" data-testid="card"><a class="css-{made("l")}" href="{s.path}"><span>{s.title}</span></a><span data-testid="card-time">{s.at:%d.%m.%Y %H:%M}</span></div>'
        for s in stories
    )
    return document(
        None,
        "",
        f'<div id="__next">{menu("ru")}{rows}<a data-testid="more" href="/?page=2">Дальше</a></div>',
        "ru",
    )


def _joomla(s: Story) -> str:
    body = f"""<div class="navbar">{menu("ru")}</div><div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header"><h2 itemprop="headline">{s.title}</h2></div>
<dl class="article-info muted"><dt class="article-info-term">Информация о материале</dt><dd class="createdby">Автор: <span>{s.author}</span></dd>
<dd class="category-name">Категория: <a href="/{s.section}">{s.section_name}</a></dd><dd class="published">Опубликовано: <time datetime="{s.at.isoformat()}">{ru_date(s.at)}</time></dd>
<dd class="hits">Просмотров: {s.views}</dd></dl><div itemprop="articleBody">{paragraphs(s)}</div>
<ul class="pager"><li><a href="{s.beside[0].path}">Вперёд</a></li></ul></div><div class="moduletable"><h3>Новое</h3>{list_of(s.beside)}</div>{footer()}"""
    return document(s, "", body, "ru-ru")


def _joomla_front(stories: list[Story]) -> str:
    rows = _rows(
        stories,
        'div class="items-row"',
        '<h2 class="item-title">LINK</h2><span class="create">TIME</span>',
    )
    return document(
        None,
        "",
        f'<div class="navbar">{menu("ru")}</div><div class="blog">{rows}</div><div class="pagination"><a class="pagenav" title="Вперёд" href="/?start=10">Вперёд</a></div>',
        "ru-ru",
    )


def _ghost(s: Story) -> str:
    data = s.linked(
        datePublished=s.at.isoformat(),
        author={"@type": "Person", "name": s.article.author},
        publisher={"@type": "Organization", "name": "Example News"},
    )
    body = f"""<div class="gh-viewport"><header class="gh-head">{menu("en", "gh-head-menu")}</header><main class="gh-main"><article class="gh-article"><header class="gh-article-header">
<a class="gh-article-tag" href="/tag/{s.section}/">{s.section_name}</a><h1 class="gh-article-title">{s.title}</h1><div class="gh-article-meta"><h4 class="gh-article-author-name"><a href="/author/x/">{s.author}</a></h4>
<time class="gh-article-meta-date" datetime="{s.at:%Y-%m-%d}">{en_date(s.at)}</time></div></header><section class="gh-content">{paragraphs(s)}<div class="kg-card kg-signup-card"><p>Sign up for our newsletter to get the best of the week in your mailbox, free.</p></div></section></article></main>
<aside class="gh-read-more">{anchors(s.beside, "gh-card")}</aside></div>"""
    return document(s, graph(s, time=True) + data, body, "en")


def _ghost_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<article class="gh-card"><a class="gh-card-link" href="{s.path}"><h3 class="gh-card-title">{s.title}</h3><time datetime="{s.at.isoformat()}">{en_date(s.at)}</time></a></article>'
        for s in stories
    )
    return document(
        None,
        '<link rel="next" href="/page/2/">',
        f'<div class="gh-viewport">{menu("en")}<div class="gh-feed">{rows}</div></div>',
        "en",
    )


def _divided(s: Story) -> str:
    parts = "".join(
        f'<div class="par">{text}</div>'
        + (
            '<div class="adfox">Узнайте, как заработать на акциях уже сегодня, не выходя из дома</div>'
            if n == 1
            else ""
        )
        for n, text in enumerate(s.paragraphs)
    )
    body = f"""<div class="shapka">{menu("ru")}<div class="today">Сегодня 27 ноября 2026</div></div><div class="novost"><div class="zagolovok">{s.title}</div>
<div class="podpis">Опубликовано: {s.at:%d.%m.%Y %H:%M} | Обновлено: 27.11.2026 11:{s.at:%M}</div><div class="razdel"><a href="/{s.section}/">{s.section_name}</a></div>
<div class="tekst">{parts}</div><div class="avtor">{s.author}</div><div class="prosmotry">{s.views} просмотров</div></div><div class="podval">{anchors(s.beside)}</div>"""
    return document(s, "", body)


def _divided_front(stories: list[Story]) -> str:
    rows = _rows(
        stories,
        'div class="strochka"',
        '<div class="vremya">TIME</div><div class="ssylka">LINK</div>',
    )
    return document(
        None,
        "",
        f'<div class="shapka">{menu("ru")}</div><div class="lenta">{rows}</div><div class="strelki"><a href="/?str=2">Следующая страница</a></div>',
    )


def _headless(s: Story) -> str:
    body = f"""<div class="app-bar">{menu("ky")}</div><div class="post"><div class="post-name">{s.title}</div><div class="post-line"><span class="post-cat">{s.section_name}</span>
<span class="post-when">{s.at:%d/%m/%Y %H:%M}</span><span class="post-eye"><i class="fa fa-eye"></i> {s.views}</span><span class="post-like"><i class="fa fa-heart"></i> {s.comments}</span></div>
<div class="post-body">{paragraphs(s)}</div><div class="post-writer"><img src="/u.png"><span>{s.author}</span></div></div><div class="posts-more">{anchors(s.beside, "mini")}</div>{comments(s)}"""
    return document(s, graph(s, suffix=" | Example"), body, "ky")


def _headless_front(stories: list[Story]) -> str:
    rows = _rows(
        stories,
        'div class="mini"',
        '<div class="mini-name">LINK</div><div class="mini-when">TIME</div>',
    )
    return document(
        None, "", f'<div class="app-bar">{menu("ky")}</div><div class="posts">{rows}</div>', "ky"
    )


def _signed_below(s: Story) -> str:
    body = f"""<header><h1>Example</h1><nav>{menu("ru")}</nav></header><section id="material"><p class="path"><a href="/">Главная</a> <span>›</span> <a href="/{s.section}/">{s.section_name}</a></p>
<h2>{s.title}</h2><p class="stamp">{s.at.day:02}.{s.at:%m.%Y}</p><div class="tools"><a href="#">Печать</a></div><div id="story">{paragraphs(s)}<p class="author-line" align="right"><b>{s.author}</b></p></div>
<p class="counter">Прочитано {s.views} раз</p></section><section id="others"><h2>Другие материалы</h2>{list_of(s.beside)}</section>"""
    return document(s, "", body, "ru")


def _signed_below_front(stories: list[Story]) -> str:
    rows = _rows(stories, "article", '<h3>LINK</h3><p class="stamp">TIME</p>')
    return document(
        None,
        "",
        f'<header><nav>{menu("ru")}</nav></header><section id="materials">{rows}</section>',
        "ru",
    )


def _elements(s: Story) -> str:
    data = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Example News"},'
        '{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":1,"name":"Home"}]}]}</script>'
    )
    body = f"""<news-top>{menu("en")}</news-top><news-page><news-kicker><a href="/{s.section}/">{s.section_name}</a></news-kicker><news-title role="heading">{s.title}</news-title>
<news-by>by {s.author}</news-by><news-date value="{s.at.isoformat()}">{s.at:%H:%M}, {s.at.day} {en_date(s.at).split()[0]} {s.at.year}</news-date><news-stats>Views: {grouped(s.views, ",")}</news-stats>
<news-body>{paragraphs(s)}</news-body></news-page><news-more>{anchors(s.beside)}</news-more>"""
    return document(s, data, body, "en")


def _elements_front(stories: list[Story]) -> str:
    rows = _rows(stories, "news-row", "<news-time>TIME</news-time> LINK")
    return document(
        None,
        "",
        f'<news-top>{menu("en")}</news-top><news-list>{rows}</news-list><news-next><a href="/all/2/">Next page</a></news-next>',
        "en",
    )


HELD_OUT = (
    Layout(name="definitions", edition="ru", path=lambda a: f"/material/{a.id}", page=_definitions, front=_definitions_front),
    Layout(name="nested tables", edition="ky", path=lambda a: f"/news.php?n={a.id}", page=_nested, front=_nested_front,
           gives=frozenset({"title", "body", "published", "author", "views"})),
    Layout(name="emotion", edition="ru", path=lambda a: f"/{a.section}/{slug(a.title)}-{a.id}", page=_emotion, front=_emotion_front),
    Layout(name="joomla", edition="ru", path=lambda a: f"/{a.section}/{a.id}-{slug(a.title)}.html", page=_joomla, front=_joomla_front),
    Layout(name="ghost", edition="en", path=lambda a: f"/{slug(a.title)}/", page=_ghost, front=_ghost_front,
           gives=frozenset({"title", "body", "published", "author", "section"})),
    Layout(name="divided", edition="ru", path=lambda a: f"/novosti/{a.id}.php", page=_divided, front=_divided_front),
    Layout(name="headless", edition="ky", path=lambda a: f"/post/{a.id}", page=_headless, front=_headless_front),
    Layout(name="signed below", edition="ru", path=lambda a: f"/{a.section}/{a.id}/", page=_signed_below, front=_signed_below_front, is_daily=True),
    Layout(name="elements", edition="en", path=lambda a: f"/{a.section}/{a.id}/{slug(a.title)}", page=_elements, front=_elements_front),
)  # fmt: skip
