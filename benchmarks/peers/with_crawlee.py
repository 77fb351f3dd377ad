"""`python -m benchmarks.peers.with_crawlee READER ADDRESS ARTICLES FOLDER AT_ONCE`: the crawl by Crawlee.

READER is parsel, for its ParselCrawler, or selectolax, in its HttpCrawler; both with the client it comes with.
Runs in an environment of its own; prints how many articles it kept.
"""

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import urljoin

from crawlee import ConcurrencySettings, Request
from crawlee.crawlers import HttpCrawler, HttpCrawlingContext, ParselCrawler, ParselCrawlingContext
from crawlee.storage_clients import MemoryStorageClient
from parsel import Selector

from benchmarks.peers import kept


async def crawl(reader: str, address: str, articles: int, folder: Path, at_once: int) -> int:
    """Crawl, and return how many articles were kept."""
    store, read = kept.Kept(folder), import_module(f"benchmarks.peers.fields_{reader}")
    crawler_class = ParselCrawler if reader == "parsel" else HttpCrawler
    crawler = crawler_class(
        concurrency_settings=ConcurrencySettings(
            min_concurrency=at_once, max_concurrency=at_once, desired_concurrency=at_once
        ),
        storage_client=MemoryStorageClient(),
        configure_logging=False,
    )

    @crawler.router.default_handler
    async def parse(context: HttpCrawlingContext) -> None:
        here = context.request.url
        new = [
            urljoin(here, link) for link in read.links(await _page(context)) if store.is_new(link)
        ]
        await context.add_requests([Request.from_url(url, label="article") for url in new])

    @crawler.router.handler("article")
    async def parse_article(context: HttpCrawlingContext) -> None:
        store.add(context.request.url, read.fields(await _page(context)))

    pages = range(-(-articles // kept.PAGE_SIZE))
    await crawler.run([kept.LISTING.format(address=address, number=each + 1) for each in pages])
    store.flush()
    return store.articles


async def _page(context: HttpCrawlingContext) -> Selector | bytes:
    if isinstance(context, ParselCrawlingContext):
        return context.selector
    return await context.http_response.read()


def main() -> None:
    """Crawl."""
    reader, address, articles, folder, at_once = sys.argv[1:]
    print(asyncio.run(crawl(reader, address, int(articles), Path(folder), int(at_once))))


if __name__ == "__main__":
    main()
