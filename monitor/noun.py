"""What makes a frozen noun of a class: the library's `dataclass`, but that its methods are written when first called.

The library writes and compiles six methods as soon as it meets a class, which takes most of a millisecond; there are
hundreds of nouns, and a run of the program makes, compares and hashes few of them (`python -m benchmarks.start`). Here
a class gets its fields and slots by the library, so that `fields`, `replace` and `asdict` know it, and four methods
that write their better selves: `__init__` sets the slots by their own descriptors, which takes less time than the
library's way. Owns how a noun is made, compared and kept from change; knows none.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["dataclass", "replace"]

_Noun = TypeVar("_Noun")
_Method = Callable[..., Any]


def _dataclass(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
) -> Callable[[type[_Noun]], type[_Noun]]:
    """Return what `dataclasses.dataclass` returns; for frozen classes with slots what makes the same for less.

    Their fields are all parameters: there is neither `InitVar` nor `field(init=False)`.
    """
    if not (frozen and slots and eq):
        return dataclasses.dataclass(frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)

    def make(kind: type[_Noun]) -> type[_Noun]:
        if kind.__doc__ is None:
            # Else the library would ask for the signature of the class, which takes longer than all the rest.
            kind.__doc__ = kind.__name__
        # Python itself puts None in the place of `__hash__` where there is an `__eq__`.
        own = {name for name, value in vars(kind).items() if value is not None}
        noun = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(
            kind
        )
        for name, method in _SHARED.items():
            if name not in own:
                setattr(noun, name, method)
        for name, write in _WRITERS.items():
            if name not in own:
                setattr(noun, name, _later(noun, name, write))
        return noun

    return make


def _replace(one: "DataclassInstance", /, **changes: object) -> object:
    """Return what `dataclasses.replace` returns: the noun with other values of some fields."""
    copy = getattr(one, "__replace__", None)
    return dataclasses.replace(one, **changes) if copy is None else copy(**changes)


if TYPE_CHECKING:
    from dataclasses import dataclass, replace

    from _typeshed import DataclassInstance
else:
    dataclass, replace = _dataclass, _replace


def _later(noun: type, name: str, write: Callable[[type], _Method]) -> _Method:
    """Return a method that puts the written one in its own place when it is called."""

    def first(self: object, *values: object, **named: object) -> object:
        method = write(noun)
        setattr(noun, name, method)
        return method(self, *values, **named)

    return first


def _write_init(noun: type) -> _Method:
    space: dict[str, object] = {"_MISSING": MISSING}
    ordered: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for field in fields(noun):
        name = value = field.name
        parameter = name
        if field.default is not MISSING:
            space[f"_default_{name}"] = field.default
            parameter = f"{name}=_default_{name}"
        elif field.default_factory is not MISSING:
            space[f"_make_{name}"] = field.default_factory
            parameter = f"{name}=_MISSING"
            value = f"_make_{name}() if {name} is _MISSING else {name}"
        space[f"_set_{name}"] = getattr(noun, name).__set__
        lines.append(f"_set_{name}(self, {value})")
        (named if field.kw_only else ordered).append(parameter)
    lines += _last_lines(noun, "self")
    parameters = ["self", *ordered, *(["*", *named] if named else [])]
    return _written(noun, "__init__", parameters, lines or ["pass"], space)


def _write_replace(noun: type) -> _Method:
    """Return what `copy.replace` of later Pythons calls, and `replace` here."""
    space: dict[str, object] = {"_MISSING": MISSING, "_new": object.__new__}
    lines = ["_copy = _new(self.__class__)"]
    names = [field.name for field in fields(noun)]
    for name in names:
        space[f"_set_{name}"] = getattr(noun, name).__set__
        lines.append(f"_set_{name}(_copy, self.{name} if {name} is _MISSING else {name})")
    lines += [*_last_lines(noun, "_copy"), "return _copy"]
    parameters = ["self", *(["*"] if names else []), *(f"{name}=_MISSING" for name in names)]
    return _written(noun, "__replace__", parameters, lines, space)


def _last_lines(noun: type, one: str) -> list[str]:
    return [f"{one}.__post_init__()"] if hasattr(noun, "__post_init__") else []


def _write_eq(noun: type) -> _Method:
    compared = [field for field in fields(noun) if field.compare]
    lines = [
        "if other.__class__ is not self.__class__: return NotImplemented",
        f"return {_values('self', compared)} == {_values('other', compared)}",
    ]
    return _written(noun, "__eq__", ["self", "other"], lines, {})


def _write_hash(noun: type) -> _Method:
    hashed = [each for each in fields(noun) if (each.compare if each.hash is None else each.hash)]
    return _written(noun, "__hash__", ["self"], [f"return hash({_values('self', hashed)})"], {})


def _values(one: str, of: list[Field[Any]]) -> str:
    return f"({''.join(f'{one}.{field.name}, ' for field in of)})"


def _written(
    noun: type, name: str, parameters: list[str], lines: list[str], space: dict[str, object]
) -> _Method:
    source = f"def {name}({', '.join(parameters)}):\n" + "\n".join(f"  {line}" for line in lines)
    space["__name__"] = noun.__module__
    exec(source, space)  # noqa: S102 - written here, of the names of fields
    method: Any = space[name]
    method.__qualname__ = f"{noun.__qualname__}.{name}"
    return method  # type: ignore[no-any-return]  # a function, see there


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


@recursive_repr()
def _repr(self: "DataclassInstance") -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _state(self: "DataclassInstance") -> list[object]:
    """Return what copies and pickles are made of."""
    return [getattr(self, each.name) for each in fields(self)]


def _restore(self: "DataclassInstance", state: list[object]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_SHARED: dict[str, _Method] = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__repr__": _repr,
    "__getstate__": _state,
    "__setstate__": _restore,
}
_WRITERS: dict[str, Callable[[type], _Method]] = {
    "__init__": _write_init,
    "__eq__": _write_eq,
    "__hash__": _write_hash,
    "__replace__": _write_replace,
}
