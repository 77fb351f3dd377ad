"""`monitor reread`: kept pages read again by mended selectors, what differs corrected, and what was owed told late."""

import asyncio
import os
import sys
from datetime import datetime

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.archived import source_option
from monitor.cli.options import config_option, load_config
from monitor.cli.screen import counted, plain, screen
from monitor.cli.since import Since
from monitor.config import Config
from monitor.model.correction import Correction, Subject
from monitor.model.evidence import PageQuery
from monitor.model.wish import Reread, RereadWish
from monitor.runtime.clock import SystemClock
from monitor.runtime.granting import grant_now
from monitor.runtime.logs import configure_logs
from monitor.runtime.rehearsing import rehearse

# Of a value, in characters.
_SHOWN = 80


@click.command()
@config_option
@click.option(
    "--since",
    type=Since(),
    required=True,
    help='Only pages taken since: "7d" ago, or "2026-11-01".',
)
@click.option("--until", type=Since(), help="Only pages taken before.")
@source_option
@click.option(
    "--dry-run", is_flag=True, help="Only say what would change, by the files as they are."
)
@click.pass_context
def reread(
    ctx: click.Context,
    since: datetime,
    until: datetime | None,
    source: str | None,
    dry_run: bool,
) -> None:
    """Read kept pages again after their site's selectors were mended.

    Fields that differ are corrected; another title or text is a wording of its own, marked as a correction. Alerts
    that would have been made are told, marked late, under the ids that they would have had: nothing is told twice.

    While the daemon runs it does the work, by the configuration that it has loaded; otherwise this command does it,
    and delivers. A dry run goes by the files as they are now, beside the daemon.
    """
    config = load_config(ctx, show_warnings=False)
    if source is not None and source not in {str(each.id) for each in config.sources}:
        known = ", ".join(each.id for each in config.sources)
        raise click.BadParameter(
            f"{source} is not configured (sources: {known})", param_hint="--source"
        )
    if dry_run:
        asyncio.run(_rehearse(config, PageQuery(since=since, until=until, source=source)))
        return
    configure_logs(sys.stderr, os.environ, "auto")
    wish = RereadWish(since=since, until=until, source=source)
    granted = asyncio.run(grant_now(config, wish, clock=SystemClock(), console=sys.stdout))
    if granted.trouble or not isinstance(granted, Reread):
        raise click.ClickException(granted.trouble)
    click.echo(
        f"{granted.corrected} of {counted(granted.read, 'page')} read corrected something: "
        f"{counted(granted.revisions, 'new wording')}, {counted(granted.alerts, 'alert')} told late"
    )
    if granted.unread:
        click.echo(f"{counted(granted.unread, 'page')} cannot be read by these selectors either")


async def _rehearse(config: Config, which: PageQuery) -> None:
    clock, console, count = SystemClock(), screen(), 0
    async for subject, correction in rehearse(config, which, now=clock.now(), clock=clock):
        count += 1
        _show(console, subject, correction)
    click.echo(f"{counted(count, 'page')} would correct something; nothing was changed")


def _show(console: Console, subject: Subject, correction: Correction) -> None:
    name, title = subject.article.identity.name, subject.article.title
    console.print(Text(f"{plain(name)}  {plain(title)}", style="bold"), soft_wrap=True)
    for change in correction.changes:
        said = f"  {change.field}: {_short(change.before)} → {_short(change.after)}"
        console.print(Text(said), soft_wrap=True)
    for alert in correction.late.alerts if correction.late else ():
        console.print(Text(f"  would tell {plain(alert.rule)}", style="green"), soft_wrap=True)


def _short(value: str) -> str:
    shown = plain(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
