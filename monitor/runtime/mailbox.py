"""How a command asks the daemon for something that writes: a wish, left as a file beside the database.

The daemon alone writes the database, so a command leaves its wish and waits for the answer. Owns the folder and
the form of its files; knows nothing of how a wish is granted.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from monitor.model import Acknowledgement, DeliveryState, Replay
from monitor.model.wish import (
    Armed,
    ArmWish,
    ExpireWish,
    Granted,
    Noted,
    Replayed,
    Reread,
    RereadWish,
    Silenced,
    SilenceWish,
    Wish,
)

_WISH = ".wish.json"
_ANSWER = ".answer.json"


_ANSWERS: dict[type[Wish], type[Granted]] = {
    ArmWish: Armed,
    RereadWish: Reread,
    Replay: Replayed,
    SilenceWish: Silenced,
    ExpireWish: Silenced,
    Acknowledgement: Noted,
}
_TIMES = ("since", "until", "begins_at", "ends_at")


def refused(wish: Wish, trouble: str) -> Granted:
    """Return the answer to a wish that could not be granted."""
    return _ANSWERS[type(wish)](trouble=trouble)


class Mailbox:
    """Wishes and answers in a folder. Every file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, wish: Wish) -> str:
        """Leave a wish and return its name. Raises `OSError` if the folder cannot be written."""
        self._folder.parent.mkdir(exist_ok=True)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        name = token_hex(8)
        self._write(name + _WISH, _letter(wish))
        return name

    def take(self) -> tuple[str, Wish] | None:
        """Return a wish that waits, with its name, and forget it; None if there is none.

        One that cannot be read is dropped.
        """
        for path in sorted(self._folder.glob(f"*{_WISH}")):
            try:
                letter = path.read_text(encoding="utf-8")
                # First: what cannot be forgotten would be granted again every second.
                path.unlink()
            except (OSError, ValueError):
                continue
            with suppress(ValueError, KeyError, TypeError):
                return path.name.removesuffix(_WISH), _wish(json.loads(letter))
        return None

    def waiting(self) -> list[datetime]:
        """Return when each wish was left that nobody took yet."""
        found = []
        for path in self._folder.glob(f"*{_WISH}"):
            with suppress(OSError):
                found.append(datetime.fromtimestamp(path.stat().st_mtime, UTC))
        return found

    def answer(self, name: str, granted: Granted) -> None:
        """Leave the answer to the wish `name`. Raises `OSError` if the folder cannot be written."""
        self._write(name + _ANSWER, {"kind": type(granted).__name__, **asdict(granted)})

    def collect(self, name: str) -> Granted | None:
        """Return the answer to the wish `name` and forget it; None while there is none."""
        path = self._folder / (name + _ANSWER)
        try:
            answer = _granted(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        path.unlink(missing_ok=True)
        return answer

    def withdraw(self, name: str) -> None:
        """Take a wish back that nobody has taken."""
        (self._folder / (name + _WISH)).unlink(missing_ok=True)

    def _write(self, name: str, fields: dict[str, object]) -> None:
        # The daemon may be another user than the one who wishes; the folder keeps strangers out.
        written = self._folder / f"{name}.part"
        written.write_text(json.dumps(fields), encoding="utf-8")
        written.chmod(0o644)
        os.replace(written, self._folder / name)  # noqa: PTH105 - the one that is documented as atomic


def _letter(wish: Wish) -> dict[str, object]:
    facts = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(wish).items()
    }
    return {"kind": type(wish).__name__, **facts}


def _wish(letter: dict[str, Any]) -> Wish:
    """Return the wish of a letter. Raises `ValueError`, `KeyError` or `TypeError` if it is none."""
    kinds: dict[str, type[Wish]] = {kind.__name__: kind for kind in _ANSWERS}
    kind = kinds[letter.pop("kind")]
    for name in _TIMES:
        if letter.get(name) is not None:
            letter[name] = datetime.fromisoformat(letter[name])
    if "state" in letter:
        letter["state"] = DeliveryState(letter["state"])
    if "matchers" in letter:
        letter["matchers"] = tuple(letter["matchers"])
    return kind(**letter)


def _granted(letter: dict[str, Any]) -> Granted:
    kinds = {kind.__name__: kind for kind in _ANSWERS.values()}
    return kinds[letter.pop("kind")](**letter)
