"""`monitor source`: sources made of what a feed reader exports. Changes no file: what it prints is to be looked at."""

from pathlib import Path

import click

from monitor.config import load_sites, shipped_folder
from monitor.core.opml import outlines_of, source_blocks

# Ten thousand feeds; what is more is no list.
_MOST_BYTES = 8_000_000


@click.group()
def source() -> None:
    """Make [[source]] blocks of a feed reader's list."""


@source.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Print a [[source]] block for each line of FILE (OPML), to be put into monitor.toml.

    A feed is read as it is, or with the selectors that ship for its site. A page needs a selectors file: a comment
    says which.
    """
    try:
        with file.open("rb") as opened:
            document = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    if len(document) > _MOST_BYTES:
        raise click.ClickException(
            f"{file} is no list of sources: it has more than {_MOST_BYTES} bytes"
        )
    sites = load_sites(shipped_folder()).values()
    click.echo(source_blocks(outlines_of(document), sites), nl=False)
