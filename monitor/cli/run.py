"""`monitor run`: the service."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import click

from monitor.cli.ahead import sent_ahead
from monitor.cli.options import config_option, load_config
from monitor.runtime.clock import SystemClock
from monitor.runtime.ending import Ending, hear_no_more, leave_at_once
from monitor.runtime.loading import collector_at_rest
from monitor.runtime.logs import LogFormat, configure_logs
from monitor.runtime.systemd import Notifier

if TYPE_CHECKING:
    from monitor.fetch import Vanguard
    from monitor.runtime.daemon import Daemon


log_option = click.option(
    "--log",
    "log_format",
    type=click.Choice(["auto", "json", "text"]),
    default="auto",
    show_default=True,
    help="How the log on standard error looks; auto: text on a terminal, else JSON.",
)


@click.command()
@config_option
@log_option
@click.pass_context
def run(ctx: click.Context, log_format: LogFormat) -> None:
    """Watch until told to stop.

    On a database of PostgreSQL any number of them, and of `monitor worker`, share the work; one plans for all.
    SIGTERM and SIGINT stop it within ten seconds: what is in hand has four to end, and is handed back else.
    SIGHUP reads the configuration anew and keeps the old one if the new one has faults. Under systemd
    (Type=notify) it reports READY, STATUS and STOPPING, and feeds the watchdog only while it makes progress.
    """
    serve(ctx, log_format)


def serve(ctx: click.Context, log_format: LogFormat, *, only_works: bool = False) -> None:
    """Be the service until told to stop; one that `only_works` takes its work from others (`monitor worker`)."""
    leave_at_once()
    with sent_ahead() as vanguard:
        _serve(ctx, log_format, vanguard, only_works=only_works)


def _serve(
    ctx: click.Context, log_format: LogFormat, vanguard: Vanguard | None, *, only_works: bool
) -> None:
    with collector_at_rest():
        from monitor.config import load  # noqa: PLC0415 - heavy, and a stop is heard meanwhile
        from monitor.runtime.daemon import Daemon  # noqa: PLC0415 - heavy, and a stop is heard meanwhile

    configure_logs(sys.stderr, os.environ, log_format)
    config = load_config(ctx)
    path = ctx.obj
    daemon = Daemon(
        config,
        lambda: load(path, os.environ),
        clock=SystemClock(),
        console=sys.stdout,
        notifier=Notifier(os.environ),
        ending=Ending(),
        environ=os.environ,
        vanguard=vanguard,
        only_works=only_works,
    )
    asyncio.run(_live(daemon))


async def _live(daemon: Daemon) -> None:
    try:
        await daemon.run()
    finally:
        hear_no_more()
