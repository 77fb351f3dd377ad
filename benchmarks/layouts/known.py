"""The layouts on which the learner was made. Owns their markup; those that were kept apart are in `held_out`."""

import hashlib

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
    KYRGYZ,
    Layout,
    Story,
    en_date,
    grouped,
    in_thousands,
    ky_date,
    ru_date,
    slug,
    thousands,
)

NO_AUTHOR = frozenset({"title", "body", "published", "section", "views"})
PLAIN = frozenset({"title", "body", "published"})


def made(word: str) -> str:
    """Return a class as builds make them up: the same on every page."""
    return hashlib.sha256(word.encode()).hexdigest()[:6]


def _portal(s: Story) -> str:
    inset = f'<div class="read-also"><b>Читайте также:</b> <a href="{s.beside[0].path}">{s.beside[0].title}</a></div>'
    body = f"""<div id="header"><h1 class="logo"><a href="/">Example News</a></h1><span class="date">27 ноября 2026, пятница</span>
{menu("ru")}</div><div id="content"><div class="crumbs"><a href="/">Главная</a> / <a href="/{s.section}/">{s.section_name}</a></div>
<h1 class="title">{s.title}</h1><div class="info"><span class="date">{ru_date(s.at)}, {s.at:%H:%M}</span>
<span class="author">Автор: {s.author}</span> <span class="views">Просмотров: {s.views}</span></div>
<div class="text">{paragraphs(s, between=inset + advert())}</div>{comments(s)}</div>
<div class="sidebar"><h3>Популярное</h3>{anchors(s.beside, "pop")}</div>{footer()}"""
    return document(s, graph(s), body, "ru")


def _portal_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<div class="news-item"><a class="img" href="{s.path}"><img src="/i/{s.article.id}.jpg"></a>'
        f'<a class="name" href="{s.path}">{s.title}</a><span class="when">{s.at:%d.%m.%Y %H:%M}</span></div>'
        for s in stories
    )
    body = f'{menu("ru")}<div class="news-list">{rows}</div><div class="pager"><a class="next" href="/page/2/">Далее</a></div>'
    return document(None, "", body, "ru")


def _tables(s: Story) -> str:
    text = "<br><br>".join(s.paragraphs)
    body = f"""<table width="100%" border="0"><tr><td colspan="3" bgcolor="#003366"><font color="white">EXAMPLE</font> 27.11.2026</td></tr>
<tr><td width="20%" valign="top">{list_of(s.beside)}</td><td valign="top"><font size="4"><b>{s.title}</b></font><br>
<font size="1" color="gray">{s.at:%d.%m.%Y %H:%M} | Просмотров: {grouped(s.views, " ")} | Автор: {s.author}</font>
<div align="justify">{text}</div></td><td width="20%"><b>Реклама</b><br>{advert("")}</td></tr></table>"""
    return document(s, "", body)


def _tables_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<tr><td width="60"><font size="1">{s.at:%d.%m.%Y %H:%M}</font></td><td><a href="{s.path}">{s.title}</a></td></tr>'
        for s in stories
    )
    body = f'<table><tr><td>{menu("ru")}</td><td><table id="last">{rows}</table><a href="/?page=2">Следующая</a></td></tr></table>'
    return document(None, "", body)


def _modules(s: Story) -> str:
    def css(name: str) -> str:
        return f"{name}__{made(name)}"

    body = f"""<div class="{css("Header_root")}">{menu("ru", css("Menu_list"))}</div><main class="{css("Page_main")}">
<div class="{css("Article_rubric")}"><a href="/{s.section}/">{s.section_name}</a></div>
<h1 class="{css("Article_title")}">{s.title}</h1><time class="{css("Article_time")}" datetime="{s.at.isoformat()}">{s.at:%H:%M}, {ru_date(s.at)}</time>
<span class="{css("Article_author")}">{s.author}</span><span class="{css("Article_views")}"><svg></svg>{s.views}</span>
<div class="{css("Article_body")}">{paragraphs(s, css("Text_p"), between=f'<div class="{css("Related_box")}">{list_of(s.beside[:2])}</div>')}</div>
</main><aside class="{css("Aside_root")}">{anchors(s.beside, css("Aside_item"))}</aside>"""
    return document(s, graph(s), body, "ru")


def _modules_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<article class="Card_root__{made("card")}"><a href="{s.path}"><h3 class="Card_title__{made("ct")}">{s.title}</h3></a>'
        f'<time datetime="{s.at.isoformat()}">{s.at:%H:%M}</time></article>'
        for s in stories
    )
    return document(
        None, '<link rel="next" href="/news?page=2">', f"<div>{menu('ru')}{rows}</div>", "ru"
    )


def _styled(s: Story) -> str:
    def css(name: str) -> str:
        return f"sc-{made(name)} {made(name + 'x')}"

    data = s.linked(
        datePublished=s.at.isoformat(),
        author=[{"@type": "Person", "name": s.article.author}],
        articleSection=s.section_name,
    )
    body = f"""<div class="{css("top")}">{menu("en", css("nav"))}</div><article class="{css("art")}"><header class="{css("hd")}">
<h1 class="{css("h")}">{s.title}</h1><p class="{css("by")}">By <a rel="author" href="/people/{slug(s.article.author)}">{s.author}</a></p>
<time class="{css("t")}" datetime="{s.at.isoformat()}">{en_date(s.at)}</time><div class="{css("v")}">{grouped(s.views, ",")} views</div></header>
<section class="{css("b")}">{paragraphs(s, css("p"))}</section></article><section class="{css("more")}"><h2>More stories</h2>{anchors(s.beside, css("m"))}</section>"""
    return document(s, graph(s) + data, body, "en")


def _styled_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<li class="sc-{made("li")}"><a class="sc-{made("la")}" href="{s.path}">{s.title}</a><time datetime="{s.at.isoformat()}">{en_date(s.at)}</time></li>'
        for s in stories
    )
    return document(
        None,
        "",
        f'{menu("en")}<main><ol class="sc-{made("ol")}">{rows}</ol><a href="/latest?page=2">Next</a></main>',
        "en",
    )


def _wordpress(s: Story) -> str:
    share = '<div class="sharedaddy"><ul><li><a href="https://facebook.com/share">Facebook</a> <span class="share-count">512</span></li></ul></div>'
    yarpp = f'<div class="yarpp-related"><h3>Окшош макалалар</h3>{list_of(s.beside[:3])}</div>'
    body = f"""<header class="site-header"><p class="site-title"><a href="/">Example</a></p>{menu("ky", "main-navigation")}</header>
<main id="main" class="site-main"><article id="post-{s.article.id}" class="post-{s.article.id} post type-post hentry category-{s.section}">
<header class="entry-header"><span class="cat-links"><a href="/category/{s.section}/" rel="category tag">{s.section_name}</a></span>
<h1 class="entry-title">{s.title}</h1><div class="entry-meta"><time class="entry-date published" datetime="{s.at.isoformat()}">{ky_date(s.at)}</time>
<span class="byline"><span class="author vcard"><a class="url fn n" href="/author/x/">{s.author}</a></span></span>
<span class="post-views-count">{s.views}</span></div></header>
<div class="entry-content">{paragraphs(s)}{share}{yarpp}</div><footer class="entry-footer"><span class="tags-links"><a href="/tag/x/">Бишкек</a></span></footer>
</article>{comments(s)}</main><aside class="widget-area">{anchors(s.beside)}</aside>"""
    return document(s, graph(s, time=True, suffix=" - Example News"), body, "ky-KG")


def _wordpress_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<article class="post-{s.article.id} post hentry"><h2 class="entry-title"><a href="{s.path}" rel="bookmark">{s.title}</a></h2>'
        f'<time class="entry-date" datetime="{s.at.isoformat()}">{ky_date(s.at)}</time><p>{s.paragraphs[0]}</p></article>'
        for s in stories
    )
    body = f'{menu("ky")}<main class="site-main">{rows}<nav class="navigation"><a class="next page-numbers" href="/page/2/">Кийинки</a></nav></main>'
    return document(None, "", body, "ky-KG")


def _linked_only(s: Story) -> str:
    data = s.linked(
        datePublished=s.at.isoformat(), dateModified=s.at.isoformat(), author={"@type": "Person", "name": s.article.author},
        articleSection=s.section_name, mainEntityOfPage={"@id": s.url},
    )  # fmt: skip
    a, b, c = made("a"), made("b"), made("c")
    parts = "".join(f'<div class="_{made("d")}">{text}</div>' for text in s.paragraphs)
    body = f"""<div class="_{a}"><div class="_{b}">{menu("ru", "_" + c)}</div><div class="_{made("main")}"><h1>{s.title}</h1>
<div class="_{made("text")}">{parts}</div></div><div class="_{made("rel")}">{anchors(s.beside, "_" + made("r"))}</div></div>"""
    return document(s, data, body)


def _linked_only_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<div class="_{made("row")}"><a href="{s.path}"><div>{s.title}</div><div>{s.at:%H:%M %d.%m.%Y}</div></a></div>'
        for s in stories
    )
    return document(
        None,
        "",
        f'<div class="_{made("x")}">{menu("ru")}<div class="_{made("list")}">{rows}</div></div>',
    )


def _microdata(s: Story) -> str:
    body = f"""<div class="top">{menu("ru")}</div><div itemscope itemtype="http://schema.org/NewsArticle">
<h1 itemprop="headline">{s.title}</h1><meta itemprop="datePublished" content="{s.at.isoformat()}">
<div class="m"><span>{s.at:%H:%M, %d.%m.%Y}</span> <span itemprop="author" itemscope><span itemprop="name">{s.author}</span></span>
<a itemprop="articleSection" href="/{s.section}/">{s.section_name}</a> <i class="icon-eye"></i><span>{s.views}</span></div>
<div itemprop="publisher" itemscope><span itemprop="name">Example News</span></div>
<div itemprop="articleBody">{paragraphs(s, between=advert("banner"))}</div></div><div class="bottom">{list_of(s.beside)}</div>"""
    return document(s, "", body, "ru")


def _drupal(s: Story) -> str:
    body = f"""<div class="region region-header">{menu("ky")}</div><div class="region region-content"><h1 class="page-header">{s.title}</h1>
<div class="node node--type-article"><div class="field field--name-field-rubric"><div class="field__item"><a href="/{s.section}">{s.section_name}</a></div></div>
<div class="field field--name-created">{s.at.day}-{KYRGYZ[s.at.month - 1].capitalize()} {s.at.year} {s.at:%H:%M}</div>
<div class="field field--name-field-author"><div class="field__label">Автор:</div><div class="field__item">{s.author}</div></div>
<div class="clearfix text-formatted field field--name-body field__item">{paragraphs(s)}</div>
<div class="field field--name-statistics">Көрүүлөр: {s.views}</div></div></div>
<div class="region region-sidebar">{list_of(s.beside)}</div>"""
    return document(s, "", body, "ky")


def _drupal_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<div class="views-row"><div class="views-field-created">{s.at:%d.%m.%Y - %H:%M}</div><div class="views-field-title"><a href="{s.path}">{s.title}</a></div></div>'
        for s in stories
    )
    return document(
        None,
        "",
        f'{menu("ky")}<div class="view-content">{rows}</div><ul class="pager"><li class="pager__item--next"><a rel="next" href="?page=1">›</a></li></ul>',
        "ky",
    )


def _bitrix(s: Story) -> str:
    text = "<br /><br />".join(s.paragraphs)
    body = f"""<div class="left-menu">{menu("ru")}</div><div class="news-detail"><span class="news-date-time">{s.at:%d.%m.%Y %H:%M:%S}</span>
<h3>{s.title}</h3><div class="preview-img"><img src="/upload/{s.article.id}.jpg"><div class="photo-caption">Фото: пресс-служба</div></div>{text}
<div style="clear:both"></div><br /><b>Просмотров:</b> {s.views}<br /></div><p><a href="/{s.section}/">Возврат к списку</a></p>{footer()}"""
    return document(s, "", body, "ru")


def _bitrix_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<p class="news-item"><span class="news-date-time">{s.at:%d.%m.%Y}</span> <a href="{s.path}"><b>{s.title}</b></a><br>{s.paragraphs[0]}</p>'
        for s in stories
    )
    return document(
        None,
        "",
        f'{menu("ru")}<div class="news-list">{rows}<font class="text"><a href="/news/?PAGEN_1=2">2</a></font></div>',
        "ru",
    )


def _one_line(s: Story) -> str:
    body = f"""<nav>{menu("ru")}</nav><div class="wrap"><div class="news"><h2 class="news__head">{s.title}</h2>
<div class="news__info">{s.at:%H:%M}, {ru_date(s.at)}, Бишкек. Автор: {s.author}. Просмотров: {s.views}. Комментариев: {s.comments}</div>
<div class="news__rubric"><a href="/{s.section}/">{s.section_name}</a></div><div class="news__content">{paragraphs(s)}
<p><b>Читайте также:</b> <a href="{s.beside[0].path}">{s.beside[0].title}</a></p></div></div>
<div class="news__more">{anchors(s.beside)}</div></div>"""
    return document(s, graph(s), body, "ru")


def _one_line_front(stories: list[Story]) -> str:
    days: dict[str, list[Story]] = {}
    for s in stories:
        days.setdefault(ru_date(s.at).rpartition(" ")[0], []).append(s)
    parts = "".join(
        f'<h4 class="feed__day">{day}</h4>'
        + "".join(
            f'<div class="feed__row"><span class="feed__time">{s.at:%H:%M}</span> <a href="{s.path}">{s.title}</a></div>'
            for s in rows
        )
        for day, rows in days.items()
    )
    return document(
        None,
        "",
        f'<nav>{menu("ru")}</nav><div class="feed">{parts}</div><a class="feed__next" href="/page_2/">Ещё новости</a>',
        "ru",
    )


def _amp(s: Story) -> str:
    body = f"""<header class="site"><a href="/">Example</a></header><article class="amp-wp-article"><header class="amp-wp-article-header">
<div class="kicker">{s.section_name}</div><h1 class="amp-wp-title">{s.title}</h1><p class="byline">By {s.author}</p>
<p class="timestamp">{en_date(s.at)}, {s.at:%I:%M %p}</p><p class="reads">{thousands(s.views)} reads</p></header>
<figure class="hero"><img src="/i/{s.article.id}.jpg"><figcaption>A picture of the day, taken by our own photographer in Bishkek.</figcaption></figure>
<div class="amp-wp-article-content">{paragraphs(s, between=f'<aside class="inset"><h4>Related</h4>{list_of(s.beside[:2])}</aside>')}</div></article>{footer()}"""
    return document(s, graph(s, suffix=" | Example News"), body, "en")


def _tailwind(s: Story) -> str:
    body = f"""<div class="flex w-full items-center">{menu("en", "flex gap-4")}</div><main class="container mx-auto"><article class="prose">
<a class="text-sm font-bold" href="/{s.section}">{s.section_name}</a><h1 class="text-3xl font-bold mt-4">{s.title}</h1>
<div class="flex text-sm mt-2"><span class="font-medium">{s.author}</span><time class="ml-2" datetime="{s.at.isoformat()}">{en_date(s.at)}</time>
<span class="ml-2" title="views">{grouped(s.views, ",")}</span></div><div class="mt-6">{paragraphs(s, "mt-4")}</div></article>
<div class="grid gap-2 mt-8">{anchors(s.beside, "p-2")}</div></main>"""
    return document(
        s, graph(s, time=True) + f'<meta name="author" content="{s.author}">', body, "en"
    )


def _tailwind_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<div class="flex p-2"><a class="font-bold" href="{s.path}">{s.title}</a><time class="ml-2" datetime="{s.at.isoformat()}">{s.at:%H:%M}</time></div>'
        for s in stories
    )
    return document(
        None,
        "",
        f'{menu("en", "flex gap-4")}<main class="container"><div class="mt-4">{rows}</div><a href="/latest?page=2" class="p-2">Next</a></main>',
        "en",
    )


def _many_headings(s: Story) -> str:
    body = f"""<h1><a href="/"><img alt="Example"></a>Example</h1><div id="nav">{menu("ru")}</div><h1 class="rubric">{s.section_name}</h1>
<div class="side"><h1>Главное</h1>{anchors(s.beside[:3])}</div><div class="page"><h1 class="page-title">{s.title}</h1>
<div class="dateline">Опубликовано: {ru_date(s.at)} {s.at:%H:%M}</div><div class="dateline upd">Обновлено: 27 ноября 2026 {s.at:%M}:05</div>
<div class="sign">Текст: {s.author}</div><div class="article_text">{paragraphs(s, between=advert("rek"))}</div>
<div class="stat"><span class="st-comments">{s.comments}</span> <span class="st-views">{grouped(s.views, " ")}</span></div></div>"""
    return document(s, graph(s), body, "ru")


def _blocks(s: Story) -> str:
    parts = "".join(
        f'<div class="article__block" data-type="text"><div class="article__text">{text}</div></div>'
        + (
            f'<div class="article__block" data-type="article"><div class="article__article"><a href="{s.beside[0].path}">{s.beside[0].title}</a></div></div>'
            if number == 1
            else ""
        )
        + (
            '<div class="article__block" data-type="banner"><div class="banner">Реклама: кредиты для малого бизнеса под низкий процент</div></div>'
            if number == 2
            else ""
        )
        for number, text in enumerate(s.paragraphs)
    )
    body = f"""<div class="header">{menu("ru", "header__nav")}</div><div class="article" data-article-id="{s.article.id}"><div class="article__header">
<h1 class="article__title">{s.title}</h1><div class="article__info"><div class="article__info-date" data-unixtime="{int(s.at.timestamp())}"><a href="/archive/">{s.at:%H:%M %d.%m.%Y}</a></div>
<div class="article__views">{s.views}</div></div></div><div class="article__body">{parts}</div>
<div class="article__author"><div class="article__author-name">{s.author}</div></div>
<ul class="tags"><li class="tag"><a href="/{s.section}/">{s.section_name}</a></li></ul></div><div class="recommend">{anchors(s.beside)}</div>"""
    return document(s, graph(s), body, "ru")


def _blocks_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<div class="list__item"><div class="list__content"><a class="list__title" href="{s.path}">{s.title}</a></div>'
        f'<div class="list__date" data-unixtime="{int(s.at.timestamp())}">{s.at:%H:%M}</div></div>'
        for s in stories
    )
    return document(
        None,
        "",
        f'{menu("ru")}<div class="list list-tag">{rows}</div><div class="list__more" data-url="/services/?page=2"></div>',
        "ru",
    )


def _office(s: Story) -> str:
    body = f"""<div id="head"><b>Кыргыз Республикасынын Министрлиги</b> {menu("ky")}</div><div id="content"><div class="way"><a href="/">Башкы бет</a> » <a href="/{s.section}/">{s.section_name}</a></div>
<h2>{s.title}</h2><div class="day">{s.at:%d.%m.%Y}</div><div class="body"><p align="justify">{"</p><p align='justify'>".join(s.paragraphs)}</p></div></div>
<div id="right"><h4>Кабарлар</h4>{list_of(s.beside)}</div>"""
    return document(s, "", body, "ky")


def _office_front(stories: list[Story]) -> str:
    rows = "".join(
        f'<li><span>{s.at:%d.%m.%Y}</span> <a href="{s.path}">{s.title}</a></li>' for s in stories
    )
    return document(
        None,
        "",
        f'<div id="head">{menu("ky")}</div><div id="content"><ul class="news">{rows}</ul></div>',
        "ky",
    )


KNOWN = (
    Layout(name="portal", edition="ru", path=lambda a: f"/{a.section}/{a.id}_{slug(a.title)}/", page=_portal, front=_portal_front),
    Layout(name="tables", edition="ru", path=lambda a: f"/?id={a.id}", page=_tables, front=_tables_front,
           gives=frozenset({"title", "body", "published", "author", "views"})),
    Layout(name="css modules", edition="ru", path=lambda a: f"/{a.section}/{slug(a.title)}-{a.id}", page=_modules, front=_modules_front),
    Layout(name="styled components", edition="en", path=lambda a: f"/{a.section}/{a.published_at:%Y/%m/%d}/{slug(a.title)}/", page=_styled, front=_styled_front),
    Layout(name="wordpress", edition="ky", path=lambda a: f"/{a.published_at:%Y/%m/%d}/{slug(a.title)}/", page=_wordpress, front=_wordpress_front),
    Layout(name="json-ld only", edition="ru", path=lambda a: f"/news/{a.id}", page=_linked_only, front=_linked_only_front,
           gives=frozenset({"title", "body", "published", "author", "section"})),
    Layout(name="microdata", edition="ru", path=lambda a: f"/{a.section}/{a.id}.html", page=_microdata, front=_portal_front),
    Layout(name="drupal", edition="ky", path=lambda a: f"/node/{a.id}", page=_drupal, front=_drupal_front),
    Layout(name="bitrix", edition="ru", path=lambda a: f"/news/detail/{a.id}/", page=_bitrix, front=_bitrix_front,
           gives=frozenset({"title", "body", "published", "views"})),
    Layout(name="one line", edition="ru", path=lambda a: f"/doc/{a.id}_{slug(a.title)}.html", page=_one_line, front=_one_line_front),
    Layout(name="amp", edition="en", path=lambda a: f"/news/{slug(a.title)}-{a.id}.html", page=_amp, front=_styled_front, rounds=in_thousands),
    Layout(name="tailwind", edition="en", path=lambda a: f"/{a.section}/{slug(a.title)}", page=_tailwind, front=_tailwind_front),
    Layout(name="many headings", edition="ru", path=lambda a: f"/{a.section}/{a.id}", page=_many_headings, front=_portal_front),
    Layout(name="blocks", edition="ru", path=lambda a: f"/{a.published_at:%Y%m%d}/{slug(a.title)}-{a.id}.html", page=_blocks, front=_blocks_front),
    Layout(name="office", edition="ky", path=lambda a: f"/news/view/{a.id}", page=_office, front=_office_front, is_daily=True,
           gives=frozenset({"title", "body", "published", "section"})),
)  # fmt: skip
