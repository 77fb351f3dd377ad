"""A selectors file written anew with what was found again: nothing that was there is lost."""

from datetime import UTC, datetime

import pytest

from monitor.config import load, shipped_folder
from monitor.errors import MonitorError
from monitor.model.healing import Remedy
from monitor.runtime.healing import write_remedies

SINCE = datetime(2026, 11, 27, 10, tzinfo=UTC)
CONFIG = """\
[[source]]
id = "ru"
site = "24.kg"
listing = "https://24.kg/"
"""


def sure(field: str, css: str) -> list[Remedy]:
    return [Remedy(field=field, selectors=(css,), right=5, asked=5, is_sure=True)]


@pytest.fixture
def own(tmp_path):
    """Return the user's own file of a site, as the configuration has it."""
    (tmp_path / "selectors").mkdir()
    (tmp_path / "monitor.toml").write_text(CONFIG)
    file = tmp_path / "selectors" / "24.kg.toml"
    file.write_bytes((shipped_folder() / file.name).read_bytes())
    return file


def test_each_former_file_stays_beside_the_new_one(own):
    config = load(own.parent.parent / "monitor.toml", {})
    before = own.read_text()
    write_remedies(config, "24.kg", sure("title", ".a"), SINCE, is_asked=True)
    between = own.read_text()
    write_remedies(config, "24.kg", sure("body", ".b"), SINCE, is_asked=True)

    kept = {path.name: path.read_text() for path in own.parent.glob("*.before-*")}

    assert kept == {
        "24.kg.toml.before-2026-11-27": before,
        "24.kg.toml.before-2026-11-27-2": between,
    }
    assert ('title = ".a"' in own.read_text(), 'body = ".b"' in own.read_text()) == (True, True)


def test_a_shipped_file_is_left_as_it_is(own):
    own.unlink()
    config = load(own.parent.parent / "monitor.toml", {})
    shipped = (shipped_folder() / own.name).read_bytes()

    written = write_remedies(config, "24.kg", sure("title", ".a"), SINCE, is_asked=False)

    assert (written.file, written.undo) == (own, f"rm {own} && systemctl reload monitor")
    assert (shipped_folder() / own.name).read_bytes() == shipped


def test_what_was_changed_meanwhile_is_not_written_over(own):
    config = load(own.parent.parent / "monitor.toml", {})
    mended = own.read_text().replace('"h1.newsTitle"', '"h1.mended"')
    own.write_text(mended)

    with pytest.raises(MonitorError, match="changed since it was loaded"):
        write_remedies(config, "24.kg", sure("title", ".a"), SINCE, is_asked=False)

    assert own.read_text() == mended
