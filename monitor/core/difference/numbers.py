"""Numbers in a sentence, and which of them changed where the rest stayed. Owns what counts as the same number."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from monitor.core.difference.align import Span, align
from monitor.core.difference.numerals import is_numeral, numeral, scale_of
from monitor.core.difference.words import Word, words_of
from monitor.noun import dataclass

_DIGITS = re.compile(r"[0-9][0-9 ’'.,:/]*")
_PERCENT_SIGN = re.compile(" ?%")
_PERCENT_WORD = re.compile(r"процент|пайыз|percent")
_CLOCK = re.compile(r"[0-9]{1,2}[.:][0-9]{2}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMAL = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_POINTED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
# What is longer is no number to calculate with.
_LONGEST = 30
_LONGEST_NUMERAL = 6


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, with every value that it can be read as: 1.200 is 1200 and 1.2."""

    written: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Item:
    """A word of a sentence, or a number."""

    key: str
    number: Number | None = None


def changed_numbers(before: str, after: str, *, language: str | None) -> list[tuple[str, str]]:
    """Return the numbers that stand in the place of others in a reworded sentence, as written: (before, after).

    A number that was added, removed, moved, or written in another way has not changed.
    """
    ours, theirs = _items(before, language), _items(after, language)
    spans = align([item.key for item in ours], [item.key for item in theirs])
    held, new = _all_values(ours), _all_values(theirs)
    return [
        (one.written, other.written)
        for span in spans
        for one, other in _replaced(ours, theirs, span)
        if _is_countable(one) == _is_countable(other)
        and new.isdisjoint(one.values)
        and held.isdisjoint(other.values)
    ]


def _replaced(
    ours: Sequence[_Item], theirs: Sequence[_Item], span: Span
) -> Iterator[tuple[Number, Number]]:
    gone = [item.number for item in ours[span.a0 : span.a1] if item.number]
    new = [item.number for item in theirs[span.b0 : span.b1] if item.number]
    if len(gone) == len(new):
        yield from zip(gone, new, strict=True)


def _all_values(items: Sequence[_Item]) -> frozenset[str]:
    return frozenset(value for item in items if item.number for value in item.number.values)


def _is_countable(number: Number) -> bool:
    """Say whether it is a number rather than a time or a date."""
    return any(_DECIMAL.fullmatch(value) for value in number.values)


def _items(sentence: str, language: str | None) -> list[_Item]:
    words = words_of(sentence)
    items: list[_Item] = []
    at = 0
    while at < len(words):
        number, width = _number_at(sentence, words, at, language)
        items.append(_Item(f"#{min(number.values)}" if number else words[at].normal, number))
        at += width
    return items


def _number_at(
    sentence: str, words: Sequence[Word], at: int, language: str | None
) -> tuple[Number | None, int]:
    """Return the number that begins with a word, if any, and how many words it takes."""
    if words[at].is_figure:
        return _figure_at(sentence, words, at)
    value, width = _numeral_at(sentence, words, at, language)
    if value is None:
        return None, 1
    end, width = _with_percent(sentence, words, at, width)
    return Number(sentence[words[at].start : end], frozenset((str(value),))), width


def _figure_at(sentence: str, words: Sequence[Word], at: int) -> tuple[Number, int]:
    word = words[at]
    digits = _DIGITS.match(word.text[:_LONGEST])
    figure = digits[0].rstrip(" .,:/’'") if digits else word.text
    suffix = word.text[len(figure) :].lstrip("-").lower()
    if suffix and not scale_of(suffix):
        # 50-летний, 5-го: the figure is the number.
        return Number(figure, _values(figure)), 1
    factor, width = scale_of(suffix) or 1, 1
    if not suffix and at + 1 < len(words) and sentence[word.end : words[at + 1].start] == " ":
        following = scale_of(words[at + 1].normal)
        factor, width = following or 1, 2 if following else 1
    end, width = _with_percent(sentence, words, at, width)
    values = frozenset(_times(value, factor) for value in _values(figure))
    return Number(sentence[word.start : end], values), width


def _numeral_at(
    sentence: str, words: Sequence[Word], at: int, language: str | None
) -> tuple[int | None, int]:
    """Return the value of the longest written-out number at a word, and how many words it takes."""
    parts: list[str] = []
    best: tuple[int | None, int] = (None, 1)
    for place, word in enumerate(words[at : at + _LONGEST_NUMERAL]):
        pieces = word.normal.split("-")
        gap = sentence[words[at + place - 1].end : word.start] if place else " "
        if gap != " " or not all(map(is_numeral, pieces)):
            break
        parts += pieces
        if (value := numeral(parts, language)) is not None:
            best = value, place + 1
    return best


def _with_percent(sentence: str, words: Sequence[Word], at: int, width: int) -> tuple[int, int]:
    """Return where the number ends and how many words it takes, its percent sign or word included."""
    end = words[at + width - 1].end
    if sign := _PERCENT_SIGN.match(sentence, end):
        return sign.end(), width
    if at + width < len(words) and _PERCENT_WORD.match(words[at + width].normal):
        return words[at + width].end, width + 1
    return end, width


def _values(figure: str) -> frozenset[str]:
    """Return what a figure can be read as: 14.30 is a decimal and a time, 1,200 a decimal and a whole number."""
    plain = re.sub("[ ’']", "", figure)
    values = set()
    if _CLOCK.fullmatch(plain):
        values.add(plain.replace(".", ":"))
    if _THOUSANDS.fullmatch(plain):
        values.add(_times(re.sub("[.,]", "", plain), 1))
    if _POINTED.fullmatch(plain):
        values.add(_times(plain.replace(",", ""), 1))
    if _DECIMAL.fullmatch(plain):
        values.add(_times(plain.replace(",", "."), 1))
    return frozenset(values or {plain})


def _times(value: str, factor: int) -> str:
    """Return the product as plain digits; what is no number is returned as it is."""
    if not _DECIMAL.fullmatch(value) or len(value) > _LONGEST:
        return value
    return f"{(Decimal(value) * factor).normalize():f}"
