"""The tokens of a query. The two that every word makes are tuples, which are made in a third of the time."""

from enum import StrEnum
from typing import NamedTuple

from monitor.core.rules.syntax import Compound, Label, Measure, Scope
from monitor.noun import dataclass


class Kind(StrEnum):
    """What a token is; the value is how messages call it."""

    TERM = "a word"
    LABEL = "a label"
    MEASURE = "a measure"
    SCOPE = "a field"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    MINUS = "-"
    OPEN = "("
    CLOSE = ")"
    END = "the end"


class Token(NamedTuple):
    """One token. `column` counts from 1, and `end` is the column behind it; `content` is what it says."""

    kind: Kind
    column: int
    end: int
    content: "Words | Distance | Values | Comparison | Scope | None" = None


class Words(NamedTuple):
    """What a word or a phrase says. `is_plain` without sign, wildcard and quotation marks."""

    compounds: tuple[Compound, ...]
    slop: int | None = None
    is_plain: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Distance:
    """What NEAR/n or ONEAR/n says."""

    words: int
    is_ordered: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """What lang:, source: or url: says."""

    label: Label
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What views:>1000 says, or views:>p95."""

    measure: Measure
    comparison: str
    number: float
    is_rank: bool
