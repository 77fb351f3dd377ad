"""`monitor demo`: the program at work on a simulated site, in half a minute."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import click

from monitor.runtime.tour import tour


@click.command()
@click.option(
    "--keep", is_flag=True, help="Keep the folder with its configuration, database and log."
)
def demo(keep: bool) -> None:
    """Watch a simulated news site: crawl it, track it, be told, in half a minute on loopback."""
    folder = Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    try:
        asyncio.run(tour(folder, _say))
    except TimeoutError as error:
        keep = True
        raise click.ClickException(
            f"the demonstration stalled; see {folder}/monitor.log"
        ) from error
    finally:
        if keep:
            click.echo(
                f"# everything is in {folder}: try `monitor --config {folder}/monitor.toml show articles`"
            )
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _say(line: str) -> None:
    colour = "cyan" if line.startswith("#") else "green" if line.startswith("$") else None
    click.secho(line, fg=colour)
