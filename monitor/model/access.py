"""Who may see the pages and use the API. No behaviour."""

from dataclasses import field
from enum import StrEnum

from monitor.noun import dataclass


class Scope(StrEnum):
    """What somebody may do: see what is held, or change something as well."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """Somebody who logs in. `password` is its hash (`core.access.hashed`)."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What a program shows in place of a password. `digest` is its hash (`core.access.digest_of`)."""

    name: str
    digest: str = field(repr=False)
    scopes: frozenset[Scope]


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """Everybody who may come in, by name."""

    users: tuple[User, ...] = ()
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Whoever asks: by which name, and what they may do. `session` is "" of one who did not log in."""

    name: str
    scopes: frozenset[Scope]
    session: str = ""
