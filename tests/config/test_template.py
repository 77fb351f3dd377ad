"""The files that a newcomer begins with: the template of `monitor init`, and monitor.toml of this project."""

from pathlib import Path

from monitor.config import load
from monitor.config.template import template

ROOT = Path(__file__).parent.parent.parent


def test_the_template_loads_in_an_empty_folder(tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text(template(), encoding="utf-8")
    config = load(path, {})
    assert [source.id for source in config.sources] == ["24kg-en"]
    assert [(rule.id, rule.sinks) for rule in config.rules] == [("visa-free", ("log",))]
    assert len(config.warnings) == 1


def test_what_the_template_has_in_comments_loads_too(tmp_path):
    path = tmp_path / "monitor.toml"
    text, _, webhook = template().partition("# [[sink]]\n")
    webhook = "".join(line.removeprefix("# ") for line in webhook.splitlines(keepends=True))
    path.write_text(text + "[[sink]]\n" + webhook, encoding="utf-8")
    secret = tmp_path / "desk.secret"
    secret.touch(mode=0o600)
    secret.write_text("whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5\n")
    assert [sink.id for sink in load(path, {}).sinks] == ["log", "desk"]


def test_the_projects_own_file_watches_three_editions_for_two_rules():
    config = load(ROOT / "monitor.toml", {})
    assert [source.id for source in config.sources] == ["24kg-en", "24kg-ru", "24kg-ky"]
    assert [rule.id for rule in config.rules] == ["vakunov", "visa-free"]
    assert config.database == ROOT / "state" / "monitor.db"
