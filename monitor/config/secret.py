"""Where secrets come from: a file, or a credential of systemd. Never repeats what it reads."""

import base64
import binascii
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from monitor.config.faults import Place, Report, quote
from monitor.model import Secret

# Standard Webhooks 1.0.0, "Signature scheme": this prefix, then 24 to 64 random bytes in base64.
_PREFIX = "whsec_"
_LEAST_BYTES, _MOST_BYTES = 24, 64
_MAX_FILE_BYTES = 4_096
# systemd keeps credentials in memory here, readable by the service alone; its ACLs look like a group's right.
_SYSTEMD_FOLDER = Path("/run/credentials")
# One that signs, and the one before it while receivers change over.
_MOST_SECRETS = 2
_REMEDY = "it holds one line: whsec_ and 24 to 64 random bytes in base64; a second one while keys are changed"

Reader = Callable[[Path, Mapping[str, str], Place, Report], tuple[Secret, ...]]


def secrets_of(
    secret_file: str | None,
    secret: str | None,
    folder: Path,
    environ: Mapping[str, str],
    place: Place,
    report: Report,
    read: Reader | None = None,
) -> tuple[Secret, ...]:
    """Return the secrets that the keys `secret_file` or `secret` of the table at `place` name; none if neither does.

    Paths count from `folder`. Both at once are a fault. `read` reads the file, in place of `read_secrets`.
    """
    read = read or read_secrets
    if secret is not None and secret_file is not None:
        report.fault(place.key("secret"), "is given beside secret_file", "keep one of the two")
        return ()
    if secret is not None:
        spot = place.key("secret")
        path = credential_path(secret, environ, spot, report)
        return () if path is None else read(path, environ, spot, report)
    if secret_file is not None:
        return read(folder / secret_file, environ, place.key("secret_file"), report)
    return ()


def credential_path(
    name: str, environ: Mapping[str, str], place: Place, report: Report
) -> Path | None:
    """Return the file of the systemd credential `name`; without $CREDENTIALS_DIRECTORY a fault and None.

    https://systemd.io/CREDENTIALS/
    """
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if folder:
        return Path(folder) / name
    report.fault(
        place,
        f'the credential "{name}" is there only for a service of systemd that has LoadCredential={name}',
        "or name a file: secret_file",
    )
    return None


def read_secrets(
    path: Path, environ: Mapping[str, str], place: Place, report: Report
) -> tuple[Secret, ...]:
    """Return the secrets in the file `path`, one a line, the newest first; a fault and none if one is malformed."""
    content = read_private(path, environ, place, report)
    if content is None:
        return ()
    if what_is_wrong := _defect(content):
        report.fault(place, f"{quote(str(path))} {what_is_wrong}", _REMEDY)
        return ()
    return tuple(Secret(line.decode("ascii")) for line in content.split())


def read_private(
    path: Path, environ: Mapping[str, str], place: Place, report: Report
) -> bytes | None:
    """Return the beginning of the file `path`; a fault and None if it cannot be read.

    A file that others than its owner can read is a warning.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            report.fault(place, f"{quote(str(path))} is not a file")
            return None
        with path.open("rb") as stream:
            content = stream.read(_MAX_FILE_BYTES)
    except OSError as error:
        report.fault(place, f"{quote(str(path))} cannot be read: {error.strerror}")
        return None
    if mode & (stat.S_IRGRP | stat.S_IROTH) and not _is_systemds(path, environ):
        report.warn(place, f"{quote(str(path))} can be read by others than its owner: chmod 600")
    return content


def _defect(content: bytes) -> str:
    secrets = content.split()
    if not secrets:
        return "is empty"
    if len(secrets) > _MOST_SECRETS:
        return f"holds {len(secrets)} secrets"
    return next(filter(None, map(_malformation, secrets)), "")


def _malformation(secret: bytes) -> str:
    if not secret.startswith(_PREFIX.encode()):
        return f"does not begin with {_PREFIX}"
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX.encode()), validate=True)
    except binascii.Error:
        return f"has no base64 after {_PREFIX}"
    if not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        return f"holds {len(key)} bytes after {_PREFIX}, not {_LEAST_BYTES} to {_MOST_BYTES}"
    return ""


def _is_systemds(path: Path, environ: Mapping[str, str]) -> bool:
    folders = [_SYSTEMD_FOLDER, Path(environ.get("CREDENTIALS_DIRECTORY") or _SYSTEMD_FOLDER)]
    return any(path.is_relative_to(folder) for folder in folders)
