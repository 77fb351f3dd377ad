"""How a table of a file is read: each key of a class stands there with its reader and its default. Knows no key.

A reader takes a value as TOML has it, converts nothing silently, and returns what the value means or raises `Refused`.
"""

from collections.abc import Callable, Mapping
from inspect import get_annotations
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_origin

from monitor.config.faults import Defect, Refused, show, type_name, wrong

T = TypeVar("T")
Reader = Callable[[object], T]


class Table:
    """What all tables share. A key is annotated with its type and its reader; without a default it is required.

    `specimen` stands in for required keys that are faulty, so that the rest can be read and checked. `readers` has
    the reader of each key, in the order in which the keys are written down.
    """

    specimen: ClassVar[Mapping[str, object]]
    readers: ClassVar[Mapping[str, Reader[Any]]]
    required: ClassVar[frozenset[str]]

    def __init_subclass__(cls, specimen: Mapping[str, object] | None = None) -> None:
        cls.specimen = specimen or {}
        cls.readers = {key: _reader_in(hint) for key, hint in get_annotations(cls).items()}
        cls.required = frozenset(key for key in cls.readers if key not in vars(cls))

    def __init__(self, values: Mapping[str, object]) -> None:
        # What is not given is found at the class.
        vars(self).update(values)


def _reader_in(hint: object) -> Reader[Any]:
    """Return what stands beside the type. A key that may be missing, `X | None`, is read as X."""
    parts = get_args(hint)
    reader: Reader[Any] = parts[1] if get_origin(hint) is Annotated else _reader_in(parts[0])
    return reader


def text(read: Callable[[str], T]) -> Reader[T]:
    """Return the reader that takes strings only and gives them to `read`."""

    def take(value: object) -> T:
        if not isinstance(value, str):
            raise wrong(f"must be a string, not {type_name(value)}")
        return read(value)

    return take


def whole(least: int, most: int) -> Reader[int]:
    """Return the reader of a whole number between two, both included."""

    def take(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong(f"must be a whole number, not {type_name(value)}")
        if value < least:
            raise wrong(f"must be at least {least}")
        if value > most:
            raise wrong(f"must be at most {most}")
        return value

    return take


def one_of(*words: str) -> Reader[str]:
    """Return the reader of one word out of several."""
    *others, last = (f'"{word}"' for word in words)
    wanted = f"{', '.join(others)} or {last}"

    def take(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            shown = show(value) if isinstance(value, str) else type_name(value)
            raise wrong(f"must be {wanted}, not {shown}")
        return value

    return take


def many(each: Reader[T], *, least: int = 0) -> Reader[tuple[T, ...]]:
    """Return the reader of a list; it refuses every bad entry at once."""

    def take(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise wrong(f"must be a list, not {type_name(value)}")
        if len(value) < least:
            raise wrong("must not be empty")
        taken: list[T] = []
        defects: list[Defect] = []
        for index, entry in enumerate(value):
            try:
                taken.append(each(entry))
            except Refused as refused:
                defects.extend(defect.behind(index) for defect in refused.defects)
        if defects:
            raise Refused(defects)
        return tuple(taken)

    return take


def flag(value: object) -> bool:
    """Return true or false. Raises `Refused`."""
    if not isinstance(value, bool):
        raise wrong(f"must be true or false, not {type_name(value)}")
    return value


def table(value: object) -> dict[str, Any]:
    """Return a table as it is. Raises `Refused`."""
    if not isinstance(value, dict):
        raise wrong(f"must be a table, not {type_name(value)}")
    return value


def anything(value: object) -> object:
    """Return the value, whatever it is."""
    return value
