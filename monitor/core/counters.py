"""Read a counter as a site prints it. Owns the spellings of whole numbers; knows no page."""

import re
from decimal import Decimal

# What a signed 64-bit column holds.
_LIMIT = 2**63
_LONGEST = 40
_PLAIN = re.compile(r"[0-9]{1,19}")
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:(?: [0-9]{3})+|(?:,[0-9]{3})+|(?:\.[0-9]{3})+|(?:['’][0-9]{3})+)"
)
_ROUNDED = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,3})?) ?([^\W\d_]+)\.?")
_FACTORS = {
    **dict.fromkeys(("k", "к", "тыс", "т", "миң"), 1_000),
    **dict.fromkeys(("m", "м", "млн", "mln"), 1_000_000),
    **dict.fromkeys(("b", "млрд", "bn"), 1_000_000_000),
}


def read_count(text: str) -> int | None:
    """Return the number that `text` is: "410", "1 234", "1,234", "1.2K", "1,1 тыс." (1100), or None.

    None for anything else: empty, negative, mixed with other words, or 2^63 and more.
    """
    if len(text) > _LONGEST:
        return None
    number = " ".join(text.split()).rstrip(" .,;").lower()
    if _PLAIN.fullmatch(number):
        return _bounded(int(number))
    if _GROUPED.fullmatch(number):
        return _bounded(int(re.sub(r"\D", "", number)))
    return _read_rounded(number)


def _read_rounded(number: str) -> int | None:
    found = _ROUNDED.fullmatch(number)
    factor = _FACTORS.get(found[2]) if found else None
    if found is None or factor is None:
        return None
    return _bounded(int(Decimal(found[1].replace(",", ".")) * factor))


def _bounded(number: int) -> int | None:
    return number if number < _LIMIT else None
