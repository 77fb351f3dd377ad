"""The abstract syntax of a query: frozen nodes that know what they are made of, and no article.

`column` is where in the query a node begins, from 1, and `end` the column behind it; brackets around it are not
its own. Two nodes are equal when they ask the same thing, wherever they stand.
"""

from dataclasses import field
from enum import StrEnum

from monitor.core.rules.slots import Slot
from monitor.noun import dataclass

# The joint of a compound's parts that stands for any hyphen, a space, or nothing ("visafree").
HYPHEN = "-"


class Scope(StrEnum):
    """Where a term is looked for; the value is how a query names it."""

    TEXT = "text"
    TITLE = "title"
    BODY = "body"
    AUTHOR = "author"
    SECTION = "section"

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the document's fields."""
        return _TEXT_FIELDS if self is Scope.TEXT else (self.value,)


_TEXT_FIELDS = (Scope.TITLE.value, Scope.BODY.value)


class Label(StrEnum):
    """What an article is labelled with and a query can ask for by value."""

    LANGUAGE = "lang"
    SOURCE = "source"
    URL = "url"


class Measure(StrEnum):
    """What is counted of an article and a query can compare with a number."""

    VIEWS = "views"
    VIEWS_PER_HOUR = "views_h"
    AGE = "age_h"
    WORDS = "words"
    RISE = "rise"
    POSITION = "position"


# Those that may be compared with a percentile of the articles of its section at its age.
RANKED = (Measure.VIEWS, Measure.VIEWS_PER_HOUR)


@dataclass(frozen=True, kw_only=True, slots=True)
class Compound:
    """What a query writes without a space: the slots of its parts, and between each two of them a joint.

    `glued` is the slot of the compound written together, if it may be: then its joints are hyphens and stand
    for a space too. Otherwise a joint is the punctuation itself ("24.kg", "AT&T"), and only the same will do.
    """

    slots: tuple[Slot, ...]
    joints: tuple[str, ...] = ()
    glued: Slot | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word, or a phrase: compounds in a row within one sentence.

    With `slop` they may stand in any order, with so many other words between them, across sentences.
    """

    compounds: tuple[Compound, ...]
    scope: Scope = Scope.TEXT
    slop: int | None = None
    column: int = field(compare=False)
    end: int = field(compare=False)

    @property
    def word(self) -> Slot | None:
        """Return the one slot of a term that is one word, or None."""
        compound = self.compounds[0]
        is_one = len(self.compounds) == 1 and not compound.joints
        return compound.slots[0] if is_one else None

    @property
    def length(self) -> int:
        """Return of how many words it is."""
        return sum(len(compound.slots) for compound in self.compounds)


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """One of `left` and one of `right` in one field, with at most `distance` words between them."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    distance: int
    is_ordered: bool
    column: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """The article's label is one of the values, which are folded."""

    label: Label
    values: tuple[str, ...]
    column: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What is measured compares so with the number, or its rank with the percentile. What is unknown meets none."""

    measure: Measure
    comparison: str
    number: float
    is_rank: bool = False
    column: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class And:
    """All of the items."""

    items: "tuple[Node, ...]"
    column: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Or:
    """At least one of the items."""

    items: "tuple[Node, ...]"
    column: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    """Not the item, anywhere in the article."""

    item: "Node"
    column: int = field(compare=False)
    end: int = field(compare=False)


Leaf = Term | Near | Labelled | Measured
Node = Leaf | And | Or | Not
