"""What a storm left behind, for the checks: plain values, from the newsroom, the receivers and the database."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """One message that a receiver read whole, in order of arrival at its sink.

    `is_taken` if the receiver means to have it, whatever the sender heard; `was_committed` if the alert was in the
    database when it came; `status` is what was answered, 0 nothing.
    """

    sink: str
    alert: str
    body: bytes
    status: int
    is_taken: bool
    is_signed: bool
    was_committed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAlert:
    """An alert in the database. `made` is when, as ISO 8601 text, which sorts; those made together have one."""

    id: str
    made: str
    kind: str
    rule: str
    article: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A storm, over: what was published and owed, what is stored, and what came where.

    `moments` counts the kills by what the daemon was doing; `survivors` are processes that outlived their daemon;
    `unrest` is what was still to be done long after the storm.
    """

    kills: int
    published: frozenset[str]
    owed: frozenset[tuple[str, str]]
    stored: tuple[str, ...]
    alerts: tuple[StoredAlert, ...]
    # By sink and alert.
    states: dict[tuple[str, str], str]
    receipts: tuple[Receipt, ...]
    interrupted: int
    holes: int
    leases: int
    integrity: str
    moments: Mapping[str, int]
    survivors: int
    unrest: tuple[str, ...] = ()
