"""`monitor export`: whole tables for spreadsheets and other programs. It reads beside the daemon and stores nothing."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import BinaryIO

import click

from monitor import __version__
from monitor.cli.archived import archive_of, source_option
from monitor.cli.extras import needs
from monitor.cli.kept import pages_of
from monitor.cli.options import config_option, load_config
from monitor.cli.since import Since
from monitor.config import Config
from monitor.core.evidence import Unkept
from monitor.core.opml import listed, opml
from monitor.export import (
    Columns,
    Exchanged,
    InTheWay,
    Row,
    new_file,
    write_csv,
    write_jsonl,
    write_warc,
)
from monitor.model.evidence import PageQuery
from monitor.model.report import EVERYTHING, ExportFilter, ExportTable
from monitor.store.reading import columns_of

# No tables of the archive: the sources, as feed readers exchange lists; kept pages, as web archives do.
_SOURCES = "opml"
_PAGES = "warc"
_FORMATS = ("csv", "jsonl", "parquet")

Writer = Callable[[Iterable[Row], Columns, BinaryIO], int]


def _filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Let the command be asked for some rows only: it gets them as `which`."""

    @source_option
    @click.option("--rule", metavar="ID", help="Only what this rule matched; of alerts, told.")
    @click.option("--since", type=Since(), help='Only from then on: "30d" ago, or "2026-11-01".')
    @click.option("--until", type=Since(), help="Only before then.")
    @wraps(command)
    def run(
        *args: object,
        source: str | None,
        rule: str | None,
        since: datetime | None,
        until: datetime | None,
        **rest: object,
    ) -> None:
        which = ExportFilter(source=source, rule=rule, since=since, until=until)
        command(*args, which=which, **rest)

    return run


@click.command("export")
@config_option
@click.argument(
    "table", metavar="TABLE", type=click.Choice([*map(str, ExportTable), _SOURCES, _PAGES])
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(_FORMATS),
    help="How.  [default: as the name of FILE ends, else csv]",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to.  [default: standard output]",
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.option("--bom", is_flag=True, help="Of csv: begin with the mark by which Excel knows UTF-8.")
@_filtered
@click.pass_context
def export(
    ctx: click.Context,
    table: str,
    kind: str | None,
    output: Path | None,
    force: bool,
    bom: bool,
    which: ExportFilter,
) -> None:
    """Write a whole TABLE: articles, observations, alerts or events; or the sources as opml, kept pages as warc.

    In csv, a text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    if table == _SOURCES:
        if kind or bom or which != EVERYTHING:
            raise click.UsageError("opml is a list of sources: it takes --output and --force only")
        _write_sources(load_config(ctx, show_warnings=False), output, force=force)
        return
    if table == _PAGES:
        if kind or bom or which.rule:
            raise click.UsageError(
                "warc takes --source, --since, --until, --output and --force only"
            )
        _write_pages(load_config(ctx, show_warnings=False), which, output, force=force)
        return
    kind = kind or _kind_of(output)
    if kind == "parquet" and output is None:
        raise click.UsageError("parquet is not for reading: name a FILE with --output")
    if bom and kind != "csv":
        raise click.UsageError("--bom is for csv")
    write = _writer(kind, bom)
    wanted = ExportTable(table)
    with archive_of(ctx) as (archive, _):
        rows = archive.export(wanted, which)
        place = _stdout() if output is None else new_file(output, force=force)
        with place as file:
            count = write(rows, columns_of(wanted), file)
            file.flush()
    if output is not None:
        click.echo(f"monitor: {count} {table} in {output}", err=True)


def _write_sources(config: Config, output: Path | None, *, force: bool) -> None:
    written = opml(listed(config.sources, config.web)).encode()
    place = _stdout() if output is None else new_file(output, force=force)
    with place as file:
        file.write(written)
        file.flush()


def _write_pages(config: Config, which: ExportFilter, output: Path | None, *, force: bool) -> None:
    query = PageQuery(since=which.since, until=which.until, source=which.source)
    place = _stdout() if output is None else new_file(output, force=force)
    unfit = 0

    def exchanges() -> Iterator[Exchanged]:
        nonlocal unfit
        for page in pages.pages(query):
            try:
                yield unpack(page)
            except Unkept as error:
                unfit += 1
                click.echo(f"monitor: left out: {error}", err=True)

    with pages_of(config) as (pages, unpack), place as file:
        count = write_warc(exchanges(), file, f"monitor/{__version__}")
        file.flush()
    if output is not None or unfit:
        click.echo(f"monitor: {count} pages in {output or 'all'}, {unfit} left out", err=True)


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    """Yield standard output. A reader that goes away ends the command quietly, as `| head` means it to."""
    try:
        yield sys.stdout.buffer
    except BrokenPipeError:
        # click would call it a failure, and Python would complain of what it cannot flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise InTheWay(f"standard output cannot be written ({error.strerror})") from error


def _kind_of(output: Path | None) -> str:
    suffix = output.suffix.removeprefix(".").lower() if output else ""
    return suffix if suffix in _FORMATS else "csv"


def _writer(kind: str, bom: bool) -> Writer:
    if kind == "parquet":
        with needs("parquet", "pyarrow"):
            from monitor.export.parquet import write_parquet  # noqa: PLC0415 - optional, and slow to load
        return write_parquet
    if kind == "csv":
        return partial(write_csv, bom=bom)
    return write_jsonl
