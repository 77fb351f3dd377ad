"""What two wordings of an article differ in, as frozen nouns. No behaviour."""

from datetime import datetime

from monitor.model import EventKind, Suspect
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing that a new wording changed, as an event will say it.

    `before` and `after` are headlines, numbers or words; `words` the names or the sentences it is about.
    """

    kind: EventKind
    before: str | None = None
    after: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Hunk:
    """Sentences replaced by sentences; either side may be empty, and a reworded sentence stands alone.

    `slot` names the place (8 bytes, from the sentences around it in the wording before), whatever stands there.
    `at` is the number of the first replaced sentence.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    slot: bytes
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What one wording changed in another. `title` is None where it stayed; the sentences are those of the bodies.

    `heading` is the headline of both where it stayed.
    """

    title: tuple[str, str] | None
    hunks: tuple[Hunk, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Believed:
    """The new wording is an edit.

    It was first seen at `seen_at`. `difference` leaves out what churns, so that nothing is told of it.
    `volatile` are the places that churn, named as they are found in the new wording, and replaces what was held.
    `churning` has the sentences that are muted from now on.
    """

    difference: Difference
    seen_at: datetime
    volatile: frozenset[bytes]
    churning: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubted:
    """The new wording may be churn: keep the old one and the suspect, and read the page again within minutes."""

    suspect: Suspect
    volatile: frozenset[bytes]
    churning: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Muted:
    """The new wording is the old one but for what churns: it counts as unchanged, and no suspect is left."""

    volatile: frozenset[bytes]
    churning: tuple[str, ...] = ()


Verdict = Believed | Doubted | Muted


@dataclass(frozen=True, kw_only=True, slots=True)
class DiffLine:
    """One line of a difference on a screen: its sign " ", "-" or "+", and its pieces, each with whether it changed."""

    sign: str
    pieces: tuple[tuple[str, bool], ...]
