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
def run(ctx: click.Context, log_format: LogFormat) -> None:
    """Watch until told to stop.

    SIGTERM and SIGINT stop it within ten seconds: what is in hand has four to end, and is handed back else.
    SIGHUP reads the configuration anew and keeps the old one if the new one has faults. Under systemd
    (Type=notify) it reports READY, STATUS and STOPPING, and feeds the watchdog only while it makes progress.
    """
    leave_at_once()
    with sent_ahead() as vanguard:
        _run(ctx, log_format, vanguard)


def _run(ctx: click.Context, log_format: LogFormat, vanguard: Vanguard | None) -> None:
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
    )
    asyncio.run(daemon.run())
    hear_no_more()
