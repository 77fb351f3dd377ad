"""`monitor show health`: which fields the pages of a source give, by which selector, and which they give no more."""

import shlex
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.archived import archive_of, hours_ago, json_option
from monitor.cli.options import config_option
from monitor.cli.screen import counted, plain, print_json, row, screen, table, when
from monitor.core.canary import SOURCE
from monitor.core.health.course import Course, CourseState, Filled, courses, filled
from monitor.core.health.remedies import healable
from monitor.model import TargetKind
from monitor.model.healing import Healing
from monitor.model.report import FilledArticle, HealthReport
from monitor.noun import dataclass

# The newest day is held against the seven before it.
_HOURS = 8 * 24
_STYLES = {CourseState.BROKEN: "bold red", CourseState.GOOD: ""}


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceHealth:
    """What is shown of one source. `alert` told of its last breakage at `told_at`, `remedy` of the last `healing`.

    `filled` are the fields that fallbacks filled, `articles` the newest articles that they did so for.
    """

    source: str
    broken_since: datetime | None
    mended_at: datetime | None
    alert: str | None
    told_at: datetime | None
    fields: tuple[Course, ...]
    advice: tuple[str, ...]
    filled: tuple[Filled, ...]
    articles: tuple[FilledArticle, ...]
    healing: Healing | None
    remedy: str | None


@click.command("health")
@config_option
@click.argument("source", required=False)
@json_option
@click.pass_context
def health(ctx: click.Context, source: str | None, as_json: bool) -> None:
    """Field by field, how many pages have it, now and in the week before, and by which selector."""
    since = hours_ago(_HOURS)
    with archive_of(ctx) as (archive, config):
        names = [each.id for each in archive.sources() if each.is_configured and each.id != SOURCE]
        wanted = names if source is None else [source]
        found = [report for name in wanted if (report := archive.health(name, since))]
    if source is not None and not found:
        raise click.ClickException(f"no source is known as {source}")
    shown = [_source_health(report) for report in found]
    if as_json:
        print_json(shown)
        return
    console = screen()
    for each in shown:
        _show(console, each, config.timezone)


def _source_health(report: HealthReport) -> SourceHealth:
    fields = courses(report.days, report.breakage)
    return SourceHealth(
        source=report.source,
        broken_since=report.breakage.since if report.breakage else None,
        mended_at=report.mended_at,
        alert=report.alert,
        told_at=report.told_at,
        fields=fields,
        advice=_advice(report, fields),
        filled=filled(report.days),
        articles=report.filled,
        healing=report.healing,
        remedy=report.remedy,
    )


def _advice(report: HealthReport, fields: Sequence[Course]) -> tuple[str, ...]:
    """Return the commands that show what the selectors find on a page that lacks something, and seek what may be found.

    The former are one a kind of page.
    """
    told: dict[TargetKind, str] = {}
    for course in fields:
        if course.state in {CourseState.GOOD, CourseState.SWITCHED} or course.page in told:
            continue
        if course.page is TargetKind.LISTING:
            told[course.page] = f"monitor check page {shlex.quote(report.listing)} --kind listing"
        elif course.samples:
            told[course.page] = f"monitor check page {shlex.quote(course.samples[0])}"
    if report.breakage is not None and healable(report.breakage):
        return (*told.values(), f"monitor selectors heal {shlex.quote(report.source)}")
    return tuple(told.values())


def _show(console: Console, shown: SourceHealth, zone: ZoneInfo) -> None:
    console.print(Text(plain(shown.source), style="bold"), Text(_summary(shown, zone)))
    if not shown.fields:
        console.print()
        return
    fields = table("page", "field", ">now", ">before", "state", "since", "selector that hits")
    for course in shown.fields:
        row(
            fields,
            course.page,
            course.field,
            _percent(course.now),
            _percent(course.before),
            course.state,
            when(course.since, zone),
            _selector(course),
        )
    console.print(fields)
    for course in shown.fields:
        if course.state is CourseState.BROKEN or course.state is CourseState.FADING:
            text = f"  {course.page} {course.field} is not on {', '.join(course.samples) or 'any page'}"
            console.print(Text(plain(text), style="yellow"))
    for each in shown.filled:
        text = f"  {each.field} filled by {each.origin} on {counted(each.pages, 'new page')}, last on {each.url}"
        console.print(Text(plain(text), style="yellow"))
    if shown.healing is not None:
        _show_healing(console, shown.healing, shown.remedy, zone)
    for advice in shown.advice:
        console.print(Text(f"  try: {plain(advice)}"))
    console.print()


def _show_healing(console: Console, healing: Healing, remedy: str | None, zone: ZoneInfo) -> None:
    """Print what was found of broken fields the last time, and what was done about it."""
    console.print(Text(f"  looked for what broke {when(healing.at, zone)}, told as {remedy}"))
    found = {each.field: each for each in healing.remedies}
    for name in dict.fromkeys((*healing.sought, *found)):
        text = "nowhere to be found"
        if (each := found.get(name)) is not None:
            held_back = f"right on {each.right} of {each.asked} held back"
            text = f"{', '.join(each.selectors)} ({held_back}): {each.doubt or 'sure'}"
        console.print(Text(plain(f"    {name}: {text}")))
    for name, done in (("written", healing.file), ("undo", healing.undo), ("but", healing.trouble)):
        if done:
            console.print(Text(plain(f"    {name}: {done}")))


def _summary(shown: SourceHealth, zone: ZoneInfo) -> str:
    if not shown.fields:
        return "no page was read yet"
    if shown.broken_since is not None:
        told = f", told {when(shown.told_at, zone)} as {shown.alert}" if shown.alert else ""
        return f"broken since {when(shown.broken_since, zone)}{told}"
    if shown.mended_at is not None:
        return f"good since {when(shown.mended_at, zone)}"
    return "good"


def _selector(course: Course) -> str:
    """Return the selector that gives the field, and the one that does no more."""
    now, former = course.selectors[:1], course.former[:1]
    if course.state is CourseState.SWITCHED:
        return f"{now[0]}, no more {former[0]}"
    if course.state is CourseState.BROKEN:
        return f"no more {', '.join(course.former)}"
    return now[0] if now else ""


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.0%}".replace("%", " %")
