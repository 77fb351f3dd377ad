"""Identify an article: by its site's own id where there is one, else by the canonical form of its link."""

from collections.abc import Collection
from functools import lru_cache
from hashlib import blake2b

from monitor.core.identity.url import Address, read_address, without_www
from monitor.model import Identity, Selectors
from monitor.model.selectors import Pattern

# A listing names the same articles at every check, and their pages name themselves.
_REMEMBERED = 1_024
# Longer ones are no newspaper's, and not worth their room.
_LONGEST_REMEMBERED = 300


def identify(
    url: str, selectors: Selectors, base: str = "", *, listing: str = ""
) -> Identity | None:
    """Return the identity of the article that the link `url` on the page `base` names; None if none.

    A link to one of the site's hosts (or to the host of `listing`) whose path yields an article id is named
    by site and id ("24.kg#363188"), so that a changed slug, section or host makes no second article.
    Every other link is named by its canonical form. `Identity.url` is the clean link and can be fetched.
    """
    look = _remembered if len(url) <= _LONGEST_REMEMBERED else _identified
    pattern, ignores_case = selectors.article_id, selectors.article_id_ignores_case
    return look(url, base, listing, selectors.site, selectors.hosts, pattern, ignores_case)


def _identified(
    url: str,
    base: str,
    listing: str,
    site: str,
    hosts: frozenset[str],
    pattern: Pattern | None,
    ignores_case: bool,
) -> Identity | None:
    address = read_address(url, base)
    if address is None:
        return None
    home = read_address(listing) if listing else None
    is_ours = _is_among(address, hosts) or (
        home is not None and home.bare_host == address.bare_host
    )
    id_ = _article_id(address, pattern) if is_ours else None
    if id_ and ignores_case:
        id_ = id_.lower()
    name = f"{site}#{id_}" if id_ else address.canonical
    return Identity(key=key_of(name), name=name, url=address.spelling)


_remembered = lru_cache(maxsize=_REMEMBERED)(_identified)


def key_of(name: str) -> bytes:
    """Return the identity key of an identity's name ("24.kg#363188", or a canonical link)."""
    return blake2b(name.encode(errors="replace"), digest_size=16).digest()


def belongs(url: str, hosts: Collection[str]) -> bool:
    """Say whether an absolute link leads to one of `hosts`.

    `www.` and the port do not count, except that "host:port" means that port alone;
    "*.akipress.org" means every host below akipress.org.
    """
    address = read_address(url)
    return address is not None and _is_among(address, hosts)


def _is_among(address: Address, hosts: Collection[str]) -> bool:
    # A host is mostly spelled as it is compared.
    if address.bare_host in hosts or f"{address.bare_host}:{address.port}" in hosts:
        return True
    return any(_is_host(address, host.lower()) for host in hosts)


def _is_host(address: Address, host: str) -> bool:
    if host.startswith("*."):
        return address.host.endswith(host[1:])
    with_port = f"{address.bare_host}:{address.port}"
    return without_www(host) in {address.bare_host, with_port}


def _article_id(address: Address, pattern: Pattern | None) -> str | None:
    """Return what the first group that took part in the match of the pattern holds, or None."""
    groups = pattern.groups_in(address.canonical_path) if pattern is not None else None
    return next(filter(None, groups), None) if groups else None
