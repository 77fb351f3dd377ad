"""What to aim at: special addresses, spellings of loopback, URLs that parsers read differently. Asks for none."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

_SPECIAL = """
0.0.0.0 0.0.0.1 0.255.255.255 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255
127.0.0.1 127.0.0.53 127.255.255.255 169.254.0.1 169.254.169.254 169.254.170.2 172.16.0.1 172.17.0.1
172.31.255.255 192.0.0.1 192.0.0.170 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1
192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1
2001:db8::1 2002:7f00:1::1 2002:a9fe:a9fe::1 2620:4f:8000::1 3ffe::1 3fff::1 5f00::1
fc00::1 fd00:ec2::254 fe80::1 fe80::a9fe:a9fe fec0::1 ff02::1
"""
SPECIAL = tuple(_SPECIAL.split())
PUBLIC = ("1.1.1.1", "8.8.8.8", "93.184.216.34", "2001:4860:4860::8888", "2606:4700::1", "2a00::1")
_SPELLINGS = """
127.0.0.1 127.0.0.1. 2130706433 0x7f000001 0X7F000001 017700000001 127.1 127.0.1 0x7f.1 0x7f.0x0.0x0.0x1
0177.0.0.1 0177.0.0.0x1 00000177.1 127.000.000.001 0 0x0 00 0.0 localhost LOCALHOST localhost. ip6-localhost
127。0。0。1 127.0.0。1 １２７.０.０.１ [::1] [::] [::ffff:7f00:1] [::ffff:127.0.0.1] [0:0:0:0:0:0:0:1] [::127.0.0.1]
"""
SPELLINGS = tuple(_SPELLINGS.split())
# `{at}` is the address that must not be reached, "open.test" leads to a public one.
TRICKS = (
    "http://open.test\\@{at}/",
    "http://{at}\\@open.test/",
    "http://open.test@{at}/",
    "http://{at}:80@open.test/",
    "http://open.test:80\\@{at}:80/",
    "http://{at}#@open.test/",
    "http://open.test#@{at}/",
    "http://{at}?@open.test/",
    "http://{at}%00.open.test/",
    "http://{at}%2eopen.test/",
    "http://{at}\t.open.test/",
    "http://open.test%09@{at}/",
    "http://open.test\r\nHost: {at}/",
    "http:////{at}/",
    "http:/\\{at}/",
    "http://[::{at}]/",
    "http://[{at}]/",
    "//{at}/",
    "\\\\{at}\\",
    "file://{at}/etc/passwd",
    "gopher://{at}:70/_x",
)


class Form(StrEnum):
    """How the address is come by."""

    LITERAL = "literal"
    NAME = "name"
    MIXED = "mixed"
    REBOUND = "rebound"
    SPELLING = "spelling"
    TRICK = "trick"
    PUBLIC = "public"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One URL to be kept from its end; `answers` are what its name is told to be, look-up by look-up.

    A PUBLIC one is to be let through to.
    """

    form: Form
    url: str
    host: str
    answers: tuple[tuple[str, ...], ...] = ()
    exchanges: int = 1


def cases() -> Iterator[Case]:
    """Yield every case once."""
    numbers = count(1)
    for address in SPECIAL:
        yield _aimed(Form.LITERAL, _bracketed(address), next(numbers))
        yield _named(Form.NAME, next(numbers), (address,))
        yield _named(Form.MIXED, next(numbers), (PUBLIC[0], address))
        yield _named(Form.REBOUND, next(numbers), (PUBLIC[1],), (address,))
    for spelling in SPELLINGS:
        yield _aimed(Form.SPELLING, spelling, 1, ("127.0.0.1",))
    yield _aimed(Form.NAME, "127-0-0-1.nip.test", 1, ("127.0.0.1",))
    for trick in TRICKS:
        yield Case(form=Form.TRICK, url=trick.format(at="127.0.0.1"), host="")
    for address in PUBLIC:
        yield _named(Form.PUBLIC, next(numbers), (address,))


def _named(form: Form, number: int, *answers: tuple[str, ...]) -> Case:
    return _aimed(form, f"n{number}.test", number, *answers)


def _aimed(form: Form, host: str, number: int, *answers: tuple[str, ...]) -> Case:
    scheme = "http" if number % 3 else "https"
    exchanges = 2 if form is Form.REBOUND else 1
    return Case(
        form=form, url=f"{scheme}://{host}/", host=host, answers=answers, exchanges=exchanges
    )


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
