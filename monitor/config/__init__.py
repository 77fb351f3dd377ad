"""The configuration: monitor.toml and the selectors files, checked whole before anything runs. Runs nothing."""

from monitor.config.describe import describe
from monitor.config.load import load
from monitor.config.settings import Config
from monitor.config.sites import load_site, load_sites, shipped_folder
from monitor.config.units import parse_duration

__all__ = [
    "Config",
    "describe",
    "load",
    "load_site",
    "load_sites",
    "parse_duration",
    "shipped_folder",
]
