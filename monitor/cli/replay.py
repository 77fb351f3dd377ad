"""`monitor replay`: deliveries that were given up, or sent, made due again under their old ids."""

import asyncio
import os
import sys
from datetime import datetime

import click

from monitor.cli.archived import archive_of
from monitor.cli.options import config_option, load_config
from monitor.cli.screen import counted
from monitor.cli.show_alert import alert_named
from monitor.cli.since import Since
from monitor.model import DeliveryState, Replay
from monitor.model.wish import Replayed
from monitor.runtime.clock import SystemClock
from monitor.runtime.granting import grant_now
from monitor.runtime.logs import configure_logs


@click.command()
@config_option
@click.argument("alert", required=False)
@click.option("--rule", metavar="ID", help="Only alerts of this rule.")
@click.option("--sink", metavar="ID", help="Only to this sink.")
@click.option("--since", type=Since(), help='Only alerts made since: "7d", or "2026-11-01".')
@click.option("--until", type=Since(), help="Only alerts made before.")
@click.option(
    "--state",
    type=click.Choice(
        [state.value for state in DeliveryState if state is not DeliveryState.PENDING]
    ),
    default=DeliveryState.DEAD.value,
    show_default=True,
    help="Those that were given up, taken, told by a digest, or muted by a silence.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def replay(
    ctx: click.Context,
    alert: str | None,
    rule: str | None,
    sink: str | None,
    since: datetime | None,
    until: datetime | None,
    state: str,
    yes: bool,
) -> None:
    """Send deliveries anew, under the ids they had: a receiver that took one may drop it.

    ALERT is the id of one alert, or the beginning of it; without it every alert is meant that the options leave.
    While the daemon runs it does the work; otherwise this command does it, and delivers.
    """
    with archive_of(ctx) as (archive, _):
        which = Replay(
            state=DeliveryState(state),
            alert=alert_named(archive, alert).alert.id if alert else None,
            rule=rule,
            sink=sink,
            since=since,
            until=until,
        )
        count = archive.replayed(which)
    if not count:
        click.echo(f"nothing to replay: no delivery is {state} that fits")
        return
    question = f"send {count} {state} deliver{'y' if count == 1 else 'ies'} anew?"
    if not yes and not click.confirm(question):
        return
    configure_logs(sys.stderr, os.environ, "auto")
    config = load_config(ctx, show_warnings=False)
    granted = asyncio.run(grant_now(config, which, clock=SystemClock(), console=sys.stdout))
    if granted.trouble or not isinstance(granted, Replayed):
        raise click.ClickException(granted.trouble)
    click.echo(f"{counted(granted.deliveries, 'replay')} due now")
