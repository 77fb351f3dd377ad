"""The article page has 24.kg's markup, traps included, and agrees with the ground truth."""

import re
from datetime import datetime, timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.demo.edition import EDITIONS, ZONE


def plain(node):
    return re.sub(r"\s+", " ", node.text()).strip()


async def read(client, url):
    page = await client.get(url)
    assert page.status_code == 200
    return LexborHTMLParser(page.text)


def attribute(tree, css, name="content"):
    return tree.css_first(css).attributes[name]


@pytest.mark.parametrize("edition", ["en", "ru", "ky"])
async def test_title_body_author_and_times_agree_with_the_truth(newsroom, client, edition):
    for article in newsroom.listed(edition)[:40]:
        tree = await read(client, newsroom.article_url(article))
        assert plain(tree.css_first("h1.newsTitle[itemprop=name]")) == article.title
        body = [plain(node) for node in tree.css("div.cont[itemprop=articleBody] > p")]
        assert body == list(article.paragraphs)
        assert [plain(quote) for quote in tree.css(".cont blockquote")] == [article.quote] * bool(
            article.quote
        )
        authors = [plain(node) for node in tree.css("[itemprop=author] [itemprop=name]")]
        assert authors == [article.author] * 2
        published = attribute(tree, 'meta[property="article:published_time"]')
        assert published.endswith("+06:00")
        assert datetime.fromisoformat(published) == article.published_at
        assert tree.css_first("html").attributes["lang"] == EDITIONS[edition].html_lang
        assert attribute(tree, 'meta[property="og:title"]') == article.title
        section = plain(tree.css_first("[itemprop=articleSection] a"))
        assert section == EDITIONS[edition].section_name(article.section)


@pytest.mark.parametrize(
    ("edition", "counter", "byline"),
    [
        (
            "en",
            r"views: \d+",
            r"\d\d:\d\d, \d\d [A-Z][a-z]+ \d{4}, Bishkek - .+ news agency, by \S+ [A-Z]+",
        ),
        ("ru", r"просмотров: \d+", r"\d\d:\d\d, \d\d [а-я]+ \d{4}, Бишкек - .+, \S+ [А-Я]+"),
        ("ky", r"көрүүлөр: \d+", r"\d\d:\d\d, \d\d [а-я]+ \d{4}, Бишкек - .+, \S+ [А-ЯҮӨҢ]+"),
    ],
)
async def test_counter_and_byline_speak_the_language(newsroom, client, edition, counter, byline):
    article = newsroom.listed(edition)[0]
    tree = await read(client, newsroom.article_url(article))
    link = tree.css_first("div.newsLink")
    assert re.search(counter, link.text())[0].endswith(f": {newsroom.views(article)}")
    assert tree.css_first("span#article-link").text() == newsroom.short_url(article)
    dates = [plain(node) for node in tree.css(".newsDate")]
    assert len(dates) == 2
    assert all(re.fullmatch(byline, date) for date in dates)
    local = article.published_at.astimezone(ZONE)
    assert dates[0].startswith(f"{local:%H:%M}, {local:%d} ")


async def test_every_page_tempts_with_visa_free_outside_its_article(newsroom, client):
    quiet = [article for article in newsroom.articles.values() if not article.mentions]
    for article in quiet[:30]:
        tree = await read(client, newsroom.article_url(article))
        whole = tree.html
        assert "isa-free" in whole
        assert "advisable" in whole
        body = " ".join(node.text() for node in tree.css("div.cont > p"))
        assert "visa-free" not in body.lower()


async def test_the_columns_have_their_traps(newsroom, client):
    article = newsroom.listed("ru")[5]
    tree = await read(client, newsroom.article_url(article))
    headings = [node.text() for node in tree.css(".lineTitle")]
    assert headings == ["Материалы по теме", "Популярные новости", "Бизнес", "Последние новости"]
    for card in tree.css(".row.blockNews a.title"):
        assert [child.tag for child in card.iter()] == ["img", "span"]
        assert card.css_first("img").attributes["alt"] == plain(card.css_first("span"))
        assert card.css_first("img").attributes["data-src"].endswith(".jpg")
    latest = tree.css("div.widget-last-news .lineNews .one")
    titles = [plain(row.css_first("a[data-pjax] span.full")) for row in latest]
    assert titles == [one.title for one in newsroom.listed("ru")[: len(titles)]]
    shorts = [plain(row.css_first("span.short")) for row in latest]
    assert any(short.endswith("…") for short in shorts)
    assert all(re.fullmatch(r"\d\d:\d\d", row.css_first(".time").text()) for row in latest)
    assert tree.css("div.widget-last-news .lineDate")
    assert tree.css("div.row.lineNews.mgb40 .one .title a")
    assert tree.css_first("div.row.lineNews.mgb40 .time") is None


async def test_header_foot_and_inserts_are_there(newsroom, client):
    article = next(one for one in newsroom.listed("ru") if one.pictures > 1)
    tree = await read(client, newsroom.article_url(article))
    rates = [
        (node.css_first("b").text(), node.css_first("span").text())
        for node in tree.css("#currencies > div")
    ]
    assert rates == [("USD", "87.45"), ("EUR", "101.72"), ("RUB", "1.08")]
    for css in (
        ".centerra .usd",
        ".weather",
        ".cont .poTeme .one a",
        ".cont .imgInText .photo-description",
        ".cont .vote p",
        ".cont script",
        "ul.pwslider a[href] img[data-src]",
        'div.newsPrintLink a[href^="javascript:"]',
        'meta[property="og:image"]',
    ):
        assert tree.css_first(css), css


async def test_titles_hold_no_break_spaces_and_newlines_at_times(newsroom, client):
    texts = []
    for article in newsroom.listed("ru")[:20]:
        tree = await read(client, newsroom.article_url(article))
        texts.append(tree.css_first("h1").text())
    assert any("\u00a0" in text.strip() for text in texts)
    assert any("\n" in text for text in texts)


async def test_pages_weigh_what_real_pages_weigh_and_compress(newsroom, client):
    for edition in ("en", "ru", "ky"):
        page = await client.get(newsroom.article_url(newsroom.listed(edition)[0]))
        assert 60_000 <= len(page.content) <= 90_000
        assert page.headers["content-encoding"] == "gzip"
        assert 3 <= len(page.content) / page.num_bytes_downloaded <= 8


async def test_all_spellings_lead_to_the_page_without_a_redirect(newsroom, client):
    for article in list(newsroom.articles.values())[:25]:
        for spelling in newsroom.spellings(article):
            tree = await read(client, httpx_join(newsroom.url, spelling))
            assert plain(tree.css_first("h1")) == article.title


def httpx_join(base, spelling):
    return (
        f"http:{spelling}"
        if spelling.startswith("//")
        else spelling
        if "://" in spelling
        else base + spelling
    )


async def test_every_article_link_of_a_page_resolves(newsroom, client):
    tree = await read(client, newsroom.article_url(newsroom.listed("ky")[2]))
    links = {a.attributes["href"] for a in tree.css(".lineNews a, .blockNews a, .poTeme a")}
    assert len(links) > 40
    for link in links:
        await read(client, httpx_join(newsroom.url, link))


async def test_an_edit_shows_the_new_wording_and_its_time(newsroom, client, clock):
    article = newsroom.listed("en")[0]
    clock.advance(timedelta(minutes=5))
    newsroom.edit(article.id, paragraphs=["New lead.", "New end."])
    tree = await read(client, newsroom.article_url(article))
    assert [plain(node) for node in tree.css("div.cont > p")] == ["New lead.", "New end."]
    modified = attribute(tree, 'meta[property="article:modified_time"]')
    assert datetime.fromisoformat(modified) == clock()
    assert newsroom.articles[article.id].revision == 2
