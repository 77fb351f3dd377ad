"""`monitor show failing`: pages that are not to be had, and why; those in quarantine among them."""

import click

from monitor.cli.archived import archive_of, json_option, limit_option, source_option
from monitor.cli.options import config_option
from monitor.cli.screen import print_json, row, screen, table, when
from monitor.model import Reason


@click.command("failing")
@config_option
@source_option
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in Reason]),
    metavar="REASON",
    help="Only for this reason; crashed: in quarantine.",
)
@limit_option
@json_option
@click.pass_context
def failing(
    ctx: click.Context, source: str | None, reason: str | None, limit: int, as_json: bool
) -> None:
    """Pages whose last look brought nothing, the latest first: why, and when they are asked for again."""
    with archive_of(ctx) as (archive, config):
        pages = archive.failing(Reason(reason) if reason else None, source, limit)
    if as_json:
        print_json(pages)
        return
    shown = table("asked", "source", "page", "reason", ">times", "next", "detail")
    for page in pages:
        asked, following = when(page.checked_at, config.timezone), None
        if page.next_due_at is not None:
            following = when(page.next_due_at, config.timezone)
        row(shown, asked, page.source, page.url, page.reason, page.failures, following, page.detail)
    screen().print(shown)
