"""What is wrong, where, in a person's words. Owns the wording of faults; never repeats a value that may be secret."""

import difflib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field

from monitor.errors import Fault
from monitor.noun import dataclass, replace

_SHOWN_ID = re.compile(r"[A-Za-z0-9._-]{1,60}")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
# The C1 controls and the bidirectional overrides could repaint the terminal that shows a fault.
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SHOWN = 60
_TYPE_NAMES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number with a fraction",
    str: "a string",
    list: "a list",
    dict: "a table",
}


def show(text: str) -> str:
    """Return `text` in quotes, on one line, cut to a readable length; a secret or a password is masked."""
    if "whsec_" in text or "@" in text:
        return '"***"'
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return quote(shown)


def quote(text: str) -> str:
    """Return `text` as a TOML basic string that moves nothing on a terminal."""
    return _UNPRINTABLE.sub(
        lambda hit: f"\\u{ord(hit[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


def type_name(value: object) -> str:
    """Return what a person calls the type of a TOML value."""
    return _TYPE_NAMES.get(type(value), "a date or a time")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word most like `word`, else all of them."""
    words = sorted(known)
    if not words:
        return ""
    like = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    if like:
        return f"did you mean {quote(like[0])}?"
    shown = (word if _SHOWN_ID.fullmatch(word) else show(word) for word in words[:20])
    return f"known: {', '.join(shown)}{', …' if len(words) > 20 else ''}"


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with a value, or with what `steps` (keys and indexes) lead to in it."""

    what: str
    hint: str = ""
    steps: tuple[int | str, ...] = ()

    def behind(self, step: int | str) -> "Defect":
        """Return the defect as it is seen from one step further out."""
        return replace(self, steps=(step, *self.steps))


class Refused(Exception):
    """A value is not taken, for every one of `defects`."""

    def __init__(self, defects: Iterable[Defect]) -> None:
        self.defects = tuple(defects)
        super().__init__("; ".join(defect.what for defect in self.defects))


def wrong(what: str, hint: str = "") -> Refused:
    """Return the error by which a reader of a single value refuses it."""
    return Refused([Defect(what, hint)])


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file. Entries of a list count from 1; the entry's id, where it has one, stands behind."""

    file: str
    path: str = ""
    id: str = ""

    def key(self, name: str) -> "Place":
        """Return the place of the key `name` in the table at this place."""
        shown = name if _BARE_KEY.fullmatch(name) and "whsec_" not in name else show(name)
        return replace(self, path=f"{self.path}.{shown}" if self.path else shown)

    def entry(self, index: int) -> "Place":
        """Return the place of the entry that Python calls `index` in the list at this place."""
        return replace(self, path=f"{self.path}[{index + 1}]")

    def host(self, name: str) -> "Place":
        """Return the place of the table of a host, whose name is always in quotes."""
        return replace(self, path=f"{self.path}.{show(name)}")

    def named(self, name: str) -> "Place":
        """Return this place with the id of its entry, if that is fit to be shown."""
        fit = _SHOWN_ID.fullmatch(name) and "whsec_" not in name
        return replace(self, id=name if fit else "")

    def within(self, steps: Iterable[int | str]) -> "Place":
        """Return the place that `steps` (keys and indexes) lead to from here."""
        place = self
        for step in steps:
            place = place.entry(step) if isinstance(step, int) else place.key(step)
        return place

    def __str__(self) -> str:
        named = f' ("{self.id}")' if self.id else ""
        return f"{self.file}: {self.path}{named}" if self.path else self.file


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found wrong (`faults`) and doubtful (`warnings`) so far."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def fault(self, place: Place, what: str, hint: str = "") -> None:
        """Add a fault at `place`."""
        self.faults.append(Fault(where=str(place), what=what, hint=hint))

    def refuse(self, place: Place, refused: Refused) -> None:
        """Add what the reader of a value found wrong with what stands at `place`."""
        for defect in refused.defects:
            self.fault(place.within(defect.steps), defect.what, defect.hint)

    def warn(self, place: Place, what: str) -> None:
        """Add a warning about `place`."""
        self.warnings.append(f"{place}: {what}")


def unknown_key_hint(key: str, keys_by_table: Mapping[str, Collection[str]], table: str) -> str:
    """Return where a key belongs that `table` does not know, or which of its keys is meant."""
    homes = [other for other, keys in keys_by_table.items() if key in keys and other != table]
    if homes and not difflib.get_close_matches(key, keys_by_table[table]):
        return f"it belongs in {' or '.join(homes)}"
    return nearest(key, keys_by_table[table])
