"""The one parser of URLs that lead to the network: what it refuses is never connected to.

What is asked is taken from what was parsed, so that what was judged and what is asked cannot differ. A URL of which
every character can be read in one way only stands as it is; httpx parses the others, and is loaded when the first of
them is met. Knows nothing of a URL's identity: that is `core`'s.
"""

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

from monitor.egress.lean import load_httpx
from monitor.noun import dataclass

_LONGEST = 8_000  # what RFC 9110 §4.1 asks every recipient to bear
_AUTHORITY = re.compile(r"https?://([^/?#]+)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PORTS = {"http": 80, "https": 443}
# A URL that all parsers read alike, and httpx leaves letter for letter as it is, but for what `_usual` looks for.
_CHARACTER = r"(?:[\w.,~/-]|%[0-9A-Fa-f]{2})"
_USUAL = re.compile(
    rf"(https?)://([a-z0-9_.-]+)(?::([1-9][0-9]{{0,4}}))?(/{_CHARACTER}*)(?:\?(?:{_CHARACTER}|[=&])*)?",
    re.ASCII,
)
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_QUAD = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
# What stands before the path, and the rest.
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
    return _usual(text) or _unusual(text)


def _usual(text: str) -> Url | None:
    parts = _USUAL.fullmatch(text)
    if parts is None or len(text) > _LONGEST:
        return None
    scheme, host, port, path = parts.groups()
    number = int(port) if port else _PORTS[scheme]
    is_default = port is not None and number == _PORTS[scheme]
    # Segments of dots are resolved, a usual port is left out, and some hosts with figures are taken for addresses.
    if "/." in path or is_default or number > 65_535 or not _is_usual(host):
        return None
    return Url(text=text, scheme=scheme, host=host, port=number)


def _is_usual(host: str) -> bool:
    if host[host.rfind(".") + 1 :][:1].isalpha():
        return _NAME.fullmatch(host) is not None
    return _QUAD.fullmatch(host) is not None


def _unusual(text: str) -> Url | None:
    authority = _AUTHORITY.match(text)
    if authority is None or "@" in authority[1] or len(text) > _LONGEST or not _is_plain(text):
        return None
    httpx = load_httpx()
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


def join_url(here: Url, reference: str) -> Url | None:
    """Return where `reference`, found at `here`, leads (RFC 3986 §5), or None like `parse_url`."""
    if _ABSOLUTE.match(reference):
        return parse_url(reference)
    if not _is_plain(reference):
        return None
    httpx = load_httpx()
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
