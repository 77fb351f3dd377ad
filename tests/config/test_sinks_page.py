"""docs/sinks.md: its blocks load as they stand, and it names every placeholder."""

import re
from pathlib import Path

from monitor.config import load
from monitor.core.body import PLACEHOLDERS, placeholders_in
from monitor.model import BodyForm, OwnBody, SinkKind
from tests.config.test_secret import CANARY

PAGE = (Path(__file__).parent.parent.parent / "docs" / "sinks.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_block_of_the_page_loads(write, tmp_path):
    files = {"desk.secret": CANARY, "wire.json": blocks("json")[0]}
    files |= {name: url for url, name in re.findall(r"echo '(.+)' > (\S+)\)", PAGE)}
    for name, text in files.items():
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_text(text)

    config = load(write("\n".join(blocks("toml"))), {})

    assert {sink.kind for sink in config.sinks} == set(SinkKind)
    forms = {sink.body for sink in config.sinks}
    assert set(BodyForm) < forms
    assert any(isinstance(form, OwnBody) for form in forms)
    assert all("is named by no rule" in warning for warning in config.warnings)


def test_every_placeholder_is_on_the_page_and_no_other():
    table = PAGE.partition("| placeholder |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1] for row in table.splitlines()[2:]]

    assert sorted(re.findall(r"`([\w.]+)`", "".join(rows))) == sorted(PLACEHOLDERS)
    assert {name for _, name in placeholders_in(blocks("json")[0])} < set(PLACEHOLDERS)
