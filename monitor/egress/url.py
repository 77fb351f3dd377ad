"""The one parser of URLs that lead to the network: what it refuses is never connected to.

httpx parses, and what is asked is taken from what it returned, so that what was judged and what is asked cannot
differ. Knows nothing of a URL's identity: that is `core`'s.
"""

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

import httpx

from monitor.noun import dataclass

_LONGEST = 8_000  # what RFC 9110 §4.1 asks every recipient to bear
_AUTHORITY = re.compile(r"https?://([^/?#]+)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PORTS = {"http": 80, "https": 443}
# A URL whose path can be spelled in one way only, unless it holds a "/." segment; and what stands before the path.
_PLAIN = re.compile(r"(https?://[a-z0-9._:-]+)/[A-Za-z0-9_~/.-]*")
_PARTS = re.compile(r"https?://([^/?]+)(.*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Url:
    """An absolute http(s) URL without fragment and userinfo. `host` is lower-case ASCII, without brackets."""

    text: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what RFC 6454 calls the origin: scheme, host and port."""
        return self.scheme, self.host, self.port

    @property
    def place(self) -> tuple[str, str]:
        """Return what the field Host names, and what is asked of that host (RFC 9112 §3.2.1): path and query."""
        parts = _PARTS.fullmatch(self.text)
        assert parts is not None  # noqa: S101 - what `parse_url` returns is so spelled
        return parts[1], parts[2] if parts[2].startswith("/") else f"/{parts[2]}"


@lru_cache(maxsize=1_024)
def parse_url(text: str) -> Url | None:
    """Return the URL that `text` spells, or None.

    None for every scheme but http and https, userinfo, a backslash, white space, control and format
    characters, a missing or unusual host, port 0, and more than 8,000 characters.
    """
    plain = _PLAIN.fullmatch(text) if "/." not in text and len(text) <= _LONGEST else None
    if plain is not None:
        # Of a host's pages only the first is parsed: httpx changes nothing behind the host, and next to nothing before.
        home = _of_host(f"{plain[1]}/")
        if home is not None and home.text == f"{plain[1]}/":
            return Url(text=text, scheme=home.scheme, host=home.host, port=home.port)
    return _parse(text)


def _parse(text: str) -> Url | None:
    authority = _AUTHORITY.match(text)
    if authority is None or "@" in authority[1] or len(text) > _LONGEST or not _is_plain(text):
        return None
    try:
        url = httpx.URL(text.partition("#")[0])
    except httpx.InvalidURL:
        return None
    host = url.raw_host.decode("ascii").lower()
    # One dot at the end is the same name (RFC 1034 §3.1), and must not be a second host to be polite to.
    host = host.removesuffix(".")
    port = _PORTS[url.scheme] if url.port is None else url.port
    if not (_NAME.fullmatch(host) or _is_ipv6(host)) or not 0 < port < 65_536:
        return None
    return Url(text=str(url), scheme=url.scheme, host=host, port=port)


_of_host = lru_cache(maxsize=1_024)(_parse)


def join_url(here: Url, reference: str) -> Url | None:
    """Return where `reference`, found at `here`, leads (RFC 3986 §5), or None like `parse_url`."""
    if _ABSOLUTE.match(reference):
        return parse_url(reference)
    if not _is_plain(reference):
        return None
    try:
        return parse_url(str(httpx.URL(here.text).join(reference)))
    except httpx.InvalidURL:
        return None


def _is_ipv6(host: str) -> bool:
    try:
        return IPv6Address(host).scope_id is None
    except AddressValueError:
        return False


def _is_plain(text: str) -> bool:
    """Say whether parsers cannot disagree about `text`: `isprintable` is false for all but " " of white space."""
    return text.isprintable() and " " not in text and "\\" not in text
