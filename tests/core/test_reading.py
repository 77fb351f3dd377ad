"""What one fetched page says, with the articles it names identified."""

import pickle
from pathlib import Path

from monitor.config.sites import load_site
from monitor.core.reading import is_sampled, read
from monitor.model import ArticleReading, Block, ListingReading, Page
from tests.factories import LISTING, NOW, article_target, listing_target, selectors

ROW = '<div class="one"><a href="{href}">{title}</a></div>'


def page(html: str, url: str, final_url: str = "") -> Page:
    return Page(url=url, final_url=final_url or url, body=html.encode(), content_type="text/html")


def listing(*hrefs: str) -> ListingReading:
    rows = "".join(ROW.format(href=href, title="A title") for href in hrefs)
    reading = read(listing_target(), page(f"<html>{rows}", LISTING), selectors(), NOW)
    assert isinstance(reading, ListingReading)
    return reading


def article(final_url: str = "") -> ArticleReading:
    target = article_target(100)
    html = "<html><h1>A title</h1>"
    reading = read(target, page(html, target.url, final_url), selectors(), NOW)
    assert isinstance(reading, ArticleReading)
    return reading


def test_a_listing_names_articles_by_the_sites_own_id():
    reading = listing("/english/100_One/", "/vlast/101/")

    assert [identity.name for _, identity in reading.named] == ["24.kg#100", "24.kg#101"]


def test_links_without_an_id_and_links_elsewhere_are_no_articles():
    reading = listing("/about/", "https://example.org/english/100_One/", "/english/100_One/")

    assert [identity.name for _, identity in reading.named] == ["24.kg#100"]


def test_two_spellings_of_one_article_are_both_named_under_one_key():
    reading = listing("/english/100_One/", "/english/100/?utm_source=x")

    assert len(reading.named) == 2
    assert len(reading.keys()) == 1


def test_a_redirect_to_another_spelling_of_the_same_article_is_none():
    assert article("https://24.kg/english/100_Other_slug/").redirected is None


def test_a_redirect_to_another_article_is_told():
    redirected = article("https://24.kg/english/200_Title/").redirected

    assert redirected is not None
    assert redirected.name == "24.kg#200"


def test_the_place_it_came_to_is_a_spelling():
    assert article("https://24.kg/english/100/").spellings == ("https://24.kg/english/100/",)


def test_a_reading_can_cross_to_another_process():
    for reading in (listing("/english/100_One/"), article()):
        assert pickle.loads(pickle.dumps(reading)) == reading


def test_one_check_in_sixteen_reads_who_stands_beside_the_article():
    pages = Path(__file__).parent.parent / "pages" / "24.kg"
    site = load_site(Path(__file__).parent.parent.parent / "selectors" / "24.kg.toml")
    body = (pages / "article-ru.html").read_bytes()
    targets = [article_target(100, id=number) for number in range(1, 1001)]
    sampled = [target for target in targets if is_sampled(target)]
    other = next(target for target in targets if target not in sampled)

    def blocks(target):
        found = Page(url=target.url, final_url=target.url, body=body, content_type="text/html")
        reading = read(target, found, site, NOW)
        assert isinstance(reading, ArticleReading)
        return {block: len(identities) for block, identities in reading.blocks.items()}

    assert 30 < len(sampled) < 100
    assert blocks(other) == {}
    assert min(blocks(sampled[0]).values()) > 0
    assert set(blocks(sampled[0])) == {Block.POPULAR, Block.RELATED}
