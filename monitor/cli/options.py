"""What several commands share: `--config` after the command too, and the loading of the configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from monitor.runtime.loading import collector_at_rest

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.config import Config

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
    from monitor.config import load  # noqa: PLC0415 - heavy: `run` hears a stop while it loads

    with collector_at_rest():
        config = load(ctx.obj, os.environ)
    if show_warnings:
        for warning in config.warnings:
            click.echo(f"monitor: warning: {warning}", err=True)
    return config
