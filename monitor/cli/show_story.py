"""`monitor show story` and `monitor show stories`: who had a text first, and who took it from whom."""

from zoneinfo import ZoneInfo

import click
from rich.console import Console

from monitor.cli.archived import archive_of, article_named, hours_ago, json_option, limit_option
from monitor.cli.options import config_option
from monitor.cli.screen import print_json, row, screen, span, table, when
from monitor.model.report import MemberReport, StoryReport


@click.command("story")
@config_option
@click.argument("name", metavar="ARTICLE")
@json_option
@click.pass_context
def story(ctx: click.Context, name: str, as_json: bool) -> None:
    """The story of an article: who had its text first, who took it, how much later and how much of it."""
    with archive_of(ctx) as (archive, config):
        line = article_named(archive, config, name).line
        report = archive.story(str(line.id))
    if report is None:
        raise click.ClickException(
            f"{line.name}: its text is too short to be compared, or was never read"
        )
    if as_json:
        print_json([report])
    else:
        show_story(screen(), report, config.timezone)


@click.command("stories")
@config_option
@click.option(
    "--hours",
    type=click.FloatRange(min=0),
    default=24.0,
    show_default=True,
    help="Copied in the last so many hours.",
)
@limit_option
@json_option
@click.pass_context
def stories(ctx: click.Context, hours: float, limit: int, as_json: bool) -> None:
    """Stories that were copied of late, those with the most articles first."""
    with archive_of(ctx) as (archive, config):
        reports = archive.stories(since=hours_ago(hours), limit=limit)
    if as_json:
        print_json(reports)
        return
    shown = table("story", "first", "by", ">articles", ">sources", ">last after", "title")
    for report in reports:
        first, last = report.articles[0], report.articles[-1]
        sources = len({each.source for each in report.articles})
        counts = (len(report.articles), sources, span(last.lag))
        appeared = when(first.appeared_at, config.timezone)
        row(shown, report.id, appeared, first.source, *counts, first.title)
    screen().print(shown)


def show_story(console: Console, report: StoryReport, zone: ZoneInfo) -> None:
    """Print a story, its articles in the order they appeared."""
    shown = table("appeared", ">after", "source", ">taken", "article", "title")
    for each in report.articles:
        lag = span(each.lag) if each.lag else "first"
        appeared = when(each.appeared_at, zone)
        row(shown, appeared, lag, each.source, taken(each), each.name, _title(each))
    console.print(shown)


def taken(member: MemberReport) -> str | None:
    """Return how much of an article's text stood in the story before, as "87 %"; None where it was read first."""
    return None if member.share is None else f"{member.share:.0%}".replace("%", " %")


def _title(member: MemberReport) -> str:
    return f"{member.title} (withdrawn)" if member.withdrawn_at else member.title
