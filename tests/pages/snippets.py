"""Small pages and small selectors for tests that are about one trap."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.config.sites import load_site
from monitor.core.extract import read_article, read_listing
from monitor.model import Extraction, Listing, Page, Selectors

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LISTING = 'row = ".one"\nlink = "a::attr(href)"\ntime = ".time"\nday = ".day"'


def site(article: str = "", listing: str = LISTING, top: str = "") -> Selectors:
    """Return the selectors of a file with these keys; the title is the page's h1 unless `article` says other."""
    title = "" if article.startswith("title") else 'title = "h1"\n'
    text = f"""site = "snippet"
hosts = ["24.kg"]
timezone = "Asia/Bishkek"
{top}
[listing]
{listing}
[article]
{title}{article}
"""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "snippet.toml"
        path.write_text(text, encoding="utf-8")
        return load_site(path)


def page(html: str | bytes, url: str = "https://24.kg/news/1/", content_type: str = "") -> Page:
    """Return a fetched page."""
    body = html if isinstance(html, bytes) else html.encode()
    return Page(url=url, final_url=url, body=body, content_type=content_type)


def article(html: str | bytes, keys: str = "", now: datetime = NOW) -> Extraction:
    """Read `html` as an article page."""
    return read_article(page(html), site(keys), now=now)


def listing(
    html: str | bytes, keys: str = LISTING, now: datetime = NOW, url: str = "https://24.kg/"
) -> Listing:
    """Read `html` as the first page of a listing."""
    return read_listing(page(html, url), site(listing=keys), first_page=url, page_number=1, now=now)
