"""Read a link into an `Address`, and write it in two ways: to be fetched, and to be compared.

`Address.spelling` is the link made clean; it can be fetched, so it keeps what a server may insist on: the
scheme, a leading `www.`, a trailing slash. `Address.canonical` drops these too; it is what an identity key
hashes, a name and not a promise that it answers (a plain-http site gets an https name as well).
Normalisation is that of RFC 3986 §6.2.2 and §6.2.3. Nothing here raises.
"""

import re
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from monitor.core.identity.tracking import drop_tracking
from monitor.noun import dataclass

# Longer than any link of a newspaper, Cyrillic slugs in percent-encoding included.
MAX_LENGTH = 8_192
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#[xX]0*26);)+", re.IGNORECASE)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# RFC 3986's pchar and "/" (and "?" in a query); "%" because escapes are in order by then.
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?"
# urllib normalises a host with Unicode's tables, which is quadratic in what a hostile page may put there.
_LONG_AUTHORITY = re.compile(r"[^/?#]*//[^/?#]{300}")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
# What a link mostly is: nothing in it can be written in two ways, but for a segment that begins with a dot.
_PLAIN = re.compile(
    r"(https?)://([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::([1-9][0-9]{0,4}))?(/[A-Za-z0-9_~/.-]*)"
)
_PLAIN_LENGTH = 2_000
_FILE = re.compile(r"[^/]\.[A-Za-z0-9]{1,5}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A link taken apart and made clean. `port` is None where it is the scheme's own."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str

    @property
    def bare_host(self) -> str:
        """Return the host without `www.`, which is how hosts are compared."""
        return without_www(self.host)

    @property
    def spelling(self) -> str:
        """Return the clean link, to be fetched and shown."""
        return _join(self.scheme, self.host, self.port, self.path, self.query)

    @property
    def canonical_path(self) -> str:
        """Return the path with a trailing slash, or without one behind a file name such as `x.html`."""
        path = self.path.rstrip("/")
        return path if _FILE.search(path.rpartition("/")[2]) else path + "/"

    @property
    def canonical(self) -> str:
        """Return the one form of all spellings of this link."""
        # Either default port: http and https are one name, so their ports must be, too.
        port = None if self.port in _DEFAULT_PORTS.values() else self.port
        return _join("https", self.bare_host, port, self.canonical_path, self.query)


def canonicalise(url: str, base: str = "") -> str | None:
    """Return the canonical form of a link found on the page `base`; None if it names no page.

    None covers other schemes, a relative link without a base, a link to the page itself, and what no
    honest page contains: userinfo, control characters, backslashes, hosts that are none.
    """
    address = read_address(url, base)
    return address.canonical if address else None


def read_address(url: str, base: str = "") -> Address | None:
    """Return the link as an `Address`, or None as `canonicalise` does."""
    plain = _PLAIN.fullmatch(url) if not base and "/." not in url else None
    if plain is not None and (address := _read_plain(plain)) is not None:
        return address
    try:
        return _read(url.strip(), base.strip())
    except ValueError:  # urllib's word for what cannot be a URL, and a lone surrogate's
        return None


def without_www(host: str) -> str:
    """Return the host without leading `www.` labels, unless nothing but a top-level domain would remain."""
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host


def _read_plain(found: re.Match[str]) -> Address | None:
    scheme, host, port, path = found.groups()
    number = int(port) if port else None
    if len(host) > 253 or found.end() > _PLAIN_LENGTH or (number or 0) > 65_535:
        return None
    own = number if number != _DEFAULT_PORTS[scheme] else None
    return Address(scheme=scheme, host=host, port=own, path=path, query="")


def _read(url: str, base: str) -> Address | None:
    if not url or url.startswith("#") or _is_hostile(url) or _is_hostile(base):
        return None
    link = _AMPERSAND.sub("&", _normalise_escapes(url))
    parts = urlsplit(_absolute(link, base))
    if parts.scheme not in _DEFAULT_PORTS or parts.username is not None or not parts.hostname:
        return None
    host = _read_host(parts.hostname)
    if host is None or parts.port == 0:
        return None
    address = Address(
        scheme=parts.scheme,
        host=host,
        port=None if parts.port == _DEFAULT_PORTS[parts.scheme] else parts.port,
        path=_resolve_dots(quote(parts.path, safe=_PATH_SAFE)),
        query=drop_tracking(quote(parts.query, safe=_QUERY_SAFE)),
    )
    longest = max(len(address.spelling), len(address.canonical))
    return address if longest <= MAX_LENGTH else None


def _is_hostile(url: str) -> bool:
    return bool(len(url) > MAX_LENGTH or _FORBIDDEN.search(url) or _LONG_AUTHORITY.match(url))


def _absolute(link: str, base: str) -> str:
    if base:
        return urljoin(base, link)
    return f"https:{link}" if link.startswith("//") else link


def _normalise_escapes(url: str) -> str:
    """Decode escaped unreserved characters, write other escapes in capitals, escape a stray percent sign."""

    def normalise(escape: re.Match[str]) -> str:
        digits = escape[1]
        if digits is None:
            return "%25"
        character = chr(int(digits, 16))
        return character if character in _UNRESERVED else f"%{digits.upper()}"

    return _ESCAPE.sub(normalise, url)


def _read_host(host: str) -> str | None:
    """Return the host in lower case and punycode, an IPv6 address in brackets; None if it is no host."""
    if ":" in host:
        return _read_ipv6(host)
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    name = name.lower().removesuffix(".")
    return name if len(name) <= 253 and _HOST.fullmatch(name) else None


def _read_ipv6(host: str) -> str | None:
    try:
        address = IPv6Address(host)
    except AddressValueError:
        return None
    return None if address.scope_id else f"[{address.compressed}]"


def _resolve_dots(path: str) -> str:
    """Return the path without `.` and `..` segments (RFC 3986 §5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _join(scheme: str, host: str, port: int | None, path: str, query: str) -> str:
    suffix = f":{port}" if port is not None else ""
    return f"{scheme}://{host}{suffix}{path}{'?' + query if query else ''}"
