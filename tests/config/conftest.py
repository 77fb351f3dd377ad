"""Folders of the fixtures, and a configuration that a test can change."""

from pathlib import Path

import pytest

CONFIGS = Path(__file__).parent.parent / "configs"

SOUND = """
[monitor]
selectors = "{selectors}"

[[source]]
id = "example"
site = "example.com"
listing = "http://127.0.0.1:8080/news/"
"""


@pytest.fixture
def configs():
    return CONFIGS


@pytest.fixture
def write(tmp_path):
    """Write monitor.toml: the sound beginning, then what the test adds. Return its path."""

    def write_config(more=""):
        path = tmp_path / "monitor.toml"
        path.write_text(SOUND.format(selectors=CONFIGS / "selectors") + more, encoding="utf-8")
        return path

    return write_config
