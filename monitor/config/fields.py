"""How single values are read: ids, durations, sizes, paths, zones. Knows no table and no file."""

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from monitor.config.addresses import exact_address, proxy_url, web_url
from monitor.config.faults import nearest, show, type_name, wrong
from monitor.config.table import Reader, many, text, whole
from monitor.config.units import parse_duration, parse_size, spell_duration, spell_size
from monitor.model import EventKind, RecheckStep, TargetKind

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# RFC 9110 §10.1.5: a product token first; the rest is what a header line may hold.
_AGENT = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+(/[\x21-\x7e]+)?( [\x20-\x7e]*)?")
_CREDENTIAL = re.compile(r"credential:(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,200})")

_KEEP_SECRETS_APART = (
    'put it in a file of its own and write secret_file = "PATH", or secret = "credential:NAME"'
)


def duration(least: str, most: str) -> Reader[timedelta]:
    """Return the reader of a duration between two spelled ones, both included."""

    def take(value: object) -> timedelta:
        if isinstance(value, int) and not isinstance(value, bool):
            hint = f'write "{value}s"' if 0 <= value < 1_000_000 else _DURATION_HINT
            raise wrong("must be a duration in quotes, not a bare number", hint)
        if not isinstance(value, str):
            raise wrong(f"must be a duration in quotes, not {type_name(value)}", _DURATION_HINT)
        return _bounded(_duration(value), least, most)

    return take


_DURATION_HINT = 'write it like "90s", "15m", "1h30m" or "7d"'


def _duration(value: str) -> timedelta:
    length = parse_duration(value)
    if length is None:
        raise wrong(f"{show(value)} is not a duration", _DURATION_HINT)
    return length


def _bounded(length: timedelta, least: str, most: str) -> timedelta:
    bounds = parse_duration(least), parse_duration(most)
    if bounds[0] is not None and length < bounds[0]:
        raise wrong(f"must be at least {least}, not {spell_duration(length)}")
    if bounds[1] is not None and length > bounds[1]:
        raise wrong(f"must be at most {most}, not {spell_duration(length)}")
    return length


def size(least: int, most: int) -> Reader[int]:
    """Return the reader of a number of bytes between two, both included."""

    def take(value: object) -> int:
        spelled = parse_size(value) if isinstance(value, str) else None
        if spelled is None:
            what = show(value) if isinstance(value, str) else type_name(value)
            raise wrong(f"must be a size in quotes, not {what}", 'write it like "4MB" or "512KiB"')
        if not least <= spelled <= most:
            raise wrong(f"must be between {spell_size(least)} and {spell_size(most)}")
        return spelled

    return take


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise wrong(
            f"{show(value)} is not an id",
            "an id is made of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit",
        )
    return value


def _rule_id(value: str) -> str:
    # The pages try queries at /rules/try: a rule of that name would have no page.
    if _id(value) == "try":
        raise wrong(f"{show(value)} is where queries are tried", "choose another id")
    return value


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise wrong(f"{show(value)} is not a language tag", 'write it like "en", "ru" or "ky"')
    return value


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        pass
    hint = nearest(value, available_timezones()) if value else ""
    like = hint if hint.startswith("did you mean") else 'write it like "Asia/Bishkek"'
    raise wrong(f"{show(value)} is not a time zone", like)


def _agent(value: str) -> str:
    if not _AGENT.fullmatch(value):
        raise wrong(
            "is not a User-Agent",
            'write it like "name (+https://your.site/about; you@your.site)", in ASCII on one line',
        )
    return value


def _term(value: str) -> str:
    if not value.strip():
        raise wrong("must not be empty")
    return value


def _path(value: str) -> str:
    if not value or _CONTROL.search(value):
        raise wrong("is not a path", "a path is not empty and has no control characters")
    return value


def _patterns(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (_path(value),)
    if not isinstance(value, list):
        raise wrong(f"must be a path or a list of paths, not {type_name(value)}")
    return many(text(_path))(value)


def _database(value: str) -> str:
    # A URL may hold a password, so none is repeated.
    if is_server(value):
        return _server(value)
    if "://" in value or value.startswith((":", "file:", "postgres")):
        raise wrong(
            "is neither a path nor a URL of PostgreSQL",
            'name a file: "state/monitor.db", or "postgresql://user@host/name"',
        )
    return _path(value)


def is_server(value: str) -> bool:
    """Say whether a database is named by the URL of a server."""
    return value.startswith(("postgresql://", "postgres://"))


def _server(value: str) -> str:
    try:
        parts = urlsplit(value)
        has_password = parts.password is not None or "password" in parse_qs(parts.query)
        is_named = bool(parts.path.strip("/"))
    except ValueError:
        raise wrong("is not a URL", 'write "postgresql://user@host/name"') from None
    if has_password:
        raise wrong(
            "a password is never written in this file",
            "put it into a file of libpq (PGPASSFILE, or `?passfile=/path` in the URL), or into PGPASSWORD",
        )
    if not is_named or _CONTROL.search(value):
        raise wrong("names no database", 'write "postgresql://user@host/name"')
    return value


def _secret_file(value: str) -> str:
    if "whsec_" in value:
        raise wrong("is the secret itself, not a path to it", _KEEP_SECRETS_APART)
    return _path(value)


def _credential(value: str) -> str:
    spelled = _CREDENTIAL.fullmatch(value)
    if spelled is None or "whsec_" in value:
        raise wrong("a secret is never written in this file", _KEEP_SECRETS_APART)
    return spelled["name"]


def _recheck_step(value: str) -> RecheckStep:
    ages = value.split(":")
    lengths = [parse_duration(age) for age in ages]
    if len(lengths) != 2 or lengths[0] is None or lengths[1] is None:
        raise wrong(
            f"{show(value)} is not a step",
            'write "2h:10m" for: while younger than 2 hours, every 10 minutes',
        )
    return RecheckStep(
        younger_than=_bounded(lengths[0], "1s", "3650d"), every=_bounded(lengths[1], "1s", "366d")
    )


def _occasion(value: str) -> str:
    kinds = [kind.value for kind in EventKind]
    if value not in kinds:
        raise wrong(f"{show(value)} is nothing that happens to articles", nearest(value, kinds))
    return value


def _rendered(value: object) -> bool | str:
    if isinstance(value, bool) or (isinstance(value, str) and value in list(TargetKind)):
        return value
    shown = show(value) if isinstance(value, str) else type_name(value)
    raise wrong(f'must be true, false, "listing" or "article", not {shown}')


Id = Annotated[str, text(_id)]
Ids = Annotated[tuple[str, ...], many(text(_id))]
SomeIds = Annotated[tuple[str, ...], many(text(_id), least=1)]
RuleId = Annotated[str, text(_rule_id)]
Occasions = Annotated[tuple[str, ...], many(text(_occasion), least=1)]
Language = Annotated[str, text(_language)]
Zone = Annotated[ZoneInfo, text(_zone)]
Agent = Annotated[str, text(_agent)]
PathText = Annotated[str, text(_path)]
Patterns = Annotated[tuple[str, ...], _patterns]
Term = Annotated[str, text(_term)]
Terms = Annotated[tuple[str, ...], many(text(_term), least=1)]
DatabasePath = Annotated[str, text(_database)]
SecretFile = Annotated[str, text(_secret_file)]
Credential = Annotated[str, text(_credential)]
WebUrl = Annotated[str, text(web_url)]
ProxyUrl = Annotated[str, text(proxy_url)]
Address = Annotated[str, text(exact_address)]
Addresses = Annotated[tuple[str, ...], many(text(exact_address))]
Rendered = Annotated[bool | str, _rendered]
Steps = Annotated[tuple[RecheckStep, ...], many(text(_recheck_step))]
Count = Annotated[int, whole(1, 1_000)]
