"""What a start leaves for later, so that the first request waits for less."""

import subprocess
import sys


def test_the_judgement_is_loaded_when_there_is_a_page_to_judge() -> None:
    code = "import sys, monitor.runtime.crawl, monitor.runtime.daemon; print(*sys.modules)"
    program = [sys.executable, "-c", code]
    loaded = subprocess.run(program, check=True, capture_output=True, text=True).stdout.split()
    assert "monitor.runtime.engine" in loaded
    heavy = {"monitor.core.plan", "monitor.core.difference", "rich", "sqlite_utils", "starlette"}
    assert heavy.isdisjoint(loaded)
