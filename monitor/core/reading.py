"""What one fetched page says, with the articles it names identified.

Owns the step between bytes and decision: it is pure, and what it returns is small and fit to cross,
so that it may run in another process. It decides nothing and knows nothing of what is held.
"""

from datetime import datetime
from zlib import crc32

from monitor.core.doors import door_of, read_door
from monitor.core.extract import Seen, read_listing, see_article
from monitor.core.identity import identify
from monitor.model import (
    ArticleReading,
    Block,
    Extraction,
    Identity,
    Link,
    Listing,
    ListingReading,
    Page,
    Reading,
    Selectors,
    Target,
    TargetKind,
)

# The block around an article that the store keeps with it.
KEPT_BLOCKS = frozenset({Block.RELATED.value})
# Who stands in which block is read from one page of so many: it is much the same beside every article, and reading
# it would cost more than the article does.
SAMPLE = 16
SAMPLED_BLOCKS = KEPT_BLOCKS | {Block.POPULAR.value}


def read(
    target: Target,
    page: Page,
    selectors: Selectors,
    now: datetime,
    *,
    every_block: bool = False,
) -> Reading:
    """Return what the page of `target` says. `now` dates rows that give no year."""
    if target.kind is TargetKind.LISTING:
        return _read_listing(target, page, selectors, now)
    if every_block or is_sampled(target):
        blocks = None if every_block else SAMPLED_BLOCKS
        seen = see_article(page, selectors, now=now, blocks=blocks, may_cut=False)
        return article_reading(target, page, selectors, seen.extraction)
    return article_reading(target, page, selectors, see(page, selectors, now).extraction)


def see(page: Page, selectors: Selectors, now: datetime) -> Seen:
    """Return what an article page says where no more is wanted of it than at every check."""
    return see_article(page, selectors, now=now, blocks=KEPT_BLOCKS)


def is_sampled(target: Target) -> bool:
    """Say whether this check reads who stands in the blocks: one in sixteen does, and it is the same one anywhere."""
    return crc32(f"{target.lease}/{target.id}".encode()) % SAMPLE == 0


def _read_listing(
    target: Target, page: Page, selectors: Selectors, now: datetime
) -> ListingReading:
    number = target.round.page if target.round else 1
    if door_of(page.body) is not None:
        listing = read_door(page, selectors, first_page=target.url, now=now)
    else:
        listing = read_listing(page, selectors, first_page=target.url, page_number=number, now=now)
    identified = [(link, identify(link.url, selectors)) for link in listing.candidates]
    named = tuple(
        (link, i) for link, i in identified if i is not None and _is_article(i, selectors)
    )
    if not selectors.article.is_on_listing:
        return ListingReading(listing=listing, named=named)
    told = {i.key: _told(link, listing) for link, i in reversed(named)}
    # What has no words (a picture, a notice that somebody joined) is no article.
    worded = tuple((link, i) for link, i in named if told[i.key].extraction.title)
    keys = {i.key for _, i in worded}
    return ListingReading(
        listing=listing, named=worded, told={key: told[key] for key in told if key in keys}
    )


def _told(link: Link, listing: Listing) -> ArticleReading:
    """Return what a listing says of an article as if a page of its own had said it."""
    said = listing.said.get(link.url) or Extraction(
        title=link.title or None, published_at=link.published_at
    )
    return ArticleReading(extraction=said, redirected=None, claimed=(), spellings=(link.url,))


def _is_article(identity: Identity, selectors: Selectors) -> bool:
    """Say whether a link of a listing names an article: on a site with article ids only those with one do."""
    return selectors.article_id is None or identity.name.startswith(f"{selectors.site}#")


def article_reading(
    target: Target, page: Page, selectors: Selectors, extraction: Extraction
) -> ArticleReading:
    """Return what was extracted from the page of `target`, with the identities that it gives itself."""
    claims = [url for url in (extraction.canonical_url, extraction.short_url) if url]
    # Mostly they are all the same few strings, and to identify one costs as much as to read a field.
    identities = {url: identify(url, selectors) for url in {target.url, page.final_url, *claims}}
    asked, came_to = identities[target.url], identities[page.final_url]
    redirected = came_to if came_to and asked and came_to.key != asked.key else None
    claimed = [identity for url in claims if (identity := identities[url]) is not None]
    spellings = dict.fromkeys((page.final_url, *claims))
    return ArticleReading(
        extraction=extraction,
        redirected=redirected,
        claimed=tuple(i for i in claimed if asked is None or i.key != asked.key),
        spellings=tuple(spellings),
        blocks=_blocks(extraction, selectors) if is_sampled(target) else {},
    )


def _blocks(extraction: Extraction, selectors: Selectors) -> dict[Block, tuple[Identity, ...]]:
    named = {
        block: [identify(link.url, selectors) for link in extraction.links.get(block, ())]
        for block in (Block.POPULAR, Block.RELATED)
    }
    return {
        block: tuple(i for i in identities if i is not None and _is_article(i, selectors))
        for block, identities in named.items()
    }
