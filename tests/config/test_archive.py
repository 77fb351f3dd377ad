"""[archive]: pages are kept where the file says so, and nowhere else."""

from datetime import timedelta

import pytest

from monitor.config import describe, load
from monitor.errors import ConfigError
from monitor.model.evidence import Retention


def test_without_the_table_no_page_is_kept(write):
    assert load(write(), {}).archive is None


def test_an_empty_table_keeps_pages_within_the_defaults(write):
    config = load(write("[archive]\n"), {})

    assert config.archive == Retention(keep=timedelta(days=90), max_bytes=1_000_000_000)
    assert '[archive]\nkeep = "90d"\nmax_bytes = "1GB"' in describe(config)


@pytest.mark.parametrize(
    ("line", "key"),
    [('keep = "0s"', "keep"), ('max_bytes = "9MB"', "max_bytes"), ("size = 1", "size")],
)
def test_a_bound_that_cannot_be_is_a_fault(write, line, key):
    with pytest.raises(ConfigError) as refused:
        load(write(f"[archive]\n{line}\n"), {})

    assert [fault.where for fault in refused.value.faults] == [f"monitor.toml: archive.{key}"]
