"""`monitor show uptime`: when the daemon was at work, and how long it was away before."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from monitor.cli.archived import archive_of, json_option, limit_option
from monitor.cli.options import config_option
from monitor.cli.screen import print_json, row, screen, span, table, when
from monitor.model.report import RunReport
from monitor.runtime.clock import SystemClock

# It gives a sign of life every ten seconds; who gave none for so long is dead.
_SILENT = timedelta(minutes=1)


@click.command("uptime")
@config_option
@limit_option
@json_option
@click.pass_context
def uptime(ctx: click.Context, limit: int, as_json: bool) -> None:
    """The lives of the daemon, newest first, and how long it was not running before each."""
    with archive_of(ctx) as (archive, config):
        runs = archive.runs(limit)
    if as_json:
        print_json(runs)
        return
    now, zone = SystemClock().now(), config.timezone
    shown = table("began", "end", ">at work", ">away before", "told")
    for run in runs:
        away = None if run.down_since is None else span(run.began_at - run.down_since)
        row(
            shown,
            when(run.began_at, zone),
            _end(run, now, zone),
            span((run.ended_at or run.alive_at) - run.began_at),
            away,
            when(run.told_at, zone),
        )
    screen().print(shown)


def _end(run: RunReport, now: datetime, zone: ZoneInfo) -> str:
    if run.ended_at is not None:
        return f"stopped {when(run.ended_at, zone)}"
    if now - run.alive_at < _SILENT:
        return "at work"
    return f"killed after {when(run.alive_at, zone)}"
