"""What one fetched page says, with the articles it names identified. Small, and fit to cross between processes."""

from collections.abc import Mapping
from dataclasses import field
from itertools import chain

from monitor.model.article import Extraction, Identity, Link, Listing
from monitor.model.coverage import Block
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingReading:
    """A listing and, beside each candidate that names an article of the site, that article's identity.

    `told` holds, by identity key, what the listing says of articles that have no page of their own: all that is read
    of them.
    """

    listing: Listing
    named: tuple[tuple[Link, Identity], ...]
    told: "Mapping[bytes, ArticleReading]" = field(default_factory=dict)

    def keys(self) -> frozenset[bytes]:
        """Return the identity keys it names."""
        return frozenset(identity.key for _, identity in self.named)

    def identities(self) -> list[Identity]:
        """Return the identities in page order."""
        return [identity for _, identity in self.named]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleReading:
    """An article page, with every identity and spelling that it gives itself.

    `redirected` holds the identity of the place the server sent us to; `claimed` those that the page claims
    in its canonical and short links, which are believed less. `blocks` holds who stands beside the article, where that
    was asked for.
    """

    extraction: Extraction
    redirected: Identity | None
    claimed: tuple[Identity, ...]
    spellings: tuple[str, ...]
    blocks: Mapping[Block, tuple[Identity, ...]] = field(default_factory=dict)

    def keys(self) -> frozenset[bytes]:
        """Return the identity keys it names."""
        identities = (self.redirected, *self.claimed, *chain(*self.blocks.values()))
        return frozenset(identity.key for identity in identities if identity is not None)


Reading = ListingReading | ArticleReading
