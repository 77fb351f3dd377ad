"""The unit file, as systemd itself judges it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

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
    answer = analyze("security", "--offline=true", "--threshold=12", str(UNIT))

    assert answer.returncode == 0, answer.stdout[-400:]


def test_the_unit_outlasts_the_drain_and_does_not_restart_a_faulty_configuration():
    text = UNIT.read_text(encoding="utf-8")

    stop = int(re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[1])
    assert stop > 10
    assert "Type=notify" in text
    assert "RestartPreventExitStatus=2" in text
