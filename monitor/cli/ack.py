"""`monitor ack`: somebody took note of an alert, so that it need not be escalated."""

import asyncio
import getpass
import os
import sys

import click

from monitor.cli.archived import archive_of
from monitor.cli.options import config_option
from monitor.cli.show_alert import alert_named
from monitor.model import Acknowledgement
from monitor.runtime.clock import SystemClock
from monitor.runtime.granting import grant_now
from monitor.runtime.logs import configure_logs


@click.command()
@config_option
@click.argument("id_", metavar="ALERT")
@click.option("--note", default="", help="What is done about it.")
@click.option(
    "--author", default=getpass.getuser, help="Who took note.  [default: the name you work under]"
)
@click.pass_context
def ack(ctx: click.Context, id_: str, note: str, author: str) -> None:
    """Say that somebody took note of an alert: its article is not escalated.

    ALERT is the alert's id, or the beginning of it.
    """
    with archive_of(ctx) as (archive, config):
        alert = alert_named(archive, id_).alert.id
    configure_logs(sys.stderr, os.environ, "auto")
    wish = Acknowledgement(alert=alert, author=author, note=note)
    granted = asyncio.run(grant_now(config, wish, clock=SystemClock(), console=sys.stdout))
    if granted.trouble:
        raise click.ClickException(granted.trouble)
    click.echo(f"{alert} is acknowledged by {author}")
