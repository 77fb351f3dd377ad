"""Which browser renders pages, and what is said where there is none."""

import pytest

from monitor.config import browser, describe, load
from monitor.errors import ConfigError
from monitor.model import TargetKind

LISTING, ARTICLE = TargetKind.LISTING, TargetKind.ARTICLE


@pytest.fixture
def programs(tmp_path):
    """Return a folder of programs, one of which is a browser."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "google-chrome").touch(mode=0o755)
    return folder


def faults(path, environ) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("true", {LISTING, ARTICLE}),
        ('"article"', {ARTICLE}),
        ('"listing"', {LISTING}),
        ("false", set()),
    ],
)
def test_a_source_says_which_of_its_pages_are_rendered(write, programs, said, kinds):
    config = load(write(f"render = {said}\n"), {"PATH": str(programs)})

    assert config.sources[0].render == kinds
    assert config.limits.browser == (str(programs / "google-chrome") if kinds else "")


@pytest.mark.parametrize("said", ['"listings"', "1", "[]"])
def test_anything_else_is_a_fault(write, programs, said):
    (fault,) = faults(write(f"render = {said}\n"), {"PATH": str(programs)})

    assert 'source[1].render ("example"): must be true, false, "listing" or "article", not' in fault


def test_a_source_that_renders_needs_a_browser(write, tmp_path):
    (fault,) = faults(write("render = true\n"), {"PATH": str(tmp_path)})

    assert 'source[1].render ("example"): needs a browser, and none is there' in fault
    assert "apt install chromium" in fault


def test_a_source_that_renders_needs_the_library(write, programs, monkeypatch):
    monkeypatch.setattr(browser, "has_library", lambda: False)

    (fault,) = faults(write("render = true\n"), {"PATH": str(programs)})

    assert "needs playwright, which is not installed" in fault
    assert "pip install '.[render]'" in fault


def test_a_browser_that_is_named_is_taken(write, programs):
    path = write('render = true\n[fetch]\nbrowser = "bin/google-chrome"\n')

    assert load(path, {"PATH": "/nowhere"}).limits.browser == str(programs / "google-chrome")


def test_a_browser_that_is_named_has_to_be_one(write, programs):
    (fault,) = faults(write('[fetch]\nbrowser = "bin/firefox"\n'), {"PATH": str(programs)})

    assert "fetch.browser" in fault
    assert "is no program that can be run" in fault


def test_where_nothing_is_rendered_nobody_looks_for_a_browser(write, programs):
    assert load(write(), {"PATH": str(programs)}).limits.browser == ""


def test_what_is_rendered_is_described(write, programs):
    told = describe(load(write('render = "article"\n'), {"PATH": str(programs)}))

    assert '\nrender = "article"' in told
    assert f'\nbrowser = "{programs}/google-chrome"\n' in told
