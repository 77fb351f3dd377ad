"""`python -m benchmarks.peers.with_scrapy READER ADDRESS ARTICLES FOLDER AT_ONCE`: the crawl by Scrapy.

READER is parsel or selectolax. Runs in an environment of its own; prints how many articles it kept.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.selector import Selector

from benchmarks.peers import kept


class Spider(scrapy.Spider):
    """Follows the listing's pages to every article."""

    name = "peer"

    def __init__(self, reader: str, address: str, articles: str, folder: str) -> None:
        super().__init__()
        self._is_parsel = reader == "parsel"
        self._read = import_module(f"benchmarks.peers.fields_{reader}")
        self.start_urls = [
            kept.LISTING.format(address=address, number=number + 1)
            for number in range(-(-int(articles) // kept.PAGE_SIZE))
        ]
        self.kept = kept.Kept(Path(folder))

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        """Follow a listing's links."""
        for link in self._read.links(self._page(response)):
            if self.kept.is_new(link):
                yield response.follow(link, self.parse_article)

    def parse_article(self, response: Response) -> None:
        """Keep an article."""
        self.kept.add(response.url, self._read.fields(self._page(response)))

    def closed(self, reason: str) -> None:
        """Write the rest and tell."""
        self.kept.flush()
        print(self.kept.articles)

    def _page(self, response: Response) -> Selector | bytes:
        return response.selector if self._is_parsel else response.body


def main() -> None:
    """Crawl."""
    *words, at_once = sys.argv[1:]
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": int(at_once),
            "CONCURRENT_REQUESTS_PER_DOMAIN": int(at_once),
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": False,
            "COOKIES_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "WARNING",
        }
    )
    process.crawl(Spider, *words)
    process.start()


if __name__ == "__main__":
    main()
