"""The abstract syntax of a query: frozen nodes without behaviour beyond naming their own parts."""

from dataclasses import dataclass

# The joint of a compound's parts that stands for any hyphen, a space, or nothing ("visafree").
HYPHEN = "-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Compound:
    """What a query writes without a space: normalised parts, and between each two of them a joint.

    A joint other than `HYPHEN` is the punctuation itself ("24.kg", "AT&T"); only the same will do.
    """

    parts: tuple[str, ...]
    joints: tuple[str, ...] = ()

    @property
    def glued(self) -> str | None:
        """Return the compound written together, or None if it has no hyphens or more than hyphens."""
        has_only_hyphens = bool(self.joints) and set(self.joints) == {HYPHEN}
        return "".join(self.parts) if has_only_hyphens else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word, or a phrase: compounds in a row within one sentence. `column` counts from 1 in the query."""

    compounds: tuple[Compound, ...]
    column: int


@dataclass(frozen=True, kw_only=True, slots=True)
class And:
    """All of the items."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Or:
    """At least one of the items."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    """Not the item, anywhere in the article."""

    item: "Node"
    column: int


Node = Term | And | Or | Not
