"""How one article is printed: its facts, its counter as a series, its wordings, its matches, its links."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.cli.screen import plain, row, screen, table, when
from monitor.store.reading import ArticleReport, ObservationReport, RevisionReport

# The newest observations that a screen shows; --json has them all.
SHOWN = 12
INDENT = (0, 0, 0, 2)


def show_article(report: ArticleReport, zone: ZoneInfo) -> None:
    """Print all that is held of an article, for a person."""
    console = screen()
    _facts(console, report, zone)
    _views(console, report.observations, zone)
    _revisions(console, report.revisions, zone)
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
        ("first seen", when(line.first_seen_at, zone)),
        ("modified", when(report.modified_at, zone)),
        ("withdrawn", when(line.withdrawn_at, zone)),
        ("next check", when(report.next_due_at, zone)),
    ]
    for name, value in pairs:
        if value is not None:
            row(facts, name, value)
    console.print(Padding(facts, INDENT, expand=False))


def _views(console: Console, observations: tuple[ObservationReport, ...], zone: ZoneInfo) -> None:
    console.print(Text(f"seen {len(observations)} times", style="bold"))
    shown = table("at", ">views", ">since the last")
    rises = [_rise(before, after) for before, after in pairwise((None, *observations))]
    for observation, rise in list(zip(observations, rises, strict=True))[-SHOWN:]:
        row(shown, when(observation.seen_at, zone), observation.views, rise)
    console.print(Padding(shown, INDENT, expand=False))


def _rise(before: ObservationReport | None, after: ObservationReport | None) -> str | None:
    if before is None or after is None or before.views is None or after.views is None:
        return None
    return f"{after.views - before.views:+d}"


def _revisions(console: Console, revisions: tuple[RevisionReport, ...], zone: ZoneInfo) -> None:
    console.print(Text(f"{len(revisions)} wording(s)", style="bold"))
    for revision in revisions:
        first = plain(revision.body.partition("\n")[0])
        console.print(
            Text(f"  {revision.number}. {when(revision.seen_at, zone)}  {plain(revision.title)}")
        )
        console.print(Text(f"     {first[:160]}{'…' if len(first) > 160 else ''}", style="dim"))


def _told(console: Console, report: ArticleReport, zone: ZoneInfo) -> None:
    for match in report.matches:
        words = ", ".join(dict.fromkeys(plain(hit.words) for hit in match.hits))
        text = f"matched {match.rule} in wording {match.revision}: {words}"
        console.print(Text(text, style="green"))
    for alert in report.alerts:
        states = f"{alert.sent} sent, {alert.pending} pending, {alert.dead} dead"
        console.print(
            Text(f"alert {alert.id} at {_time(alert.created_at, zone)}: {states}", style="green")
        )


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return when(moment, zone) or ""
