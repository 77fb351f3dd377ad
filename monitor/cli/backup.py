"""`monitor backup`: a copy of the database, made beside the daemon."""

from pathlib import Path

import click

from monitor.cli.options import config_option, load_config
from monitor.store import back_up, file_of


@click.command()
@config_option
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite TARGET.")
@click.pass_context
def backup(ctx: click.Context, target: Path, force: bool) -> None:
    """Copy the database to TARGET, as it is at one moment; the daemon goes on meanwhile.

    The copy is checked, and on the disk, before it gets its name. It can be read by its owner alone.
    """
    config = load_config(ctx, show_warnings=False)
    size = back_up(file_of(config.database, "backup"), target, force=force)
    click.echo(f"monitor: {size / 1024 / 1024:,.1f} MB in {target}, checked", err=True)
