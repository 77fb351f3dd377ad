"""`monitor show coverage`: which hours of a source are proven, as a grid of days and hours."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.archived import archive_of, json_option
from monitor.cli.options import config_option
from monitor.cli.screen import counted, plain, print_json, screen, span, when
from monitor.core.canary import SOURCE
from monitor.core.silence import HourState
from monitor.core.silence.coverage import (
    Coverage,
    JudgedHour,
    by_place,
    coverage_of,
    holes_in,
    stretches,
)
from monitor.runtime.clock import SystemClock

_MARKS = {
    HourState.COMPLETE: ("■", "green"),
    HourState.LATE: ("□", "yellow"),
    HourState.OPEN: ("·", "dim"),
    HourState.HOLE: ("×", "bold red"),
}


@click.command("coverage")
@config_option
@click.argument("source", required=False)
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=7,
    show_default=True,
    help="So many, today included.",
)
@json_option
@click.pass_context
def coverage(ctx: click.Context, source: str | None, days: int, as_json: bool) -> None:
    """Hour by hour, whether all that was published is sure to be here. Of every SOURCE, or of one."""
    now = SystemClock().now()
    with archive_of(ctx) as (archive, config):
        zone = config.timezone
        since = _days_ago(now, days - 1, zone)
        found = [
            coverage_of(
                each.id,
                each.seeded_at,
                archive.hours(each.id, since),
                archive.holes(each.id, since),
                (since, now),
            )
            for each in archive.sources()
            if (each.is_configured and each.id != SOURCE if source is None else each.id == source)
        ]
    if source is not None and not found:
        raise click.ClickException(f"no source is known as {source}")
    if as_json:
        print_json(found)
        return
    console = screen()
    for each in found:
        _show(console, each, now, zone)


def _days_ago(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the midnight in `zone` that began the day so many days before today."""
    day = now.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, time(), tzinfo=zone)


def _show(console: Console, found: Coverage, now: datetime, zone: ZoneInfo) -> None:
    console.print(Text(plain(found.source), style="bold"))
    console.print(Text(f"{'':12}" + "".join(f"{hour:<6}" for hour in range(0, 24, 3))))
    states = by_place(found, zone)
    # Days before it was watched are left out.
    day = min((day for day, _ in states), default=now.astimezone(zone).date())
    while day <= now.astimezone(zone).date():
        console.print(_line(day, states))
        day += timedelta(days=1)
    legend = "   ".join(f"{mark} {state}" for state, (mark, _) in _MARKS.items())
    console.print(Text(f"{'':12}{legend}", style="dim"))
    console.print(Text(_totals(found)))
    for run in stretches(found, now):
        console.print(Text(f"  {_reason(run, found, zone)}", style="yellow"))
    console.print()


def _line(day: date, states: dict[tuple[date, int], HourState]) -> Text:
    line = Text(f"{day:%a %d %b}  ")
    for hour in range(24):
        mark, style = _MARKS.get(states.get((day, hour)), (" ", ""))  # type: ignore[arg-type] # None is no key
        line.append(f"{mark} ", style=style)
    return line


def _totals(found: Coverage) -> str:
    if not found.hours:
        return "not watched yet"
    total = sum(found.whole.values())
    told = f"{found.complete} of {total} hours complete"
    if late := found.whole[HourState.LATE]:
        told += f" ({late} known late)"
    for state in (HourState.HOLE, HourState.OPEN):
        if found.whole[state]:
            told += f", {found.whole[state]} {'with a hole' if state is HourState.HOLE else state}"
    return told


def _reason(run: tuple[JudgedHour, ...], found: Coverage, zone: ZoneInfo) -> str:
    began, ended = run[0].hour.hour_at, run[-1].ends_at
    told = f"{run[0].state} {when(began, zone)} to {when(ended, zone)}: "
    if run[0].state is HourState.LATE:
        wait = max(each.hour.longest_wait for each in run)
        return f"{told}proven by a poll {span(wait)} after the one before"
    if run[0].state is HourState.OPEN:
        failed = sum(each.hour.failed for each in run)
        polls = sum(each.hour.polls for each in run)
        if failed:
            return f"{told}{counted(failed, 'poll')} failed"
        return told + ("polls did not meet the ones before" if polls else "not polled")
    pages = [
        f"{hole.pages} pages back did not reach {when(hole.after, zone) or 'the beginning'}"
        for hole in holes_in(found, run)
    ]
    return told + "; ".join(pages)
