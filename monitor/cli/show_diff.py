"""`monitor show diff`: what one wording of an article changed in another."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.archived import archive_of, article_named, json_option
from monitor.cli.options import config_option
from monitor.cli.screen import counted, plain, screen, when
from monitor.core.difference import Change, DiffLine, changes, compare, lines, trimmed
from monitor.core.happened import said
from monitor.core.inert import json_of
from monitor.model.report import ArticleReport, RevisionReport

_STYLES = {"-": ("red", "bold reverse red"), "+": ("green", "bold reverse green")}
# Without colours words that changed stand in brackets, as of `wdiff`.
_BRACKETS = {"-": ("[-", "-]"), "+": ("{+", "+}")}


@click.command("diff")
@config_option
@click.argument("name", metavar="ARTICLE")
@click.option(
    "--from",
    "before",
    type=click.IntRange(min=1),
    metavar="N",
    help="The wording before.  [default: the last but one]",
)
@click.option(
    "--to",
    "after",
    type=click.IntRange(min=1),
    metavar="N",
    help="The wording after.  [default: the last]",
)
@click.option(
    "--context",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Show so many unchanged sentences around a change.",
)
@json_option
@click.pass_context
def diff(
    ctx: click.Context,
    name: str,
    before: int | None,
    after: int | None,
    context: int,
    as_json: bool,
) -> None:
    """What changed between two wordings of an article, sentence by sentence, what it was on top."""
    with archive_of(ctx) as (archive, config):
        report = article_named(archive, config, name)
    ours, theirs = _chosen(report, before, after)
    texts = (ours.title, ours.body, theirs.title, theirs.body)
    found = changes(compare(*texts), language=report.line.language)
    if as_json:
        click.echo(_json(report, (ours, theirs), found, lines(*texts)))
        return
    console, zone = screen(), config.timezone
    _heading(console, report, (ours, theirs), zone)
    for change in found:
        told = said(change.kind, change.before, change.after, change.words, zone)
        console.print(Text(f"  {told}", style="yellow"))
    for line in trimmed(lines(*texts), context):
        console.print(_shown(line, has_colours=console.is_terminal))


def _chosen(
    report: ArticleReport, before: int | None, after: int | None
) -> tuple[RevisionReport, RevisionReport]:
    """Return the two wordings: up to the last, from the one before, unless others are named."""
    by_number = {revision.number: revision for revision in report.revisions}
    if len(by_number) < 2:
        raise click.ClickException(
            f"{report.line.name} has {counted(len(by_number), 'wording')}: no two to compare"
        )
    last = max(by_number)
    to = after if after is not None else last
    from_ = before if before is not None else to - 1
    for number in (from_, to):
        if number not in by_number:
            raise click.ClickException(
                f"{report.line.name} has no wording {number}: it has 1 to {last}"
            )
    return by_number[from_], by_number[to]


def _heading(
    console: Console,
    report: ArticleReport,
    wordings: tuple[RevisionReport, RevisionReport],
    zone: ZoneInfo,
) -> None:
    ours, theirs = (f"{each.number} of {when(each.seen_at, zone)}" for each in wordings)
    console.print(Text(plain(wordings[1].title), style="bold"))
    console.print(Text(f"{plain(report.line.name)}: wording {ours} → wording {theirs}"))


def _shown(line: DiffLine | None, *, has_colours: bool) -> Text:
    if line is None:
        return Text("  …", style="dim")
    usual, changed = _STYLES.get(line.sign, ("", ""))
    shown = Text(f"{line.sign} ", style=usual)
    # A whole line that is new or gone needs no emphasis within it.
    has_both = any(is_changed for _, is_changed in line.pieces) and len(line.pieces) > 1
    for text, is_changed in line.pieces:
        piece = "".join(c if c.isprintable() else " " for c in text)
        if is_changed and has_both and not has_colours:
            opening, closing = _BRACKETS[line.sign]
            piece = f"{opening}{piece}{closing}"
        shown.append(piece, style=changed if is_changed and has_both else usual)
    return shown


def _json(
    report: ArticleReport,
    wordings: tuple[RevisionReport, RevisionReport],
    found: Sequence[Change],
    all_lines: Sequence[DiffLine],
) -> str:
    ours, theirs = (
        {"number": each.number, "seen_at": each.seen_at.isoformat()} for each in wordings
    )
    told = {
        "article": report.line.name,
        "from": ours,
        "to": theirs,
        "changes": [
            {"kind": each.kind, "before": each.before, "after": each.after, "words": each.words}
            for each in found
        ],
        "lines": [{"sign": line.sign, "pieces": line.pieces} for line in all_lines],
    }
    return json_of(told)
