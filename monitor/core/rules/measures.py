"""Read a comparison with a number: `views:>1000`, and as people write it, `views > 1000`, `age < 6h`.

Owns what each measure may be compared with.
"""

import re
from typing import NamedTuple

from monitor.core.rules.faults import fault
from monitor.core.rules.normalise import INVISIBLES
from monitor.core.rules.syntax import RANKED, Measure
from monitor.core.rules.tokens import Comparison, Kind, Token
from monitor.errors import RuleError

_AGE = "age"
_MEASURES_BY_NAME = {measure.value: measure for measure in Measure} | {
    "views/h": Measure.VIEWS_PER_HOUR,
    _AGE: Measure.AGE,
}
_HOURS_BY_UNIT = {"m": 1 / 60, "h": 1.0, "d": 24.0}
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_PERCENTILE = re.compile(r"p(\d+)")
_SIGN = re.compile(">=|<=|>|<|=")
_NAMES = "|".join(sorted(_MEASURES_BY_NAME, key=len, reverse=True))
_BLANK = f"[\\s{INVISIBLES}]"
# `views =1000` is left alone: a word, and another as typed.
_SPELLED = re.compile(
    f"({_NAMES})(?:{_BLANK}*(>=|<=|>|<)|(=)|{_BLANK}+(=)(?={_BLANK})){_BLANK}*", re.ASCII
)


class Spelled(NamedTuple):
    """The beginning of a comparison as people write it; its value begins at offset `end`."""

    name: str
    sign: str
    end: int


class _Value(NamedTuple):
    """What a measure is compared with, from offset `begin`; `example` is the comparison up to there, written well."""

    query: str
    begin: int
    end: int
    measure: Measure
    example: str

    @property
    def text(self) -> str:
        return self.query[self.begin : self.end]

    def fault(self, message: str, hint: str) -> RuleError:
        return fault(message, query=self.query, column=self.begin + 1, hint=hint)


def read_comparison(query: str, at: int, begin: int, end: int, measure: Measure) -> Token:
    """Return the token of a field at offset `at`, whose comparison stands from `begin` to `end`. Raises `RuleError`."""
    name = measure.value
    sign = _SIGN.match(query, begin, end)
    value = _Value(query, sign.end() if sign else begin, end, measure, f"{name}:>")
    if sign is None or not (_NUMBER.fullmatch(value.text) or _PERCENTILE.fullmatch(value.text)):
        raise fault(
            f"'{name}:' needs a comparison with a number",
            query=query,
            column=begin + 1,
            hint=f"write {name}:>1000, with > >= < <= or = and digits only",
        )
    return _token(value, at, sign[0], is_duration=False)


def find_spelled(query: str, at: int) -> Spelled | None:
    """Return the name of a measure and the sign right behind it, if they stand at offset `at`."""
    found = _SPELLED.match(query, at)
    return found and Spelled(found[1], found[2] or found[3] or found[4], found.end())


def read_spelled(query: str, at: int, spelled: Spelled, end: int) -> Token:
    """Return the token of a comparison at offset `at` whose value ends at offset `end`. Raises `RuleError`."""
    name, sign, begin = spelled
    value = _Value(query, begin, end, _MEASURES_BY_NAME[name], f"{name} {sign} ")
    return _token(value, at, sign, is_duration=name == _AGE)


def _token(value: _Value, at: int, sign: str, *, is_duration: bool) -> Token:
    percentile = _PERCENTILE.fullmatch(value.text)
    if percentile is not None:
        number = _percentile(value, int(percentile[1][:4]), sign)
    else:
        number = _hours(value) if is_duration else _plain(value)
    content = Comparison(
        measure=value.measure, comparison=sign, number=number, is_rank=percentile is not None
    )
    return Token(kind=Kind.MEASURE, column=at + 1, end=value.end + 1, content=content)


def _percentile(value: _Value, number: int, sign: str) -> float:
    """Return the percentile, if the measure has some and there is such a one."""
    if value.measure not in RANKED:
        named = " and ".join(measure.value for measure in RANKED)
        raise value.fault(f"'{value.measure.value}' has no percentiles", f"only {named} have")
    if not 1 <= number <= 99:
        raise value.fault("percentiles are p1 to p99", f"write {value.example}p95")
    if sign == "=":
        raise value.fault("no article is right on a percentile", "compare with > >= < or <=")
    return float(number)


def _plain(value: _Value) -> float:
    if _NUMBER.fullmatch(value.text) is None:
        example = 6 if value.measure is Measure.AGE else 1000
        raise value.fault(
            f"'{value.example.strip()}' needs a number, in digits only",
            f"write {value.example}{example}",
        )
    return float(value.text)


def _hours(value: _Value) -> float:
    amount, unit = value.text[:-1], value.text[-1:]
    if unit not in _HOURS_BY_UNIT or _NUMBER.fullmatch(amount) is None:
        raise value.fault(
            f"'{value.example.strip()}' needs a number with its unit",
            f"write {value.example}6h, with m, h or d",
        )
    return float(amount) * _HOURS_BY_UNIT[unit]
