"""The rules of the house, held by the checks instead of by memory."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "monitor").rglob("*.py"))
BANNED = re.compile(r"(^|_)(utils?|helpers?|managers?|handlers?|misc|base|common)(_|$)")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(tree_of(path))
    return [n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = (
        function.body[1] if ast.get_docstring(function) and function.body[1:] else function.body[0]
    )
    assert function.end_lineno is not None
    return function.end_lineno - first.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_fits_its_room(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(tree_of(path)), "no module docstring"
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text)
    assert not BANNED.search(path.stem)
    long = [f.name for f in functions(path) if body_lines(f) > 50]
    assert long == []


def test_broad_excepts_stand_around_one_check_and_one_delivery_only():
    found = [
        str(path.relative_to(ROOT))
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
    ]

    assert found == ["monitor/pipeline.py", "monitor/pipeline.py"]


# The library's own make a start slower (`monitor/noun.py`).
LIBRARY_NOUNS = {"dataclass", "replace"}


def test_nouns_are_made_by_our_own_dataclass():
    found = {
        f"{path.relative_to(ROOT)}: {name.name}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        for name in node.names
        if name.name in LIBRARY_NOUNS
    }

    # There it says to the type checker what its own two are.
    assert found == {"monitor/noun.py: dataclass", "monitor/noun.py: replace"}


NETWORKED = {"aiohttp", "ftplib", "http", "httpcore", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
             "socketserver", "urllib3", "xmlrpc"}  # fmt: skip
DIALS = {
    "create_connection",
    "open_connection",
    "create_datagram_endpoint",
    "sock_connect",
    "urlopen",
}
# One listens for people, one tells systemd over a socket of the file system, two speak to each other over a pair.
ELSEWISE = {
    "monitor/fetch/vanguard.py",
    "monitor/fetch/outpost.py",
    "monitor/fetch/scout.py",
    "monitor/runtime/listening.py",
    "monitor/runtime/systemd.py",
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_only_egress_opens_connections():
    found = set()
    for path in MODULES:
        speaks = {name.partition(".")[0] for name in imported(path)} & NETWORKED - {"http"}
        speaks |= imported(path) & {"http.client", "urllib.request"}
        dials = {n.attr for n in ast.walk(tree_of(path)) if isinstance(n, ast.Attribute)} & DIALS
        if speaks or dials:
            found.add(str(path.relative_to(ROOT)))

    outside = {p for p in found if not p.startswith(("monitor/egress/", "monitor/demo/"))}
    assert outside == ELSEWISE


def test_every_pardon_names_its_rule():
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"# (noqa|type: ignore)\s*$", line)
    ]

    assert bare == []


def test_selectors_holds_data_only():
    kinds = {path.suffix for path in (ROOT / "selectors").rglob("*") if path.is_file()}

    assert kinds == {".toml"}


def test_every_path_that_the_architecture_names_exists():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = {p for p in re.findall(r"`([\w./<>-]+)`", text) if "/" in p and "<" not in p}
    shipped_only = {"monitor/site_files"}
    inside = {p if (ROOT / p).exists() else f"monitor/{p}" for p in named - shipped_only}

    assert sorted(p for p in inside if not (ROOT / p).exists()) == []


def test_every_room_is_named_in_the_architecture():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = [p.name for p in (ROOT / "monitor").iterdir() if p.is_dir() and p.name[0] != "_"]

    assert [room for room in rooms if f"monitor/{room}/" not in text] == []
