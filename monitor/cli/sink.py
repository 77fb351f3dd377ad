"""`monitor sink`: try whether a sink takes what it is sent."""

import asyncio
import sys

import click

from monitor.cli.options import config_option, load_config
from monitor.cli.screen import milliseconds, plain, print_json
from monitor.model import SendOutcome, Sent
from monitor.runtime.clock import SystemClock
from monitor.runtime.sinks import try_sink

EXIT_NOT_TAKEN = 4


@click.group()
def sink() -> None:
    """Try whether a sink takes what it is sent."""


@sink.command("test")
@config_option
@click.argument("id_", metavar="SINK")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def test(ctx: click.Context, id_: str, as_json: bool) -> None:
    """Send a test to a configured sink and tell what its receiver really answers; nothing is stored.

    Exit code 4: it was not taken.
    """
    config = load_config(ctx, show_warnings=False)
    settings = next((each for each in config.sinks if each.id == id_), None)
    if settings is None:
        known = ", ".join(each.id for each in config.sinks)
        raise click.BadParameter(f"{id_} is not configured (sinks: {known})", param_hint="SINK")
    outcome = asyncio.run(try_sink(config, settings, clock=SystemClock(), console=sys.stdout))
    if as_json:
        print_json([outcome])
    else:
        click.echo(f"{id_}: {_told(outcome)}")
    ctx.exit(0 if isinstance(outcome, Sent) else EXIT_NOT_TAKEN)


def _told(outcome: SendOutcome) -> str:
    took = milliseconds(outcome.took)
    status = f"status {outcome.status}, " if outcome.status else ""
    if isinstance(outcome, Sent):
        return f"taken: {status}in {took}"
    said = f": {plain(outcome.detail)}" if outcome.detail else ""
    return f"not taken: {outcome.reason}, {status}in {took}{said}"
