"""`monitor silence`: what is not to be told for a while, who wants that, and why."""

import asyncio
import getpass
import os
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from monitor.cli.archived import archive_of, json_option
from monitor.cli.options import config_option, load_config
from monitor.cli.screen import counted, print_json, row, screen, span, table, when
from monitor.cli.until import Until, moment
from monitor.config import Config
from monitor.core.dispatch import matcher_of
from monitor.errors import SilenceError
from monitor.model.report import SilenceReport
from monitor.model.wish import ExpireWish, Silenced, SilenceWish
from monitor.runtime.clock import SystemClock
from monitor.runtime.granting import grant_now
from monitor.runtime.logs import configure_logs


@click.group()
def silence() -> None:
    """Mute alerts for a while; what is muted is kept, and can be replayed."""


@silence.command("add")
@config_option
@click.argument("matchers", metavar="FIELD=PATTERN...", nargs=-1, required=True)
@click.option(
    "--for",
    "--until",
    "ends",
    type=Until(),
    required=True,
    help='How long, "2h", or until when, "2026-11-24 08:00".',
)
@click.option("--from", "begins", type=Until(), help="When it begins.  [default: now]")
@click.option("--reason", required=True, help="Why; it is shown wherever the silence is.")
@click.option(
    "--author", default=getpass.getuser, help="Who wants it.  [default: the name you work under]"
)
@click.pass_context
def add(
    ctx: click.Context,
    matchers: tuple[str, ...],
    ends: timedelta | datetime,
    begins: timedelta | datetime | None,
    reason: str,
    author: str,
) -> None:
    """Mute what fits every matcher: rule=visa-free, source!=24kg-*, title=*football*.

    The fields are rule, source, site, kind, sink, title, section, language and author; "*" is any text, and case
    does not count. Without --from it begins now.
    """
    try:
        list(map(matcher_of, matchers))
    except SilenceError as error:
        raise click.BadParameter(f"{error}: {error.hint}", param_hint="FIELD=PATTERN") from error
    config, now = load_config(ctx, show_warnings=False), SystemClock().now()
    begins_at = moment(begins or timedelta(), now, config.timezone)
    # A duration counts from the beginning.
    ends_at = moment(ends, begins_at, config.timezone)
    wish = SilenceWish(
        matchers=matchers, author=author, reason=reason, begins_at=begins_at, ends_at=ends_at
    )
    granted = _grant(config, wish)
    click.echo(f"{granted.silence} until {when(ends_at, config.timezone)}")


@silence.command("list")
@config_option
@click.option("--all", "with_past", is_flag=True, help="Those that are over, too.")
@json_option
@click.pass_context
def list_(ctx: click.Context, with_past: bool, as_json: bool) -> None:
    """The silences in force and to come, and how many deliveries each muted."""
    now = SystemClock().now()
    with archive_of(ctx) as (archive, config):
        silences = archive.silences(None if with_past else now)
    if as_json:
        print_json(silences)
        return
    shown = table("silence", "state", "matchers", ">muted", "author", "reason")
    for each in silences:
        state, what = _state(each, now, config.timezone), " ".join(each.matchers)
        row(shown, each.id, state, what, each.muted, each.author, each.reason)
    screen().print(shown)


@silence.command("expire")
@config_option
@click.argument("ids", metavar="SILENCE...", nargs=-1, required=True)
@click.pass_context
def expire(ctx: click.Context, ids: tuple[str, ...]) -> None:
    """Let silences be over now. What they muted stays muted: `monitor replay --state muted` sends it."""
    config = load_config(ctx, show_warnings=False)
    for id_ in ids:
        _grant(config, ExpireWish(silence=id_))
    click.echo(f"{counted(len(ids), 'silence')} over")


def _grant(config: Config, wish: SilenceWish | ExpireWish) -> Silenced:
    configure_logs(sys.stderr, os.environ, "auto")
    granted = asyncio.run(grant_now(config, wish, clock=SystemClock(), console=sys.stdout))
    if granted.trouble or not isinstance(granted, Silenced):
        raise click.ClickException(granted.trouble)
    return granted


def _state(silence: SilenceReport, now: datetime, zone: ZoneInfo) -> str:
    if silence.ends_at <= now:
        return f"over since {when(silence.ends_at, zone)}"
    if silence.begins_at > now:
        return f"begins {when(silence.begins_at, zone)}, for {span(silence.ends_at - silence.begins_at)}"
    return f"until {when(silence.ends_at, zone)}"
