"""`monitor restore`: a backup put in the database's place."""

from pathlib import Path

import click

from monitor.cli.options import config_option, load_config
from monitor.runtime.clock import SystemClock
from monitor.store import file_of
from monitor.store.copying import put_back
from monitor.store.evidence.opening import pages_path


@click.command()
@config_option
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path))
@click.option(
    "--pages", "with_pages", is_flag=True, help="And the kept pages beside BACKUP in theirs."
)
@click.pass_context
def restore(ctx: click.Context, source: Path, with_pages: bool) -> None:
    """Put BACKUP in the database's place, once it is checked; what was there is kept under a dated name.

    Kept pages beside BACKUP come back where there are none. Stop the daemon first: while it runs, nothing is done.
    What was told since the backup is told again, under the same ids, so that receivers can drop it.
    """
    config = load_config(ctx, show_warnings=False)
    database = file_of(config.database, "restore")
    had_pages = pages_path(database).exists()
    kept = put_back(source, database, SystemClock().now(), with_pages=with_pages)
    click.echo(f"monitor: {source} is in the place of {database}", err=True)
    if with_pages or (not had_pages and pages_path(database).exists()):
        click.echo(
            f"monitor: {pages_path(source)} is in the place of {pages_path(database)}", err=True
        )
    for path in kept:
        click.echo(f"  kept: {path}", err=True)
