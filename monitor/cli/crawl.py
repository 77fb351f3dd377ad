"""`monitor crawl`: one shot."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from monitor.cli.options import config_option, load_config
from monitor.cli.screen import row, screen, table
from monitor.config import Config
from monitor.core.inert import json_of
from monitor.model import SourceId
from monitor.runtime.clock import SystemClock
from monitor.runtime.crawl import SourceTally, Tally, Verdict
from monitor.runtime.crawl import crawl as crawl_once
from monitor.runtime.logs import configure_logs


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
    configure_logs(sys.stderr, os.environ, "auto")
    if not verbose:
        logging.getLogger().setLevel(logging.ERROR)
    config = load_config(ctx)
    chosen = _chosen(config, sources)
    with _progress() as progress:
        tally = asyncio.run(
            crawl_once(
                config,
                chosen,
                pages=pages,
                clock=SystemClock(),
                console=sys.stdout,
                progress=progress,
            )
        )
    if as_json:
        click.echo(json_of(tally.facts()))
    else:
        _show(tally)
    ctx.exit(tally.verdict)


def _chosen(config: Config, names: tuple[str, ...]) -> frozenset[SourceId]:
    configured = frozenset(source.id for source in config.sources)
    unknown = [name for name in names if name not in configured]
    if unknown:
        known = ", ".join(sorted(configured)) or "none"
        raise click.BadParameter(
            f"{unknown[0]} is not configured (sources: {known})", param_hint="--source"
        )
    return frozenset(SourceId(name) for name in names) or configured


@contextmanager
def _progress() -> Iterator[Callable[[Tally], None]]:
    """Yield a callback that keeps a line on the terminal true; nothing where there is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda tally: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task("polling", total=None)
        yield lambda tally: bar.update(line, description=_line(tally))


def _line(tally: Tally) -> str:
    by_source = tally.by_source.values()
    pages = sum(t.pages + t.unmodified for t in by_source)
    return (
        f"{sum(t.listings for t in by_source)} listing pages, {sum(t.articles for t in by_source)} new, "
        f"{pages} pages read, {sum(t.alerts for t in by_source)} alerts, {tally.sent} sent"
    )


def _show(tally: Tally) -> None:
    console = screen()
    counted = (">listings", ">new", ">pages read", ">unmodified", ">matches", ">alerts", ">failed")
    shown = table("source", "state", *counted)
    for source, t in tally.by_source.items():
        pages = (t.listings, t.articles, t.pages, t.unmodified)
        row(shown, source, _state(t), *pages, t.matches, t.alerts, t.failed_pages)
    console.print(shown)
    new = sum(t.articles for t in tally.by_source.values())
    console.print(f"{new} new articles stored" if new else "no new article")
    if tally.sent or tally.deferred or tally.dead:
        told = f"{tally.sent} sent, {tally.deferred} to be tried again, {tally.dead} given up"
        console.print(f"deliveries: {told}")
    if tally.verdict is not Verdict.GOOD:
        failed = "some sources" if tally.verdict is Verdict.PARTIAL else "every source"
        console.print(f"{failed} failed: see `monitor show sources` (exit {tally.verdict.value})")


def _state(tally: SourceTally) -> str:
    if tally.reason:
        return f"failed: {tally.reason}"
    if not tally.is_good:
        reasons = ", ".join(reason for reason, _ in tally.reasons.most_common(3))
        return f"failed: {reasons or 'not polled'}"
    return f"good, {tally.holes} hole(s)" if tally.holes else "good"
