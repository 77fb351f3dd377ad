"""How times of day, quiet hours and floods are spelled: "08:00", "fri,sat 22:00-07:00", "20/10m". Both directions."""

import re
from collections.abc import Iterable, Iterator
from datetime import time, timedelta
from typing import Annotated

from monitor.config.faults import show, wrong
from monitor.config.table import many, text
from monitor.config.units import parse_duration, spell_duration
from monitor.model import Flood, QuietHours

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
_QUIET = re.compile(r"(?:(?P<days>[a-z,-]+) )?(?P<begins>[0-9:]{5})-(?P<ends>[0-9:]{5})")
_FLOOD = re.compile(r"(?P<most>[0-9]{1,6})/(?P<within>[0-9a-z]+)")
_LONGEST = timedelta(days=1)


def _clock(value: str) -> time:
    spelled = _CLOCK.fullmatch(value)
    if spelled is None:
        raise wrong(f"{show(value)} is not a time of day", 'write it like "08:00"')
    # 24:00 is where a day meets the next.
    return time(int(spelled[1] or 0), int(spelled[2] or 0))


def _quiet(value: str) -> QuietHours:
    spelled = _QUIET.fullmatch(value)
    days = frozenset(_days(spelled["days"])) if spelled else frozenset()
    if spelled is None or not days:
        raise wrong(
            f"{show(value)} is not a part of the week",
            'write it like "22:00-07:00" or "sat,sun 00:00-24:00" or "mon-fri 18:00-09:00"',
        )
    return QuietHours(begins=_clock(spelled["begins"]), ends=_clock(spelled["ends"]), days=days)


def _days(text_: str | None) -> Iterator[int]:
    """Yield the days that are named, Monday as 0; none at all if one is misspelt."""
    if text_ is None:
        yield from range(7)
        return
    spans = [part.partition("-") for part in text_.split(",")]
    if not all(a in _DAYS and (b in _DAYS or not dash) for a, dash, b in spans):
        return
    for first, _, last in spans:
        begin = _DAYS.index(first)
        length = (_DAYS.index(last) - begin) % 7 if last else 0
        yield from ((begin + n) % 7 for n in range(length + 1))


def _flood(value: str) -> Flood:
    spelled = _FLOOD.fullmatch(value)
    within = parse_duration(spelled["within"]) if spelled else None
    if spelled is None or within is None or not int(spelled["most"]) or not within:
        raise wrong(
            f"{show(value)} is not a flood", 'write "20/10m" for: more than 20 in 10 minutes'
        )
    if within > _LONGEST:
        raise wrong("the time of a flood must be at most 1d")
    return Flood(most=int(spelled["most"]), within=within)


def spell_clock(clock: time) -> str:
    """Return the time of day as it is read."""
    return clock.strftime("%H:%M")


def spell_quiet(quiet: QuietHours) -> str:
    """Return the quiet hours as they are read."""
    hours = f"{spell_clock(quiet.begins)}-{spell_clock(quiet.ends)}"
    return hours if len(quiet.days) == len(_DAYS) else f"{_spell_days(quiet.days)} {hours}"


def spell_flood(flood: Flood) -> str:
    """Return the flood as it is read."""
    return f"{flood.most}/{spell_duration(flood.within)}"


def _spell_days(days: Iterable[int]) -> str:
    return ",".join(_DAYS[day] for day in sorted(days))


Clocks = Annotated[tuple[time, ...], many(text(_clock))]
Quiet = Annotated[tuple[QuietHours, ...], many(text(_quiet))]
FloodText = Annotated[Flood, text(_flood)]
