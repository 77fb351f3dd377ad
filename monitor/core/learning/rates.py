"""Exchange rates beside an article: rows of a currency and a number. Owns which currencies tell them apart."""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from monitor.core.extract.blocks import read_rates
from monitor.core.extract.prose import line
from monitor.core.learning.choice import pick_of
from monitor.core.learning.marks import marks_of, selectors_of
from monitor.core.learning.sample import Sample, Samples
from monitor.model import Field, RateSelectors
from monitor.noun import dataclass

_CURRENCY = re.compile(r"\W*(?:1\s*)?(USD|EUR|RUB|KZT|CNY|GBP|UZS|TRY|JPY|CHF)\W*")
_VALUE = re.compile(r"[^\w]*\d{1,7}(?:[.,]\d{1,6})?[^\w]*")
_LEAST = 2
_FARTHEST = 3
_LEAST_QUALITY = 0.3
_MOST_TRIED = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class RateChoice:
    """The proposal for exchange rates, as the file spells it, and the currencies that it finds."""

    row: str
    currency: str
    value: str
    currencies: tuple[str, ...]


def propose_rates(samples: Samples) -> RateChoice | None:
    """Return where exchange rates stand; None unless every page has the same two currencies or more."""
    rows = [list(_rows(each)) for each in samples.pages]
    wanted = {currency for currency, _, _ in rows[0]}
    if len(wanted) < _LEAST or any(
        {currency for currency, _, _ in each} != wanted for each in rows
    ):
        return None
    _, row, cell = rows[0][0]
    for css in _names(row):
        for currency, value in _cells(row, cell):
            selectors = _selectors(css, currency, value)
            if all(_fits(each, selectors, wanted) for each in samples.pages):
                found = tuple(dict.fromkeys(currency for currency, _, _ in rows[0]))
                return RateChoice(row=css, currency=currency, value=value, currencies=found)
    return None


def _rows(each: Sample) -> Iterator[tuple[str, LexborNode, LexborNode]]:
    """Yield currencies, each with its row and its cell in it."""
    for node in each.nodes:
        said = _CURRENCY.fullmatch(each.words.get(node.mem_id, ""))
        if said is None or any(child.tag for child in node.iter(include_text=False)):
            continue
        row = node.parent
        for _ in range(_FARTHEST):
            if row is None or row.tag in {"body", "html"}:
                break
            if any(_is_value(other) for other in row.css("*")):
                yield said[1], row, node
                break
            row = row.parent


def _is_value(node: LexborNode) -> bool:
    return _VALUE.fullmatch(line(node)) is not None


def _names(row: LexborNode) -> list[str]:
    marks = [mark for mark in selectors_of(row) if mark.quality >= _LEAST_QUALITY]
    return [mark.css for mark in sorted(marks, key=lambda mark: -mark.quality)][:_MOST_TRIED]


def _cells(row: LexborNode, cell: LexborNode) -> Iterator[tuple[str, str]]:
    """Yield what the currency and the number may be called inside of a row."""
    value = next((node for node in row.css("*") if _is_value(node)), None)
    if value is None:
        return
    behind = f"{marks_of(cell)[-1].css} + {value.tag}"
    numbers = [*(mark.css for mark in marks_of(value)), behind]
    for currency in marks_of(cell):
        yield from ((currency.css, number) for number in numbers)


def _selectors(row: str, currency: str, value: str) -> RateSelectors:
    return RateSelectors(row=row, currency=_field(currency), value=_field(value))


def _field(css: str) -> Field:
    return Field(picks=(pick_of(css),))


def _fits(each: Sample, selectors: RateSelectors, wanted: Sequence[str] | set[str]) -> bool:
    """Say whether the engine reads each currency, with the first number of its own row."""
    expected: dict[str, float] = {}
    for currency, row, _ in _rows(each):
        number = next(line(node) for node in row.css("*") if _is_value(node))
        expected.setdefault(currency, float(re.sub(r"[^\d.]", "", number.replace(",", "."))))
    found = {rate.currency: rate.value for rate in read_rates(each.tree, selectors)}
    return found == expected and found.keys() == set(wanted)
