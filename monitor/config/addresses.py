"""How hosts, web addresses and "ip:port" are read: one spelling each, so that other rooms compare them as text."""

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from monitor.config.faults import show, wrong

# urlsplit drops tabs and newlines without a word, and servers differ about backslashes.
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f\\]")
_LONGEST_URL = 2_000
_HOST = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_ADDRESS = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<v4>[0-9.]+)):(?P<port>[0-9]{1,5})")


def host_name(value: str) -> str:
    """Return the host in lower case, in ASCII, without a dot at its end; an IPv6 address without brackets.

    Raises what `wrong` makes of anything else, a port included.
    """
    host = _ascii_host(value)
    if host is None:
        raise wrong(f"{show(value)} is not a host", 'write the bare name, like "example.com"')
    return host


def web_url(value: str) -> str:
    """Return the http(s) URL with its host spelled as `host_name` does, the rest as it is.

    Raises what `wrong` makes of anything else. The URL is not repeated: it may hold a secret.
    """
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https"):
        raise wrong("is not a web address", "write it whole, beginning with https:// or http://")
    if "@" in parts.netloc:
        raise wrong("must not hold a user name or a password")
    host = _ascii_host(parts.hostname or "")
    if host is None:
        raise wrong("is not a web address: its host is not valid")
    return value if host == parts.hostname else _with_host(parts, host)


def proxy_url(value: str) -> str:
    """Return the http URL of a proxy, which has a host and perhaps a port, and nothing else.

    Raises what `wrong` makes of anything else.
    """
    parts = urlsplit(web_url(value))
    if parts.scheme != "http" or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise wrong("is not a proxy", 'write it like "http://proxy.example:3128", without a path')
    return f"http://{parts.netloc.lower()}"


def exact_address(value: str) -> str:
    """Return "ip:port" with the address in its shortest form, IPv6 in brackets; names and networks are refused."""
    spelled = _ADDRESS.fullmatch(value)
    try:
        if spelled and 1 <= int(spelled["port"]) <= 65_535:
            return _spell_address(spelled)
    except ValueError:
        pass
    raise wrong(
        f"{show(value)} is not an exact address and port",
        'write it like "127.0.0.1:8080" or "[::1]:8080"; names and wildcards are not taken',
    )


def _spell_address(spelled: re.Match[str]) -> str:
    port = int(spelled["port"])
    if spelled["v6"]:
        return f"[{IPv6Address(spelled['v6']).compressed}]:{port}"
    return f"{IPv4Address(spelled['v4'])}:{port}"


def _ascii_host(value: str) -> str | None:
    host = value.lower().removesuffix(".")
    try:
        if ":" in host:
            return None if "%" in host else IPv6Address(host).compressed
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return None
    return host if len(host) <= 253 and _HOST.fullmatch(host) else None


def _split(value: str) -> SplitResult | None:
    if len(value) > _LONGEST_URL or _NOT_IN_URL.search(value):
        return None
    try:
        parts = urlsplit(value)
        return None if parts.port == 0 else parts
    except ValueError:
        return None


def _with_host(parts: SplitResult, host: str) -> str:
    name = f"[{host}]" if ":" in host else host
    port = "" if parts.port is None else f":{parts.port}"
    return parts._replace(netloc=f"{name}{port}").geturl()
