"""From our nouns to JSON, and from their types to JSON Schema (2020-12). Owns no noun, and tells no key."""

import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from monitor.model.report import AlertReport

_PLAIN = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    timedelta: {"type": "number", "description": "Seconds."},
}


def plain(value: object) -> Any:  # noqa: ANN401 - JSON is anything
    """Return a noun as JSON: times in UTC by RFC 3339, durations in seconds, enumerations as their words."""
    return _saying(type(value))(value)  # type: ignore[arg-type]  # every type can be hashed


@cache
def _saying(kind: type) -> Callable[[Any], Any]:
    """Return what says values of a type; looked for once, as an answer has thousands of the same."""
    if not is_dataclass(kind):
        return next((say for base, say in _SAID if issubclass(kind, base)), lambda value: value)
    names = tuple(each.name for each in fields(kind))

    def said(value: object) -> dict[str, Any]:
        return {name: plain(getattr(value, name)) for name in names}

    if issubclass(kind, AlertReport):
        return lambda value: {**said(value), "payload": _keyless(value.payload)}
    return said


def _keyless(payload: str) -> str:
    """Return what an alert told, without the links by which whoever has one takes note: a token may only read."""

    def without(facts: dict[str, Any]) -> dict[str, Any]:
        return {**facts, "acknowledge": None} if "acknowledge" in facts else facts

    return json.dumps(json.loads(payload, object_hook=without), ensure_ascii=False)


_SAID: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    # A text is a sequence too, and a time a date.
    (str, str),
    (datetime, lambda value: value.astimezone(UTC).isoformat().replace("+00:00", "Z")),
    (date, lambda value: value.isoformat()),
    (timedelta, lambda value: value.total_seconds()),
    (Mapping, lambda value: {str(key): plain(each) for key, each in value.items()}),
    (frozenset, lambda value: sorted(map(plain, value))),
    (Sequence, lambda value: [plain(each) for each in value]),
)


class Schemas:
    """Collects the schemas of nouns as `components`, each once, by name."""

    def __init__(self) -> None:
        self.components: dict[str, Any] = {}

    def of(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401 - types have many forms
        """Return the schema of a type. Raises `TypeError` if it is none that nouns are made of."""
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if isinstance(kind, typing.NewType):
            return self.of(kind.__supertype__)
        origin, given = typing.get_origin(kind), typing.get_args(kind)
        if origin in (typing.Union, types.UnionType):
            return self._union(given)
        noun = origin or kind
        if is_dataclass(noun) or (isinstance(noun, type) and issubclass(noun, StrEnum)):
            return self._component(typing.cast("type", noun), given)
        return self._collection(kind, origin, given)

    def _collection(self, kind: Any, origin: Any, given: tuple[Any, ...]) -> dict[str, Any]:  # noqa: ANN401
        if origin is tuple and given[-1] is not Ellipsis:
            return {
                "type": "array",
                "prefixItems": [self.of(each) for each in given],
                "items": False,
            }
        if origin in (tuple, list, frozenset):
            return {"type": "array", "items": self.of(given[0])}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(given[1])}
        raise TypeError(f"{kind} is no noun that can be described")

    def _union(self, kinds: tuple[Any, ...]) -> dict[str, Any]:
        schemas = [self.of(each) for each in kinds]
        if all(each.keys() == {"type"} for each in schemas):
            return {"type": [each["type"] for each in schemas]}
        return {"anyOf": schemas}

    def _component(self, noun: type, given: tuple[Any, ...]) -> dict[str, Any]:
        name = noun.__name__ + "".join(f"Of{each.__name__}" for each in given)
        if name not in self.components:
            # First the name: a noun may hold others of its kind.
            self.components[name] = {}
            self.components[name] = self._noun(noun, given)
        return {"$ref": f"#/components/schemas/{name}"}

    def _noun(self, noun: type, given: tuple[Any, ...]) -> dict[str, Any]:
        about = {"description": " ".join((inspect.getdoc(noun) or "").split())}
        if issubclass(noun, StrEnum):
            return {**about, "type": "string", "enum": [each.value for each in noun]}
        stands_for = dict(zip(getattr(noun, "__parameters__", ()), given, strict=True))
        hints = typing.get_type_hints(noun)
        properties = {
            each.name: self.of(_filled(hints[each.name], stands_for))
            for each in fields(typing.cast("Any", noun))
        }
        return {**about, "type": "object", "properties": properties, "required": [*properties]}


def _filled(hint: Any, stands_for: Mapping[Any, Any]) -> Any:  # noqa: ANN401 - types have many forms
    """Return a type with its variables filled in."""
    variables = getattr(hint, "__parameters__", ())
    if hint in stands_for:
        return stands_for[hint]
    return hint[tuple(stands_for[each] for each in variables)] if variables else hint
