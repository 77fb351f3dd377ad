"""`monitor serve`: the pages and the API alone, beside a daemon or without one."""

import asyncio
import os
import sys

import click

from monitor.cli.options import config_option, load_config
from monitor.runtime.clock import SystemClock
from monitor.runtime.logs import LogFormat, configure_logs
from monitor.runtime.systemd import Notifier


@click.command()
@config_option
@click.option(
    "--log",
    "log_format",
    type=click.Choice(["auto", "json", "text"]),
    default="auto",
    show_default=True,
    help="How the log on standard error looks; auto: text on a terminal, else JSON.",
)
@click.pass_context
def serve(ctx: click.Context, log_format: LogFormat) -> None:
    """Answer people in a browser, and programs, at the address of [web], until told to stop.

    It only reads the database; what is asked of it that writes goes to the daemon. With [web] the daemon answers
    at the same address by itself: run the one or the other there.
    """
    from monitor.config import load  # noqa: PLC0415 - heavy
    from monitor.runtime.pages import serve as serve_pages  # noqa: PLC0415 - heavy

    configure_logs(sys.stderr, os.environ, log_format)
    config = load_config(ctx)
    path = ctx.obj
    if config.web is not None:
        click.echo(f"monitor: {config.web.url}/", err=True)
    asyncio.run(
        serve_pages(
            config,
            lambda: load(path, os.environ),
            clock=SystemClock(),
            console=sys.stdout,
            environ=os.environ,
            notifier=Notifier(os.environ),
        )
    )
