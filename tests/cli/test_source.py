"""`monitor source import` and `monitor export opml`: lists of sources in and out."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import cli

CONFIG = """
[[source]]
id = "24kg-en"
site = "24.kg"
listing = "https://24.kg/english/"
language = "en"

[[source]]
id = "24kg-ru"
site = "24.kg"
listing = "https://24.kg/"
"""
WEB = """
[web]
listen = "127.0.0.1:8787"
secret_file = "desk.secret"
url = "https://desk.example.org"
"""


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    path = tmp_path / "monitor.toml"
    path.write_text(CONFIG, encoding="utf-8")
    secret = tmp_path / "desk.secret"
    secret.write_text("whsec_" + "YSBrZXkgb2YgdGhlIGRlc2ssIDMyIGJ5dGVzIGxvbmch\n")
    secret.chmod(0o600)
    return path


def run(*words: str):
    return CliRunner().invoke(cli, list(words))


def test_what_is_exported_is_what_is_configured(configured: Path, tmp_path: Path):
    file = tmp_path / "sources.opml"
    exported = run("--config", str(configured), "export", "opml", "--output", str(file))
    imported = run("source", "import", str(file))

    assert exported.exit_code == 0, exported.output
    assert tomllib.loads(imported.output) == tomllib.loads(CONFIG)


def test_with_pages_the_list_is_one_of_feeds(configured: Path):
    configured.write_text(CONFIG + WEB, encoding="utf-8")
    exported = run("--config", str(configured), "export", "opml")

    assert 'xmlUrl="https://desk.example.org/feeds/sources/24kg-en.atom"' in exported.output
    assert 'type="rss"' in exported.output


@pytest.mark.parametrize("option", [["--format", "csv"], ["--bom"], ["--rule", "x"]])
def test_a_list_takes_no_options_of_tables(configured: Path, option: list[str]):
    result = run("--config", str(configured), "export", "opml", *option)

    assert result.exit_code == 2
    assert "opml is a list of sources" in result.output


def test_a_list_that_is_none_is_refused_with_a_sentence(tmp_path: Path):
    file = tmp_path / "x.opml"
    file.write_text("<rss/>")
    result = run("source", "import", str(file))

    assert str(result.exception) == "the list is no OPML"
