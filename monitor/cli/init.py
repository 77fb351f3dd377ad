"""`monitor init`: a commented configuration to begin with."""

import click

from monitor.config.template import template


@click.command()
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@click.pass_context
def init(ctx: click.Context, force: bool) -> None:
    """Write a commented monitor.toml here (or at --config PATH)."""
    path = ctx.obj
    if path.exists() and not force:
        raise click.ClickException(f"{path} is there already; --force overwrites it")
    try:
        path.write_text(template(), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
    click.echo(f"wrote {path}; edit it, then: monitor check config && monitor crawl")
