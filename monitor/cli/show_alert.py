"""`monitor show alert` and `monitor show latency`: were we told, when, through which channel, and how fast."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.cli.alert_steps import show_steps
from monitor.cli.archived import archive_of, hours_ago, json_option, source_option
from monitor.cli.kept import fate_of
from monitor.cli.options import config_option
from monitor.cli.screen import length, plain, print_json, row, screen, table, when
from monitor.cli.show_events import hours_option
from monitor.core.inert import json_of
from monitor.model import LateWhy
from monitor.model.report import AcknowledgementReport, AlertLife, Percentiles
from monitor.ports.archive import Archive

_LATE = {
    LateWhy.ARMED: "the rule was asked after the article was there",
    LateWhy.GAP: "no listing named the article",
    LateWhy.DOWNTIME: "the program was not running",
    LateWhy.OUTAGE: "the source could not be read",
    LateWhy.REREAD: "the page was read again by mended selectors",
}


@click.command("alert")
@config_option
@click.argument("id_", metavar="ALERT")
@click.option("--payload", "with_payload", is_flag=True, help="And what every sink was sent.")
@json_option
@click.pass_context
def alert(ctx: click.Context, id_: str, with_payload: bool, as_json: bool) -> None:
    """The whole life of one alert, by its id or the beginning of it: published, seen, matched, every attempt."""
    with archive_of(ctx) as (archive, config):
        life = alert_named(archive, id_)
    if as_json:
        print_json([life])
    else:
        page = fate_of(config, life.alert.page)
        _show(life, config.timezone, page=page, with_payload=with_payload)


def alert_named(archive: Archive, id_: str) -> AlertLife:
    """Return the one alert whose id is or begins with `id_`. Raises `click.ClickException` if it is not one."""
    lives = archive.alert_lives(id_)
    if not lives:
        raise click.ClickException(f"no alert is known as {id_}: see `monitor show alerts`")
    if len(lives) > 1:
        raise click.ClickException(f"more than one alert begins with {id_}: write more of its id")
    return lives[0]


@click.command("latency")
@config_option
@source_option
@hours_option
@json_option
@click.pass_context
def latency(ctx: click.Context, source: str | None, hours: float, as_json: bool) -> None:
    """How long first finds took from publication to delivery, by source: the median, and the slowest of a hundred."""
    with archive_of(ctx) as (archive, _):
        found = archive.latency(source, since=hours_ago(hours))
    if as_json:
        print_json(found)
        return
    stages = ("published → seen", "→ matched", "→ delivered", "in all")
    shown = table("source", ">deliveries", *(f">{stage}" for stage in stages))
    for each in found:
        waits = (each.seen, each.matched, each.delivered, each.whole)
        row(shown, each.source, each.deliveries, *map(_told, waits))
    screen().print(shown)
    if found:
        screen().print(Text("each p50 / p95 / p99", style="dim"))


def _told(waits: Percentiles | None) -> str | None:
    if waits is None:
        return None
    return " / ".join(length(wait) for wait in (waits.p50, waits.p95, waits.p99))


def _show(life: AlertLife, zone: ZoneInfo, *, page: str | None, with_payload: bool) -> None:
    console, told = screen(), life.alert
    payload = json.loads(told.payload)
    # As it was told: the article may have another headline by now.
    said = payload.get("data", {})
    title = said.get("article", {}).get("title") or told.title
    console.print(Text(plain(title), style="bold"))
    facts = table("fact", "value")
    facts.show_header = False
    row(facts, "alert", told.id)
    row(facts, "kind", told.kind)
    if said.get("late"):
        row(facts, "late", _late(said["late"], zone))
    if told.rule:
        query = said.get("rule", {}).get("query", "")
        row(facts, "rule", f"{told.rule}: {query}" if query else told.rule)
    row(facts, "source", life.source)
    for name, value in (("link", told.url), ("page", page)):
        if value:
            row(facts, name, value)
    if life.acknowledged is not None:
        row(facts, "acknowledged", _noted(life.acknowledged, zone))
    words = [match["words"] for match in said.get("matches", ())]
    words += [event["kind"].replace("_", " ") for event in said.get("events", ())]
    if words:
        row(facts, "because of", ", ".join(dict.fromkeys(words)))
    console.print(Padding(facts, (0, 0, 0, 2), expand=False))
    if said.get("alerts"):
        _show_gathered(console, said)
    show_steps(console, life, zone)
    if with_payload:
        console.print(Text(json_of(payload, indent=2)))


def _late(said: object, zone: ZoneInfo) -> str:
    """Return why an alert is late; payloads of old say no more than that it is."""
    if not isinstance(said, dict) or said["why"] not in _LATE:
        return "yes"
    moments = (said.get(end) for end in ("since", "until"))
    since, until = (when(datetime.fromisoformat(at), zone) if at else None for at in moments)
    return f"{_LATE[said['why']]}{f', from {since} to {until}' if since and until else ''}"


def _noted(note: AcknowledgementReport, zone: ZoneInfo) -> str:
    said = f": {note.note}" if note.note else ""
    return f"by {note.author} at {when(note.at, zone)}{said}"


def _show_gathered(console: Console, said: dict[str, Any]) -> None:
    """Print the alerts that a digest tells."""
    shown = table("alert", "rule", "source", "title")
    for each in said["alerts"]:
        row(shown, each["alert"], each["rule"], each["source"], each["title"])
    console.print(Padding(shown, (0, 0, 0, 2), expand=False))
    if said.get("more"):
        console.print(f"  and {len(said['more'])} more")
