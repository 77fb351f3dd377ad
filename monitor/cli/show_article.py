"""How one article is printed: its facts, its counter as a series, its places, its wordings, its matches, its links."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.cli.screen import counted, plain, row, screen, table, when
from monitor.cli.show_story import taken
from monitor.cli.view_lines import show_views
from monitor.core.happened import of_wording, said_of
from monitor.core.health import origins
from monitor.core.series.view_series import ViewSeries
from monitor.model import WORDING_EVENTS, FoundBy
from monitor.model.report import ArticleReport, ObservationReport, StayReport

# The newest observations that a screen shows; --json has them all.
SHOWN = 12
INDENT = (0, 0, 0, 2)


def show_article(
    report: ArticleReport,
    series: ViewSeries,
    zone: ZoneInfo,
    fate: Callable[[str | None, datetime], str | None],
) -> None:
    """Print all that is held of an article, for a person. `fate` says what became of its kept pages."""
    console = screen()
    _facts(console, report, zone)
    show_views(console, series, report.flaws, zone)
    _observations(console, report.observations, zone)
    _stays(console, report.stays, zone)
    _revisions(console, report, zone, fate)
    _happened(console, report, zone)
    _told(console, report, zone)
    console.print(Text("links seen", style="bold"))
    for alias in report.aliases:
        console.print(Text(f"  {plain(alias.url)}"))


def _facts(console: Console, report: ArticleReport, zone: ZoneInfo) -> None:
    line = report.line
    console.print(Text(plain(line.title), style="bold"))
    facts = table("fact", "value")
    facts.show_header = False
    pairs: list[tuple[str, object]] = [
        ("article", line.name),
        ("link", line.url),
        ("source", line.source),
        ("language", line.language),
        ("section", report.section),
        ("author", report.author),
        ("published", when(line.published_at, zone)),
        ("first seen", _first_seen(report, zone)),
        ("modified", when(report.modified_at, zone)),
        ("unlisted", when(report.unlisted_at, zone)),
        ("withdrawn", when(line.withdrawn_at, zone)),
        ("story", _story(report)),
        ("read by", _selectors(report)),
        ("by fallback", _fallbacks(report)),
        ("failing", _failing(report)),
        ("next check", when(report.next_due_at, zone)),
    ]
    for name, value in pairs:
        if value is not None:
            row(facts, name, value)
    console.print(Padding(facts, INDENT, expand=False))


def _fallbacks(report: ArticleReport) -> str | None:
    """Return the fields that no selector gave, and what gave them."""
    return ", ".join(f"{name}: {origin}" for name, origin in origins(report.gave).items()) or None


def _selectors(report: ArticleReport) -> str | None:
    """Return by which selector each other field was read last; one of an older layout ends in its name."""
    rest = sorted(report.gave.keys() - origins(report.gave).keys())
    return ", ".join(f"{name}: {report.gave[name]}" for name in rest) or None


def _failing(report: ArticleReport) -> str | None:
    """Return why the last check was not good: an old copy, a block page, a failure."""
    page = report.failing
    return f"{page.reason} ({page.failures}×): {plain(page.detail)}" if page else None


def _first_seen(report: ArticleReport, zone: ZoneInfo) -> str:
    """Return when it was first seen, and since when it can have been there at the earliest."""
    seen = _time(report.line.first_seen_at, zone)
    if report.absent_at is not None:
        seen += f" (not yet there at {_time(report.absent_at, zone)})"
    if report.found_by is FoundBy.GAP:
        seen += " (no listing named it: its number was missing)"
    return seen


def _story(report: ArticleReport) -> str | None:
    """Return what part the article has in its story; None if it is alone in it."""
    if report.story is None or len(report.story.articles) == 1:
        return None
    (own,) = (each for each in report.story.articles if each.name == report.line.name)
    size = counted(len(report.story.articles), "article")
    if own.share is None:
        return f"{report.story.id}, {size}; this one was read first"
    return f"{report.story.id}, {size}; {taken(own)} of this one stood there before"


def _observations(
    console: Console, observations: tuple[ObservationReport, ...], zone: ZoneInfo
) -> None:
    console.print(Text(f"seen {counted(len(observations), 'time')}", style="bold"))
    shown = table("at", ">views", ">since the last")
    rises = [_rise(before, after) for before, after in pairwise((None, *observations))]
    for observation, rise in list(zip(observations, rises, strict=True))[-SHOWN:]:
        row(shown, when(observation.seen_at, zone), observation.views, rise)
    console.print(Padding(shown, INDENT, expand=False))


def _rise(before: ObservationReport | None, after: ObservationReport | None) -> str | None:
    if before is None or after is None or before.views is None or after.views is None:
        return None
    return f"{after.views - before.views:+d}"


def _stays(console: Console, stays: tuple[StayReport, ...], zone: ZoneInfo) -> None:
    if not stays:
        return
    console.print(Text("where it stood", style="bold"))
    shown = table("block", "of", "from", "to", ">minutes", ">best", ">last", ">seen")
    for stay in stays:
        times = (when(stay.began_at, zone), when(stay.ended_at, zone))
        minutes = f"{(stay.ended_at - stay.began_at).total_seconds() / 60:.0f}"
        places = (f"#{stay.best}", f"#{stay.last}", stay.sightings)
        row(shown, stay.block, stay.source, *times, minutes, *places)
    console.print(Padding(shown, INDENT, expand=False))


def _revisions(
    console: Console,
    report: ArticleReport,
    zone: ZoneInfo,
    fate: Callable[[str | None, datetime], str | None],
) -> None:
    console.print(Text(counted(len(report.revisions), "wording"), style="bold"))
    for revision in report.revisions:
        first = plain(revision.body.partition("\n")[0])
        console.print(
            Text(f"  {revision.number}. {when(revision.seen_at, zone)}  {plain(revision.title)}")
        )
        console.print(Text(f"     {first[:160]}{'…' if len(first) > 160 else ''}", style="dim"))
        if revision.cause is not None:
            console.print(Text("     its page was read again, by other selectors", style="yellow"))
        if (page := fate(revision.page, revision.seen_at)) is not None:
            console.print(Text(f"     page {page}", style="dim"))
        for event in of_wording(report.events, revision.number):
            console.print(Text(f"     {said_of(event, zone)}", style="yellow"))


def _happened(console: Console, report: ArticleReport, zone: ZoneInfo) -> None:
    """Print what happened to it besides its wordings."""
    others = [event for event in report.events if event.kind not in WORDING_EVENTS]
    if others:
        console.print(Text("what happened besides", style="bold"))
    for event in others:
        console.print(Text(f"  {_time(event.at, zone)}  {said_of(event, zone)}", style="yellow"))


def _told(console: Console, report: ArticleReport, zone: ZoneInfo) -> None:
    for match in report.matches:
        words = ", ".join(dict.fromkeys(plain(hit.words) for hit in match.hits))
        text = f"matched {match.rule} in wording {match.revision}: {words}"
        console.print(Text(text, style="green"))
    for alert in report.alerts:
        counts = {
            "sent": alert.sent,
            "in digests": alert.gathered,
            "muted": alert.muted,
            "pending": alert.pending,
            "dead": alert.dead,
        }
        states = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        console.print(
            Text(f"alert {alert.id} at {_time(alert.created_at, zone)}: {states}", style="green")
        )


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return when(moment, zone) or ""
