"""`monitor report`: what was seen in some days, as one file that can be sent to whoever only reads it."""

import sys
from datetime import datetime
from pathlib import Path

import click

from monitor.cli.archived import archive_of
from monitor.cli.options import config_option
from monitor.cli.since import Since
from monitor.export import new_file
from monitor.runtime.clock import SystemClock

_FORMATS = ("html", "pdf")
_LANGUAGES = ("en", "ru", "ky")


@click.command()
@config_option
@click.option(
    "--since",
    type=Since(),
    default="7d",
    show_default=True,
    help='From when on: "30d" ago, or "2026-11-01".',
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to.  [default: standard output]",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(_FORMATS),
    help="How; pdf needs Chromium.  [default: as the name of FILE ends, else html]",
)
@click.option(
    "--language",
    type=click.Choice(_LANGUAGES),
    default="en",
    show_default=True,
    help="In which language; what sites say is left as it is.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.pass_context
def report(
    ctx: click.Context,
    since: datetime,
    out: Path | None,
    kind: str | None,
    language: str,
    *,
    force: bool,
) -> None:
    """What was told, what rose, what was changed or withdrawn, and how well all of it was watched.

    One file of HTML or a PDF, to be sent on: it needs nothing else and asks nobody. It reads beside the daemon.
    """
    from monitor.runtime.printing import printed  # noqa: PLC0415 - only for some
    from monitor.web.report import report_of, written  # noqa: PLC0415 - heavy

    kind = kind or _kind_of(out)
    if kind == "pdf" and out is None:
        raise click.UsageError("a PDF is not for reading here: name a FILE with --out")
    with archive_of(ctx) as (archive, config):
        zone = config.timezone
        rules = [rule.id for rule in config.rules]
        said = report_of(archive, since, SystemClock().now(), zone, rules)
    html = written(said, zone, language)
    content = printed(html) if kind == "pdf" else html.encode()
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    with new_file(out, force=force) as file:
        file.write(content)
    click.echo(f"monitor: the report is in {out}", err=True)


def _kind_of(out: Path | None) -> str:
    suffix = out.suffix.removeprefix(".").lower() if out else ""
    return suffix if suffix in _FORMATS else "html"
