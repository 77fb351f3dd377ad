"""Patterns that would take minutes elsewhere, on 100 kB each, and our own patterns on texts made against them.

An accepted pattern of a user is measured as a field of a page meets it; everything else must be refused when the file
is read, with line and column. Our own patterns must not take four times the work for twice the text.
"""

import importlib
import inspect
import pkgutil
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import monitor
from benchmarks.torture.redos import ATTACKS, Attack
from benchmarks.torture.tally import Size, Tally
from monitor.config.sites import load_site
from monitor.core.extract.fields import narrow
from monitor.errors import ConfigError
from monitor.model import Field

_LONG = 100_000
_MOST_SECONDS = 0.010
_TRIES = 5
# What is read by whoever wrote it, or drawn, is attacked by nobody.
_OURS = ("monitor.demo", "monitor.charts", "monitor.cli", "monitor.config", "monitor.__main__")
_LENGTHS = (2_000, 4_000, 8_000)
# Twice the text may take twice the time, and noise; below the floor it does not matter.
_GROWTH = 3.0
_FLOOR_SECONDS = 0.02
_TRIES = 3
# What callers cut before they search, in characters.
_BOUNDED = {"monitor.core.difference.sentences._LAST_WORD": 20}
_SITE = """site = "s.example"
[listing]
row = "li"
link = "a::attr(href)"
[article]
title = {{ css = "h1", pattern = '''{}''' }}
"""
_UNITS = (
    "a", "а", "A", "Aa", "а ", " ", "\t", "\n", " \n", "1", "1 ", "1.", "1,", "1,111", "1.111 ", "1/", "1:",
    "01.01.2026 ", "1 мая ", "2026-01-01T", "-", "- а, ", "—", "— а, ", "«", "«а", '"', '"a', "'", "a'", "a-",
    "a.", "А.", ".", ". ", "!", "…", "(", "[", "{", "{{", "{a", "<", "<a", "<a ", "<a b", "<a b=", '<a b="',
    "<a b='", "<!--", "<!-- -->", "<meta ", "<meta charset", "charset=", "&", "&amp;", "%", "%2", "http:", "/",
    "/a", "?a=", "#", "@", ":", ",", ", ", "=", "~1", "*", "_", "a\u0301", "а\u0301", "\u00ad", "а\u00ad",
    "\u200b", "\u2028", "x\x80", "user-agent: a\n", "user-agent:\n", "by ", "1k ", "1 day ", "100 000 ", "USD ",
    "A1-", "Об ", "ев", "said ", "\x1b[", "+", "года ", "жыл ",
)  # fmt: skip


def torture(size: Size) -> Tally:
    """Return what fifty patterns came to, and the slowest of our own. SHORT tries fewer texts on ours."""
    seconds, refused, broken = try_patterns(ATTACKS)
    units = _UNITS if size is Size.FULL else _UNITS[::6]
    patterns = dict(own_patterns())
    slowest, growing = try_own(patterns, units)
    counts: dict[str, object] = {
        "patterns of users": len(ATTACKS),
        "accepted": len(seconds),
        "refused with line and column": refused,
        "slowest accepted, ms": f"{max(seconds.values(), default=0) * 1000:.2f}",
        "patterns of our own": len(patterns),
        "texts each": len(units) * 2,
        "slowest of our own on 8,000 characters, ms": f"{slowest[1] * 1000:.1f} ({slowest[0]})",
    }
    return Tally(name="patterns", counts=counts, broken=(*broken, *growing))


def try_patterns(attacks: Iterable[Attack]) -> tuple[dict[str, float], int, tuple[str, ...]]:
    """Return the seconds of each accepted pattern on its text, how many were refused, and what broke the promise."""
    seconds: dict[str, float] = {}
    refused, broken = 0, []
    for attack in attacks:
        read = _field(attack.pattern)
        if isinstance(read, Field):
            seconds[attack.pattern] = _seconds(read, attack)
            if seconds[attack.pattern] > _MOST_SECONDS:
                broken.append(f"{attack.pattern} took {seconds[attack.pattern] * 1000:.0f} ms")
        elif re.search(r", line 6, column \d+: .+ \(.+\)$", read):
            refused += 1
        else:
            broken.append(f"{attack.pattern} is refused without place or remedy: {read}")
    return seconds, refused, tuple(broken)


def _field(pattern: str) -> Field | str:
    """Return the field that a selectors file with `pattern` has, or in what words it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.example.toml"
        path.write_text(_SITE.format(pattern), encoding="utf-8")
        try:
            return load_site(path).article.fields["title"]
        except ConfigError as error:
            return str(error)


def _seconds(field: Field, attack: Attack) -> float:
    """Return the best CPU time of some tries: others use this machine too."""
    text = attack.unit * (_LONG // len(attack.unit)) + attack.tail
    times = []
    for _ in range(_TRIES):
        began = time.process_time()
        narrow(text, field)
        times.append(time.process_time() - began)
    return min(times)


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """A pattern of ours: whether it is only tried where a text begins, and how long a text it ever meets."""

    pattern: re.Pattern[Any]
    is_anchored: bool = False
    longest: int = _LENGTHS[-1]


def own_patterns() -> Iterator[tuple[str, Own]]:
    """Yield every pattern that a module of ours holds and foreign text may meet, by its name."""
    for module in pkgutil.walk_packages(monitor.__path__, "monitor."):
        if not module.name.startswith(_OURS):
            loaded = importlib.import_module(module.name)
            source = inspect.getsource(loaded)
            for name, held in vars(loaded).items():
                calls = set(re.findall(rf"(?<!\w){name}\.(\w+)\(", source))
                is_anchored = bool(calls) and calls <= {"match", "fullmatch"}
                full = f"{module.name}.{name}"
                longest = _BOUNDED.get(full, _LENGTHS[-1])
                for spelled, pattern in _held(full, held):
                    yield spelled, Own(pattern=pattern, is_anchored=is_anchored, longest=longest)


def _held(name: str, held: object) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(held, re.Pattern):
        yield name, held
    elif isinstance(held, tuple):
        for index, each in enumerate(held):
            yield from _held(f"{name}[{index}]", each)


def try_own(
    patterns: Mapping[str, Own], units: Iterable[str]
) -> tuple[tuple[str, float], tuple[str, ...]]:
    """Return the slowest of `patterns` and its seconds, and a sentence for each that grows faster than its text."""
    slowest, growing = ("", 0.0), []
    texts = [(unit, tail) for unit in units for tail in ("", "\0!")]
    for name, own in patterns.items():
        for unit, tail in texts:
            seconds, is_linear = _grown(own, unit, tail)
            slowest = max(slowest, (name, seconds), key=lambda one: one[1])
            if not is_linear:
                growing.append(f"{name} takes more than linear time on many {unit!r}")
                break
    return slowest, tuple(growing)


def _grown(own: Own, unit: str, tail: str) -> tuple[float, bool]:
    """Return the CPU time on the longest text that was tried, and whether it was linear in the text's length."""
    before = seconds = 0.0
    for length in _LENGTHS:
        shorter, before = length // 2, seconds
        seconds = _own_seconds(own, unit, tail, min(length, own.longest))
        if _is_too_much(before, seconds):
            # A busy machine may have done it; what grows by itself grows each time.
            again = [
                tuple(_own_seconds(own, unit, tail, min(each, own.longest)) for each in pair)
                for pair in [(shorter, length)] * _TRIES
            ]
            before, seconds = (min(times) for times in zip(*again, strict=True))
            if _is_too_much(before, seconds):
                return seconds, False
    return seconds, True


def _is_too_much(before: float, seconds: float) -> bool:
    return seconds > _FLOOR_SECONDS and seconds > _GROWTH * before


def _own_seconds(own: Own, unit: str, tail: str, length: int) -> float:
    text = unit * (length // len(unit)) + tail
    subject = text.encode() if isinstance(own.pattern.pattern, bytes) else text
    began = time.process_time()
    if own.is_anchored:
        own.pattern.match(subject)
        own.pattern.fullmatch(subject)
    else:
        for _ in own.pattern.finditer(subject):
            pass
    return time.process_time() - began
