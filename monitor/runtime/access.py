"""The file of those who may come in: read when it changes, written whole or not at all. Judges nobody."""

import json
import os
from pathlib import Path

from monitor.errors import MonitorError
from monitor.model.access import Access, Scope, Token, User


class AccessFile:
    """Everybody who may see the pages, in a JSON file that its owner alone can read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._access = Access()

    def read(self) -> Access:
        """Return who may come in: nobody while there is no file. Raises `MonitorError` if it cannot be read."""
        try:
            stat = self._path.stat()
            seen = (stat.st_mtime_ns, stat.st_ino)
            if seen != self._seen:
                self._access = _read(json.loads(self._path.read_text(encoding="utf-8")))
                self._seen = seen
        except FileNotFoundError:
            self._seen, self._access = None, Access()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MonitorError(
                f"{self._path} cannot be read: {error}", hint="`monitor access` writes it anew"
            ) from error
        return self._access

    def write(self, access: Access) -> None:
        """Replace who may come in. Raises `MonitorError` if the file cannot be written."""
        written = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            written.unlink(missing_ok=True)
            with os.fdopen(
                os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                json.dump(_letter(access), file, indent=1, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(written, self._path)  # noqa: PTH105 - the one that is documented as atomic
        except OSError as error:
            raise MonitorError(f"{self._path} cannot be written: {error.strerror}") from error


def _read(letter: dict[str, list[dict[str, str | list[str]]]]) -> Access:
    return Access(
        users=tuple(
            User(name=str(user["name"]), password=str(user["password"])) for user in letter["users"]
        ),
        tokens=tuple(
            Token(
                name=str(token["name"]),
                digest=str(token["digest"]),
                scopes=frozenset(map(Scope, token["scopes"])),
            )
            for token in letter["tokens"]
        ),
    )


def _letter(access: Access) -> dict[str, object]:
    return {
        "users": [{"name": user.name, "password": user.password} for user in access.users],
        "tokens": [
            {"name": token.name, "digest": token.digest, "scopes": sorted(token.scopes)}
            for token in access.tokens
        ],
    }
