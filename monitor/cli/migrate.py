"""`monitor migrate`: what a file of SQLite holds, copied into a database of PostgreSQL."""

import click

from monitor.cli.options import config_option, load_config
from monitor.errors import MonitorError
from monitor.store import file_of, is_url
from monitor.store import migrate as copy_all


@click.command()
@config_option
@click.argument("url", metavar="URL")
@click.pass_context
def migrate(ctx: click.Context, url: str) -> None:
    """Copy what the configured file holds into the empty database at URL, and prove that all of it arrived.

    Stop the daemon first. A copy that was cut off goes on where it ended if the same is asked again. The file stays as
    it is: name the URL in [monitor] database once the copy is whole.
    """
    config = load_config(ctx, show_warnings=False)
    file = file_of(config.database, "migrate")
    if not is_url(url):
        raise MonitorError(
            "what it is copied into is no URL of PostgreSQL",
            hint='write "postgresql://user@host/name"',
        )
    for copied in copy_all(file, url):
        click.echo(
            f"monitor: {copied.table}: {copied.rows:,} rows, the same on both sides", err=True
        )
    click.echo("monitor: all is there; name the URL in [monitor] database", err=True)
