"""`monitor show page` and `monitor show pages`: pages kept as they came. What they hold moves nothing here."""

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.archived import json_option, limit_option, source_option
from monitor.cli.kept import page_named, pages_of
from monitor.cli.options import config_option, load_config
from monitor.cli.screen import counted, plain, print_json, row, screen, table, when
from monitor.config import Config
from monitor.core.charset import decode
from monitor.core.evidence import Unkept
from monitor.core.http_head import RENDERED_BY
from monitor.export import Exchanged, new_file
from monitor.model.evidence import KeptPage, PageQuery
from monitor.model.report import PageReport
from monitor.noun import replace


@click.command("page")
@config_option
@click.argument("id_", metavar="PAGE")
@click.option("--body", "with_body", is_flag=True, help="And what the page says, as text.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the bytes of the body there, as they are.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@json_option
@click.pass_context
def page(
    ctx: click.Context,
    id_: str,
    with_body: bool,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """One kept page, by its id or the beginning of it: what was asked, the fields of the answer, its bytes.

    What the page holds is shown without characters that a terminal acts on.
    """
    config = load_config(ctx, show_warnings=False)
    with pages_of(config) as (pages, unpack):
        kept = page_named(pages, id_)
        try:
            exchanged = unpack(kept)
        except Unkept as error:
            raise click.ClickException(str(error)) from error
    if output is not None:
        with new_file(output, force=force) as file:
            file.write(exchanged.body)
        click.echo(f"monitor: {counted(len(exchanged.body), 'byte')} in {output}", err=True)
    elif as_json:
        print_json([_report(exchanged, with_body=with_body)])
    else:
        _show(exchanged, config, with_body=with_body)


@click.command("pages")
@config_option
@source_option
@limit_option
@json_option
@click.pass_context
def pages(ctx: click.Context, source: str | None, limit: int, as_json: bool) -> None:
    """Pages that were kept as they came, newest first, and how much room they take."""
    config = load_config(ctx, show_warnings=False)
    with pages_of(config) as (kept, _):
        found, keeping = kept.newest(PageQuery(source=source), limit), kept.keeping()
    if as_json:
        print_json(_line(each) for each in found)
        return
    console, shown = (
        screen(),
        table("page", "taken", "source", ">status", "reason", ">bytes", ">kept", "url"),
    )
    for each in found:
        capture = each.capture
        sizes = (capture.status, each.reason, capture.size, len(capture.body) + len(capture.head))
        taken = when(capture.at, config.timezone)
        row(shown, each.id, taken, each.source, *sizes, capture.final_url)
    console.print(shown)
    said = f"{counted(keeping.pages, 'page')} in {keeping.bytes / 1e6:,.1f} MB"
    if keeping.dropped_until is not None:
        said += f"; those until {when(keeping.dropped_until, config.timezone)} were dropped"
    console.print(Text(said, style="dim"))


def _show(exchanged: Exchanged, config: Config, *, with_body: bool) -> None:
    console, kept = screen(), exchanged.page
    capture = kept.capture
    facts = table("fact", "value")
    facts.show_header = False
    row(facts, "page", kept.id)
    row(facts, "taken", when(capture.at, config.timezone))
    row(facts, "source", kept.source)
    row(facts, "asked", capture.url)
    if capture.final_url != capture.url:
        row(facts, "led to", capture.final_url)
    if kept.reason is not None:
        row(facts, "not taken", kept.reason)
    if rendered_by := exchanged.head.field(RENDERED_BY):
        row(facts, "rendered by", rendered_by)
    row(facts, "bytes", f"{capture.size}, kept in {len(capture.body) + len(capture.head)}")
    row(facts, "sha256", capture.digest.hex())
    console.print(facts)
    _lines(console, "what was asked", exchanged.head.request.decode("latin-1"))
    answered = "\n".join(f"{name}: {value}" for name, value in exchanged.head.fields)
    _lines(console, f"answered {capture.status}", answered)
    if with_body:
        _lines(console, "body", _text(exchanged))


def _lines(console: Console, heading: str, text: str) -> None:
    console.print(Text(heading, style="bold"))
    for line in text.splitlines():
        if line:
            console.print(Text(f"  {plain(line)}"), soft_wrap=True)


def _text(exchanged: Exchanged) -> str:
    text = decode(exchanged.body, exchanged.head.field("content-type")).text
    return text if isinstance(text, str) else text.decode("utf-8", "replace")


def _line(kept: KeptPage) -> PageReport:
    capture = kept.capture
    return PageReport(
        id=kept.id,
        taken_at=capture.at,
        source=kept.source,
        site=kept.site,
        article=kept.article,
        url=capture.url,
        final_url=capture.final_url,
        status=capture.status,
        reason=kept.reason,
        size=capture.size,
        kept_size=len(capture.body) + len(capture.head),
        sha256=capture.digest.hex(),
    )


def _report(exchanged: Exchanged, *, with_body: bool) -> PageReport:
    line = _line(exchanged.page)
    return replace(
        line,
        request=exchanged.head.request.decode("latin-1"),
        fields=exchanged.head.fields,
        body=_text(exchanged) if with_body else None,
    )
