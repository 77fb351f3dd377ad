"""`monitor backup`: a copy of the database, made beside the daemon."""

from pathlib import Path

import click

from monitor.cli.options import config_option, load_config
from monitor.store import file_of
from monitor.store.copying import back_up, back_up_pages
from monitor.store.evidence.opening import pages_path


@click.command()
@config_option
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite TARGET.")
@click.option("--pages", "with_pages", is_flag=True, help="And the kept pages, beside TARGET.")
@click.pass_context
def backup(ctx: click.Context, target: Path, force: bool, with_pages: bool) -> None:
    """Copy the database to TARGET, as it is at one moment; the daemon goes on meanwhile.

    The copy is checked, and on the disk, before it gets its name. It can be read by its owner alone.
    """
    config = load_config(ctx, show_warnings=False)
    database = file_of(config.database, "backup")
    size = back_up(database, target, force=force)
    _say(size, target)
    if with_pages and (size := back_up_pages(database, target, force=force)):
        _say(size, pages_path(target))


def _say(size: int, target: Path) -> None:
    click.echo(f"monitor: {size / 1024 / 1024:,.1f} MB in {target}, checked", err=True)
