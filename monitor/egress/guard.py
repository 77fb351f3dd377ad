"""Which addresses may be connected to. A pure judgement on the address itself, never on a name or a spelling.

IPv4 is allowed unless it is special, IPv6 is forbidden unless it is global unicast and not special. The
sources are the IANA special-purpose address registries (RFC 6890, RFC 8190) and the registries of
multicast and global unicast space.
"""

from dataclasses import field
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

from monitor.noun import dataclass

_SPECIAL_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network (RFC 791)
            "10.0.0.0/8",  # private (RFC 1918)
            "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
            "127.0.0.0/8",  # loopback (RFC 1122)
            "169.254.0.0/16",  # link-local (RFC 3927); clouds keep their secrets at .169.254
            "172.16.0.0/12",  # private (RFC 1918)
            "192.0.0.0/24",  # protocol assignments (RFC 6890); .192 is a cloud's metadata
            "192.0.2.0/24",  # documentation (RFC 5737)
            "192.31.196.0/24",  # AS112 (RFC 7535)
            "192.52.193.0/24",  # AMT (RFC 7450)
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "192.168.0.0/16",  # private (RFC 1918)
            "192.175.48.0/24",  # AS112 (RFC 7534)
            "198.18.0.0/15",  # benchmarks (RFC 2544)
            "198.51.100.0/24",  # documentation (RFC 5737)
            "203.0.113.0/24",  # documentation (RFC 5737)
            "224.0.0.0/4",  # multicast (RFC 5771)
            "240.0.0.0/4",  # reserved (RFC 1112) and broadcast
        ),
    )
)
# Mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96), unique local, link-local, site-local, multicast and the
# rest of IPv6 lie outside.
_GLOBAL_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments (RFC 2928): Teredo, ORCHID, benchmarks
            "2001:db8::/32",  # documentation (RFC 3849)
            "2002::/16",  # 6to4, which embeds any IPv4 address (RFC 3056)
            "2620:4f:8000::/48",  # AS112 (RFC 7534)
            "3ffe::/16",  # the former 6bone (RFC 3701)
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)


def is_public(address: str) -> bool:
    """Say whether the IP address is a host's on the open internet. Raises ValueError for anything else."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in _SPECIAL_V4)
    return parsed in _GLOBAL_V6 and not any(parsed in network for network in _SPECIAL_V6)


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """The judgement with its exceptions: `allow` holds exact "ip:port", an IPv6 address as "[::1]:8080"."""

    allow: frozenset[str] = field(default_factory=frozenset)

    def permits(self, address: str, port: int) -> bool:
        """Say whether `address`, as the resolver spells it, may be connected to at `port`."""
        return is_public(address) or _endpoint(address, port) in self.allow


def _endpoint(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
