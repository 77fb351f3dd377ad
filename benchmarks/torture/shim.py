"""The shim between a program and its disk: compiled where there is a compiler, and what it recorded, read back."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")


class NoCompilerError(Exception):
    """There is no C compiler here, so nothing can stand between a program and its disk."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One thing a program did to its disk: write, sync, cut, gone, named; or "ack": it called a row stored."""

    what: str
    path: str
    at: int
    content: bytes


def compile_shim(folder: Path) -> Path:
    """Return the shim as a library in `folder`. Raises `NoCompilerError`."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompilerError("no cc and no gcc")
    library = folder / "shim.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return library


def environment(library: Path, under: Path, **places: Path) -> Mapping[str, str]:
    """Return the environment of a program that is shimmed under a folder; `log` and `fault` are the shim's files."""
    shim = {f"SHIM_{name.upper()}": str(place) for name, place in places.items()}
    return {**os.environ, "LD_PRELOAD": str(library), "SHIM_UNDER": str(under.resolve()), **shim}


def read_calls(log: Path) -> Iterator[Call]:
    """Yield what was recorded, in its order."""
    with log.open("rb") as file:
        while line := file.readline():
            what, at, size, path = line.decode().rstrip("\n").split(" ", 3)
            yield Call(what=what, path=path, at=int(at), content=file.read(int(size)))
