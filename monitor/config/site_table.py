"""Read a table of a selectors file: texts, selectors, patterns, fields. Owns their spelling and its faults.

Everything is compiled here, so that a file that loads never fails on a page.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor.config.css import css_fault
from monitor.config.faults import Place, Report, nearest, show, type_name
from monitor.core.patterns import LinearPattern, compile_pattern
from monitor.errors import SelectorError
from monitor.model import Field, Pick
from monitor.noun import dataclass, replace

Kind = TypeVar("Kind")

_PSEUDO = re.compile(
    r"::\s*(?:(text)|attr\(\s*([\w:.-]+)\s*\)|(url)|ld\(\s*(@?\w+(?:\.\w+)*)\s*\))\s*$"
)
_ANY_PSEUDO = re.compile(r"::[^\]\"')]*$")
_PAGE_WIDE = re.compile(r"(?:html|head|base|meta|link|title|body)(?![\w-])", re.IGNORECASE)
_FIELD_KEYS = frozenset({"css", "drop", "first_line", "many", "pattern"})


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteFile:
    """The text of a selectors file, and the report that its defects go to."""

    source: str
    report: Report

    def spot(self, text: str, column: int) -> str:
        """Return where `column` of the string `text` is: by line and column of the file where it stands there once."""
        spelled = [
            quote + text + quote
            for quote in ("'", '"')
            if self.source.count(quote + text + quote) == 1
        ]
        if len(spelled) != 1:
            return f"column {column} of it"
        at = self.source.index(spelled[0]) + column
        line = self.source.count("\n", 0, at) + 1
        return f"line {line}, column {at - self.source.rfind(chr(10), 0, at)}"


class SiteTable:
    """One table, its place in the file, and the file that it is of."""

    def __init__(
        self, values: Mapping[str, object], place: Place, file: SiteFile, known: Collection[str]
    ) -> None:
        self._values = values
        self._file = file
        self.place = place
        for key in values.keys() - known:
            file.report.fault(place.key(key), "unknown key", nearest(key, known))

    def fault(self, key: str, what: str, hint: str = "") -> None:
        """Report a defect of the value of `key`."""
        self._file.report.fault(self.place.key(key), what, hint)

    def says(self, key: str) -> bool:
        """Say whether the table has `key`, in order or not."""
        return key in self._values

    def table(
        self, key: str, known: Collection[str], *, needed: bool = False
    ) -> "SiteTable | None":
        """Return the table under `key`, None if there is none."""
        values = self._take(key, dict, needed)
        if values is None:
            return None
        return SiteTable(values, self.place.key(key), self._file, known)

    def tables(self, key: str, known: Collection[str]) -> "list[SiteTable]":
        """Return the tables of the list under `key`, none if there is none."""
        values = self._take(key, list, needed=False) or []
        if any(not isinstance(each, dict) for each in values):
            self.fault(key, f"wants tables, each under [[{key}]]")
            return []
        places = (self.place.key(key).entry(place) for place in range(len(values)))
        return [
            SiteTable(each, place, self._file, known)
            for each, place in zip(values, places, strict=True)
        ]

    def moment(self, key: str, zone: ZoneInfo) -> datetime | None:
        """Return the date or the time under `key`; a date is its beginning in `zone`. None if it is neither."""
        value = self._values.get(key)
        if isinstance(value, datetime):
            return value if value.tzinfo is not None else value.replace(tzinfo=zone)
        if isinstance(value, date):
            return datetime.combine(value, time(), zone)
        self.fault(key, "is missing" if value is None else "wants a date, without quotes")
        return None

    def text(self, key: str, *, needed: bool = False) -> str | None:
        """Return the string under `key`, which is not blank; None if there is none."""
        text = self._take(key, str, needed)
        if text is not None and not text.strip():
            self.fault(key, "is empty")
            return None
        return text

    def texts(self, key: str) -> list[str]:
        """Return the list of strings under `key`, empty if there is none."""
        texts = self._take(key, list, needed=False) or []
        wrong = [text for text in texts if not isinstance(text, str) or not text.strip()]
        if wrong:
            self.fault(key, "wants a list of strings that are not empty")
        return [text for text in texts if isinstance(text, str) and text.strip()]

    def flag(self, key: str) -> bool:
        """Return the boolean under `key`, false if there is none."""
        return bool(self._take(key, bool, needed=False))

    def number(self, key: str) -> int:
        """Return the whole number under `key`, 0 if there is none."""
        number = self._take(key, int, needed=False)
        if number is None or (self.says(key) and not isinstance(number, bool) and number > 0):
            return number or 0
        self.fault(key, "wants a whole number above 0")
        return 0

    def css(self, key: str, *, needed: bool = False) -> str | None:
        """Return the selector under `key`, which takes no pseudo-element."""
        text = self.text(key, needed=needed)
        if text is not None and self._compiles(key, text.strip()):
            return text.strip()
        return None

    def pattern(self, key: str) -> LinearPattern | None:
        """Return the pattern under `key`, which has a group."""
        text = self.text(key)
        if text is None:
            return None
        try:
            compiled = compile_pattern(text)
        except SelectorError as error:
            place = self.place.key(key)
            spot = replace(place, path=f"{place.path}, {self._file.spot(text, error.column)}")
            self._file.report.fault(spot, str(error), error.hint)
            return None
        if compiled.groups == 0:
            self.fault(key, "has no group", "put what is wanted in (…)")
            return None
        return compiled

    def field(self, key: str, *, needed: bool = False, of_row: bool = False) -> Field | None:
        """Return the field under `key`: a selector, a list, or a table. `of_row` lets `::attr(x)` stand alone."""
        value = self._values.get(key)
        if isinstance(value, dict):
            table = SiteTable(value, self.place.key(key), self._file, _FIELD_KEYS)
            picks = table._picks("css", of_row=of_row)
            return Field(
                picks=picks,
                pattern=table.pattern("pattern"),
                drop=table.css("drop"),
                many=table.flag("many"),
                is_first_line=table.flag("first_line"),
            )
        if value is None and not needed:
            return None
        return Field(picks=self._picks(key, of_row=of_row))

    def _picks(self, key: str, *, of_row: bool) -> tuple[Pick, ...]:
        value = self._values.get(key)
        if isinstance(value, list) and value:
            texts: list[object] = value
        elif isinstance(value, str):
            texts = [value]
        else:
            self.fault(key, "is missing" if value is None else "wants a selector or a list of them")
            return ()
        picks = (self._pick(key, text, of_row=of_row) for text in texts)
        return tuple(pick for pick in picks if pick)

    def _pick(self, key: str, text: object, *, of_row: bool) -> Pick | None:
        if not isinstance(text, str) or not text.strip():
            self.fault(key, "wants selectors that are not empty")
            return None
        source = text.strip()
        pseudo = _PSEUDO.search(source)
        if pseudo is None and (odd := _ANY_PSEUDO.search(source)):
            self.fault(
                key, f"knows no {show(odd[0])}", "known: ::text, ::attr(name), ::url, ::ld(path)"
            )
            return None
        css = source[: pseudo.start()].strip() if pseudo else source
        if pseudo and pseudo[3]:
            return self._address_pick(key, source, css)
        if pseudo and pseudo[4]:
            return self._linked_pick(key, source, css, pseudo[4], of_row=of_row)
        if not (css == "" and of_row) and not self._compiles(key, css):
            return None
        attribute = pseudo[2] if pseudo else None
        is_page_wide = _PAGE_WIDE.match(css) is not None
        return Pick(source=source, css=css, attribute=attribute, is_page_wide=is_page_wide)

    def _address_pick(self, key: str, source: str, css: str) -> Pick | None:
        if css:
            self.fault(key, "::url is the page's own address and stands alone")
            return None
        return Pick(source=source, css="", is_url=True)

    def _linked_pick(
        self, key: str, source: str, css: str, path: str, *, of_row: bool
    ) -> Pick | None:
        if css or of_row:
            self.fault(
                key, "::ld(path) is what the page's JSON-LD says of its article and stands alone"
            )
            return None
        return Pick(source=source, css="", is_page_wide=True, linked=path)

    def _compiles(self, key: str, css: str) -> bool:
        if fault := css_fault(css):
            hint = "several selectors are a list" if "," in css and "::" in css else ""
            self.fault(key, f"{show(css)} {fault}", hint)
        return not fault

    def _take(self, key: str, kind: type[Kind], needed: bool) -> Kind | None:
        value = self._values.get(key)
        if value is None:
            if needed:
                self.fault(key, "is missing")
            return None
        if isinstance(value, kind):
            return value
        self.fault(key, f"wants {type_name(kind())}, not {type_name(value)}")
        return None
