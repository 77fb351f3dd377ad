"""What the daemon says to a scout, as bytes and back: pickles, which a scout trusts. Owns no letter and no framing.

A noun crosses as its class and its values, which takes less time than the state of a frozen dataclass
(`python -m benchmarks.scouting`). What a scout says is held against its types (`reports.py`).
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter

_Recipe = tuple[Callable[..., object], tuple[object, ...]]


def pack_order(letter: object) -> bytes:
    """Return the letter as it crosses."""
    body = io.BytesIO()
    _Packer(body, pickle.HIGHEST_PROTOCOL).dump(letter)
    return body.getvalue()


def load_order(body: bytes) -> object:
    """Return the letter that `pack_order` packed; whatever else it is given may do anything."""
    return pickle.loads(body)  # noqa: S301 - from the daemon


class _Packer(pickle.Pickler):
    def reducer_override(self, one: object) -> _Recipe:
        """Return how a noun is made again: by its class and its values."""
        kind: type = type(one)
        values = _values_of(kind)
        return NotImplemented if values is None else (make_noun, (type(one), *values(one)))


def make_noun(kind: type, *values: object) -> object:
    """Return the noun of that class that holds `values`, in the order of its fields."""
    noun: object = object.__new__(kind)
    for put, value in zip(_slots_of(kind), values, strict=True):
        put(noun, value)
    return noun


@cache
def _slots_of(kind: type) -> tuple[Callable[[object, object], None], ...]:
    """Return what puts a value into each slot of a noun, which is frozen but for who makes it."""
    return tuple(getattr(kind, name).__set__ for name in _names_of(kind))


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _values_of(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """Return what takes the values out of a noun; None for what is none, or sees to its pickling itself."""
    if not is_dataclass(kind) or "__reduce__" in vars(kind):
        return None
    names = _names_of(kind)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda noun: tuple(getattr(noun, name) for name in names)
