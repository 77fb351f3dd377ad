"""Nouns are what the library's frozen dataclasses are: each promise is held against the library's own."""

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from typing import Any

import pytest

from monitor import noun
from monitor.model import Failed, Page, Reason
from monitor.noun import dataclass
from tests.factories import NOW

# For the type checker they are one and the same.
DECORATORS = (dataclasses.dataclass, noun.dataclass)
Declared = Callable[..., Any]


def _named(decorator: Any) -> Declared:
    @decorator(frozen=True, kw_only=True, slots=True)
    class Named:
        """By name alone."""

        first: str
        second: int = 2
        third: Mapping[str, int] = field(default_factory=dict, hash=False)
        silent: str = field(default="", repr=False)
        beside: str = field(default="", compare=False)

    return Named


def _ordered(decorator: Any) -> Declared:
    @decorator(frozen=True, slots=True)
    class Ordered:
        first: str
        second: int = 2
        last: str = field(default="", kw_only=True)

    return Ordered


def _own(decorator: Any) -> Declared:
    @decorator(frozen=True, slots=True)
    class Own:
        first: str

        def __post_init__(self) -> None:
            object.__setattr__(self, "first", self.first.upper())

        def __repr__(self) -> str:
            return "mine"

        def __hash__(self) -> int:
            return 7

        def __eq__(self, other: object) -> bool:
            return True

    return Own


def _alike(decorator: Any) -> Declared:
    @decorator(frozen=True, slots=True)
    class Alike:  # noqa: PLW1641 - that is the point of it
        first: str

        def __eq__(self, other: object) -> bool:
            return True

    return Alike


def _below(decorator: Any) -> Declared:
    @decorator(frozen=True, kw_only=True, slots=True)
    class Above:
        first: str

    @decorator(frozen=True, kw_only=True, slots=True)
    class Below(Above):
        second: int = 2

    return Below


def _empty(decorator: Any) -> Declared:
    @decorator(frozen=True, kw_only=True, slots=True)
    class Empty:
        pass

    return Empty


def _outcome(work: Callable[[], object]) -> object:
    """Return what comes of it, or how it ends, in a form that is the same for equal outcomes of two classes."""
    try:
        return repr(work())
    except (TypeError, FrozenInstanceError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("declare", [_named, _ordered, _own, _alike, _below, _empty])
@pytest.mark.parametrize(
    "work",
    [
        lambda kind: kind(first="a"),
        lambda kind: kind("a"),
        lambda kind: kind("a", 3, "b"),
        lambda kind: kind(),
        lambda kind: kind(first="a", unknown=1),
        lambda kind: kind(first="a", second=3, third={"x": 1}, silent="s", beside="b"),
        lambda kind: [kind(first="a"), kind(first="b")].index(kind(first="b")),
        lambda kind: kind(first="a") == object(),
        lambda kind: hash(kind(first="a")) == hash(kind(first="a")),
        lambda kind: hash(kind(first="a", second=2)) == hash(("a", 2)),
        lambda kind: kind(first="a", beside="x") == kind(first="a", beside="y"),
        lambda kind: kind(first="a", second=1) == kind(first="a", second=2),
        lambda kind: replace(kind(first="a"), second=3),
        lambda kind: asdict(kind(first="a")),
        lambda kind: copy.deepcopy(kind(first="a")) == kind(first="a"),
        lambda kind: setattr(kind(first="a"), "first", "b"),
        lambda kind: delattr(kind(first="a"), "first"),
        lambda kind: [(each.name, each.kw_only, each.compare) for each in fields(kind)],
        lambda kind: (is_dataclass(kind), kind.__match_args__, kind.__slots__),
        lambda kind: hasattr(kind(first="a"), "__dict__"),
    ],
)
def test_a_noun_does_what_the_library_does(
    declare: Callable[[object], Declared], work: Callable[[Declared], object]
) -> None:
    theirs, ours = (declare(decorator) for decorator in DECORATORS)
    # Once for what is written first, and once for what was written.
    assert _outcome(lambda: work(ours)) == _outcome(lambda: work(theirs))
    assert _outcome(lambda: work(ours)) == _outcome(lambda: work(theirs))


@pytest.mark.parametrize("declare", [_named, _ordered, _own, _below, _empty])
@pytest.mark.parametrize(
    "changes", [{}, {"first": "z"}, {"second": 5}, {"first": "z", "second": 5}]
)
def test_a_copy_with_changes_is_what_the_library_makes(
    declare: Callable[[object], Declared], changes: Mapping[str, object]
) -> None:
    kind = declare(dataclass)
    one = kind(first="a") if declare is not _empty else kind()
    for _ in range(2):
        there = _outcome(lambda: dataclasses.replace(one, **changes))
        here = _outcome(lambda: noun.replace(one, **changes))
        assert here == there if isinstance(there, str) else isinstance(here, tuple)


def test_a_field_may_be_called_copy() -> None:
    @dataclass(frozen=True, kw_only=True, slots=True)
    class Share:
        copy: str
        noun: str = ""

    assert noun.replace(Share(copy="a"), noun="b") == Share(copy="a", noun="b")
    assert noun.replace(Share(copy="a"), copy="b") == Share(copy="b")


def test_what_is_no_noun_is_copied_by_the_library() -> None:
    @dataclass(slots=True)
    class Counter:
        count: int = 0

    assert noun.replace(Counter(), count=2) == Counter(count=2)


def test_what_a_factory_makes_is_nobody_else_s() -> None:
    kind = _named(dataclass)
    assert kind(first="a").third is not kind(first="a").third


def test_no_attribute_is_set_that_is_no_field() -> None:
    """The library means to say so, and stumbles over the class that it replaced by one with slots."""
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'unknown'"):
        _named(dataclass)(first="a").unknown = 1


def test_a_class_that_is_no_frozen_noun_is_the_library_s() -> None:
    @dataclass(slots=True)
    class Counter:
        count: int = 0

    counter = Counter()
    counter.count = 3
    assert counter == Counter(count=3)


def test_nouns_of_the_model_are_pickled() -> None:
    page = Page(url="https://24.kg/1/", final_url="https://24.kg/1/", body=b"x")
    failed = Failed(reason=Reason.CONNECT, detail="", at=NOW, took=NOW - NOW)
    for one in (page, failed):
        assert pickle.loads(pickle.dumps(one)) == one


def test_what_a_class_is_not_asked_for_is_not_written() -> None:
    """That is the point of it: a class that is only declared costs no compiling."""
    kind: Any = _named(dataclass)
    unwritten = vars(kind)["__eq__"]
    one = kind(first="a")
    assert vars(kind)["__eq__"] is unwritten
    assert one == kind(first="a")
    assert vars(kind)["__eq__"] is not unwritten
