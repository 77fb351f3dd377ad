"""Reads a TOML file into a plain table. Owns the words for a file that cannot be read; knows no key of it."""

import re
import tomllib
from pathlib import Path
from typing import Any

from monitor.errors import ConfigError, Fault

# A configuration of this size is a mistake (a database named by --config); reading stops here.
_MAX_BYTES = 4_000_000
_POSITION = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def read_document(path: Path, name: str = "") -> dict[str, Any]:
    """Return the top table of the TOML file `path`. Without `name`, which faults call it by, it is the main file.

    Raises ConfigError if it is missing, cannot be read, or is not TOML; then the fault says the line and
    the column, both counted from 1.
    """
    return parse_document(read_source(path, name), name or path.name)


def read_source(path: Path, name: str = "") -> str:
    """Return the text of the file `path`. Raises ConfigError if it is missing or cannot be read."""
    return _decode(_read(path, name), name or path.name)


def parse_document(source: str, shown: str) -> dict[str, Any]:
    """Return the top table of the TOML text `source`, which faults call `shown`. Raises ConfigError."""
    fault = None
    try:
        return tomllib.loads(source)
    except ValueError as error:
        fault = _syntax_fault(shown, source, str(error))
    except RecursionError:
        fault = Fault(where=shown, what="is nested too deeply")
    # Outside of the handler, so that no traceback carries the text of the file.
    raise ConfigError([fault])


def _read(path: Path, name: str) -> bytes:
    shown = name or str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError([_reading_fault(shown, error, is_main=not name)]) from error
    if len(content) > _MAX_BYTES:
        raise ConfigError([Fault(where=shown, what="is too large for a configuration")])
    return content


def _reading_fault(shown: str, error: OSError, *, is_main: bool) -> Fault:
    if is_main and isinstance(error, FileNotFoundError):
        return Fault(
            where=shown,
            what="there is no such file",
            hint="`monitor init` writes one to begin with; --config PATH names another",
        )
    return Fault(where=shown, what=f"cannot be read: {error.strerror}")


def _decode(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    where = f"{shown}: line {line}"
    raise ConfigError([Fault(where=where, what="is not UTF-8", hint="save the file as UTF-8")])


def _syntax_fault(shown: str, source: str, message: str) -> Fault:
    """Say where and why `source` is not TOML; the parser's message ends in the position, or has none."""
    position = _POSITION.search(message)
    reason = message[: position.start()] if position else "a number is too long"
    if position and position["line"]:
        line, column = int(position["line"]), int(position["column"])
    else:
        lines = source.split("\n")
        line, column = len(lines), len(lines[-1]) + 1
    where = f"{shown}: line {line}, column {column}" if position else shown
    return Fault(where=where, what=f"is not TOML: {reason[:1].lower()}{reason[1:]}")
