"""Every file of tests/configs: the good load, the bad have the one fault that their first line tells."""

from pathlib import Path

import pytest

from monitor.config import load
from monitor.errors import ConfigError

CONFIGS = Path(__file__).parent.parent / "configs"


def files(folder):
    return sorted((CONFIGS / folder).glob("*.toml"))


@pytest.mark.parametrize("path", files("good"), ids=lambda path: path.stem)
def test_a_good_file_loads(path):
    assert load(path, {}).path == path


@pytest.mark.parametrize("path", files("bad"), ids=lambda path: path.stem)
def test_a_bad_file_has_the_fault_that_it_tells(path):
    expected = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    with pytest.raises(ConfigError) as refusal:
        load(path, {})
    (fault,) = refusal.value.faults
    # The lines below the first show a query and a caret.
    assert str(fault).partition("\n")[0] == f"{path.name}: {expected}"
