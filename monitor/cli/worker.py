"""`monitor worker`: takes its share of the work on a database that several share."""

import click

from monitor.cli.options import config_option
from monitor.cli.run import log_option, serve
from monitor.runtime.logs import LogFormat


@click.command()
@config_option
@log_option
@click.pass_context
def worker(ctx: click.Context, log_format: LogFormat) -> None:
    """Take a share of the work that a `monitor run` plans, until told to stop.

    Any number of them, on any machine, with the same configuration, whose database is on a server of PostgreSQL.
    It plans nothing and has no pages. Signals, log and service manager are as those of `monitor run`.
    """
    serve(ctx, log_format, only_works=True)
