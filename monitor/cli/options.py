"""What several commands share: `--config` after the command too, and the loading of the configuration."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from monitor.config import Config, load
from monitor.runtime.loading import collector_at_rest

P = ParamSpec("P")
T = TypeVar("T")


def config_option(command: Callable[P, T]) -> Callable[P, T]:
    """Let `--config PATH` stand behind the command as well as before it."""

    def remember(ctx: click.Context, _: click.Parameter, path: Path | None) -> None:
        if path is not None:
            ctx.obj = path

    return click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        expose_value=False,
        callback=remember,
        help="The configuration file, as before the command.",
    )(command)


def load_config(ctx: click.Context, *, show_warnings: bool = True) -> Config:
    """Return the configuration that the command line names, its warnings told on standard error.

    Raises `ConfigError` with every fault.
    """
    with collector_at_rest():
        config = load(ctx.obj, os.environ)
    if show_warnings:
        for warning in config.warnings:
            click.echo(f"monitor: warning: {warning}", err=True)
    return config
