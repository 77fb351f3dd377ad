"""`monitor crawl`: one shot."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from monitor.cli.ahead import sent_ahead
from monitor.cli.options import config_option, load_config
from monitor.runtime.loading import collector_at_rest

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from monitor.config import Config
    from monitor.fetch import Vanguard
    from monitor.model import SourceId
    from monitor.runtime.crawl import Tally


@click.command()
@config_option
@click.option(
    "--source", "sources", multiple=True, metavar="ID", help="Only this source (repeatable)."
)
@click.option(
    "--pages",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Read at least so many listing pages of each source (backfill).",
)
@click.option("--json", "as_json", is_flag=True, help="Sum up as one JSON line on standard output.")
@click.option("--verbose", "-v", is_flag=True, help="Log every check and every attempt.")
@click.pass_context
def crawl(
    ctx: click.Context, sources: tuple[str, ...], pages: int, as_json: bool, verbose: bool
) -> None:
    """Poll the sources once, follow what they name, tell what matches.

    What fails is left for its own next time. Exit code 0: every source was good; 4: some failed; 5: nothing
    worked.
    """
    with sent_ahead() as vanguard:
        tally = _crawled(ctx, sources, pages, verbose, vanguard)
    if as_json:
        from monitor.core.inert import json_of  # noqa: PLC0415 - loaded by now

        click.echo(json_of(tally.facts()))
    else:
        from monitor.cli.crawl_screens import show  # noqa: PLC0415 - heavy, and first needed here

        show(tally)
    ctx.exit(tally.verdict)


def _crawled(
    ctx: click.Context,
    sources: tuple[str, ...],
    pages: int,
    verbose: bool,
    vanguard: Vanguard | None,
) -> Tally:
    with collector_at_rest():
        from monitor.runtime.clock import SystemClock  # noqa: PLC0415 - heavy
        from monitor.runtime.crawl import crawl as crawl_once  # noqa: PLC0415 - heavy
        from monitor.runtime.logs import configure_logs  # noqa: PLC0415 - heavy

    configure_logs(sys.stderr, os.environ, "auto")
    if not verbose:
        logging.getLogger().setLevel(logging.ERROR)
    config = load_config(ctx)
    chosen = _chosen(config, sources)
    with _progress() as progress:
        return asyncio.run(
            crawl_once(
                config,
                chosen,
                pages=pages,
                clock=SystemClock(),
                console=sys.stdout,
                progress=progress,
                vanguard=vanguard,
            )
        )


def _chosen(config: Config, names: tuple[str, ...]) -> frozenset[SourceId]:
    configured = frozenset(source.id for source in config.sources)
    unknown = [name for name in names if name not in configured]
    if unknown:
        known = ", ".join(sorted(configured)) or "none"
        raise click.BadParameter(
            f"{unknown[0]} is not configured (sources: {known})", param_hint="--source"
        )
    return frozenset(source for source in configured if source in names) or configured


def _progress() -> AbstractContextManager[Callable[[Tally], None]]:
    """Return what keeps a line on the terminal true; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        return nullcontext(lambda tally: None)
    from monitor.cli.crawl_screens import progress  # noqa: PLC0415 - heavy

    return progress()
