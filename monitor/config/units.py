"""How durations and sizes are spelled in TOML: "1h30m", "4MB". Owns both directions; knows no key and no bound."""

import re
from datetime import timedelta

# Largest first, so that a spelling has one order and a value one shortest spelling.
_UNITS = {
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
# Six digits a unit keep every sum inside what a timedelta and a year-9999 calendar can hold.
_DURATION = re.compile(
    r"(?:(?P<d>[0-9]{1,6})d)?(?:(?P<h>[0-9]{1,6})h)?(?:(?P<m>[0-9]{1,6})m(?!s))?"
    r"(?:(?P<s>[0-9]{1,6})s)?(?:(?P<ms>[0-9]{1,6})ms)?"
)
_BYTES = {
    "B": 1,
    "KB": 1_000,
    "KiB": 1_024,
    "MB": 1_000_000,
    "MiB": 1_048_576,
    "GB": 1_000_000_000,
    "GiB": 1_073_741_824,
}
_SIZE = re.compile(r"([0-9]{1,12}) ?(B|KB|KiB|MB|MiB|GB|GiB)")


def parse_duration(text: str) -> timedelta | None:
    """Return what "15m", "1h30m" or "250ms" means; None if it is not spelled so (units d h m s ms, falling)."""
    spelled = _DURATION.fullmatch(text)
    if spelled is None or not text:
        return None
    return sum(
        (int(digits) * _UNITS[unit] for unit, digits in spelled.groupdict("0").items()),
        start=timedelta(),
    )


def spell_duration(duration: timedelta) -> str:
    """Return the shortest spelling that `parse_duration` reads back; parts of a millisecond are dropped."""
    parts = []
    rest = duration
    for unit, length in _UNITS.items():
        count, rest = divmod(rest, length)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def parse_size(text: str) -> int | None:
    """Return the bytes that "4MB" (10^6) or "512KiB" (2^10) means; None if it is not spelled so."""
    spelled = _SIZE.fullmatch(text)
    return None if spelled is None else int(spelled[1]) * _BYTES[spelled[2]]


def spell_size(size: int) -> str:
    """Return the spelling of `size` in the largest unit that divides it."""
    fitting = (u for u, length in _BYTES.items() if size and size % length == 0)
    unit = max(fitting, key=_BYTES.__getitem__, default="B")
    return f"{size // _BYTES[unit]}{unit}"
