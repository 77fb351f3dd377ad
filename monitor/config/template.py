"""The monitor.toml that `monitor init` writes. Owns its text; writes no file."""

from importlib.resources import files


def template() -> str:
    """Return the text of a commented monitor.toml that loads as it is, in any folder."""
    return files("monitor.config").joinpath("template.toml").read_text(encoding="utf-8")
