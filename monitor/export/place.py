"""Where a table goes: a file that is there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from monitor.errors import MonitorError


class InTheWay(MonitorError):
    """Something stands where the file is to be, or the file cannot be made there."""


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Yield a file that takes the name `path` when the block is left well, and is gone if it is not.

    Raises `InTheWay` if there is a file of that name already and not `force`, or if it cannot be written.
    """
    place = path.resolve()
    _look_out(place, force=force)
    # Beside its place, so that the renaming stays within one file system.
    draft = place.with_name(f".{place.name}.{os.getpid()}.partial")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _look_out(place, force=force)
        draft.replace(place)
    except OSError as error:
        raise InTheWay(f"{path} cannot be written ({error.strerror or error})") from error
    finally:
        draft.unlink(missing_ok=True)


def _look_out(place: Path, *, force: bool) -> None:
    # A device or a folder is never replaced.
    if place.exists() and not place.is_file():
        raise InTheWay(f"{place} is not a file")
    if place.exists() and not force:
        raise InTheWay(f"{place} is there already", hint="overwrite it with --force")
