"""`monitor restore`: a backup put in the database's place."""

from pathlib import Path

import click

from monitor.cli.options import config_option, load_config
from monitor.runtime.clock import SystemClock
from monitor.store import file_of
from monitor.store.copying import put_back


@click.command()
@config_option
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path))
@click.pass_context
def restore(ctx: click.Context, source: Path) -> None:
    """Put BACKUP in the database's place, once it is checked; what was there is kept under a dated name.

    Stop the daemon first: while it runs, nothing is done. What was told since the backup is told again, under the
    same ids, so that receivers can drop it.
    """
    config = load_config(ctx, show_warnings=False)
    database = file_of(config.database, "restore")
    kept = put_back(source, database, SystemClock().now())
    click.echo(f"monitor: {source} is in the place of {database}", err=True)
    for path in kept:
        click.echo(f"  kept: {path}", err=True)
