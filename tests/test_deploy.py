"""The unit file, as systemd itself judges it."""

import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import monitor

UNIT = Path(__file__).parent.parent / "deploy" / "monitor.service"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60
    )


@needs_systemd
def test_the_unit_is_sound(tmp_path):
    # The program is not installed where the unit expects it, so a copy points to one that is.
    copy = tmp_path / "monitor.service"
    text = UNIT.read_text(encoding="utf-8")
    copy.write_text(text.replace("/opt/monitor/bin/monitor", "/bin/true"), encoding="utf-8")

    answer = analyze("verify", "--man=no", str(copy))

    about_us = [line for line in answer.stderr.splitlines() if "monitor.service" in line]
    assert about_us == []
    assert answer.returncode == 0


@needs_systemd
def test_the_unit_is_hardened():
    answer = analyze("security", "--offline=true", "--threshold=11", str(UNIT))

    assert answer.returncode == 0, answer.stdout[-400:]
    assert "1.1 OK" in answer.stdout.splitlines()[-1]


@needs_systemd
def test_a_unit_that_is_softer_is_told_from_it(tmp_path):
    softer = tmp_path / "monitor.service"
    text = UNIT.read_text(encoding="utf-8")
    softer.write_text(text.replace("ProtectHome=", "# ProtectHome="), encoding="utf-8")

    answer = analyze("security", "--offline=true", "--threshold=11", str(softer))

    assert answer.returncode != 0


# prctl(2): memory that is written is never executed, as the unit's MemoryDenyWriteExecute wants it.
UNDER_MDWE = """
import ctypes, importlib, mmap, sys
if ctypes.CDLL(None, use_errno=True).prctl(65, 1, 0, 0, 0):
    sys.exit(77)
try:
    mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)
except OSError:
    pass
else:
    sys.exit(78)
for name in sys.argv[1:]:
    importlib.import_module(name)
from monitor.core.patterns import compile_pattern
from selectolax.lexbor import LexborHTMLParser
import brotli, sqlite3, zstandard
assert compile_pattern(r"(?i)\\b(виз\\w+)").groups_in("ВИЗА") == ("ВИЗА",)
assert LexborHTMLParser("<p>a</p>").css_first("p").text() == "a"
assert brotli.decompress(brotli.compress(b"a")) == b"a"
assert zstandard.decompress(zstandard.compress(b"a")) == b"a"
assert sqlite3.connect(":memory:").execute("select 1").fetchone() == (1,)
"""


def runtime_modules() -> list[str]:
    """Return what the running program may import: its own modules, and with them every dependency."""
    own = pkgutil.walk_packages(monitor.__path__, "monitor.")
    optional = [
        "apprise",
        "matplotlib.figure",
        "pyarrow",
        "apscheduler.schedulers.asyncio",
        "tzdata",
    ]
    return [module.name for module in own if module.name != "monitor.__main__"] + optional


def test_all_that_is_loaded_lives_without_memory_that_is_written_and_executed():
    words = [sys.executable, "-c", UNDER_MDWE, *runtime_modules()]

    answer = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)

    if answer.returncode == 77:
        pytest.skip("this kernel has no PR_SET_MDWE (Linux 6.3)")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_unit_outlasts_the_drain_and_does_not_restart_a_faulty_configuration():
    text = UNIT.read_text(encoding="utf-8")

    stop = int(re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[1])
    assert stop > 10
    assert "Type=notify" in text
    assert "RestartPreventExitStatus=2" in text
