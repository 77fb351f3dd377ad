"""`monitor show alert` and `monitor show latency`: were we told, when, through which channel, and how fast."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.cli.archived import archive_of, hours_ago, json_option, source_option
from monitor.cli.options import config_option
from monitor.cli.screen import (
    counted,
    milliseconds,
    plain,
    print_json,
    row,
    screen,
    span,
    table,
    when,
)
from monitor.cli.show_events import hours_option
from monitor.store.reading import AlertLife, AttemptReport, DeliveryReport, Percentiles

# What happened at a time; the time is None where nobody can tell.
_Step = tuple[datetime | None, str]


@click.command("alert")
@config_option
@click.argument("id_", metavar="ALERT")
@click.option("--payload", "with_payload", is_flag=True, help="And what every sink was sent.")
@json_option
@click.pass_context
def alert(ctx: click.Context, id_: str, with_payload: bool, as_json: bool) -> None:
    """The whole life of one alert, by its id or the beginning of it: published, seen, matched, every attempt."""
    with archive_of(ctx) as (archive, config):
        lives = archive.alert_lives(id_)
    if not lives:
        raise click.ClickException(f"no alert is known as {id_}: see `monitor show alerts`")
    if len(lives) > 1:
        raise click.ClickException(f"more than one alert begins with {id_}: write more of its id")
    if as_json:
        print_json(lives)
    else:
        _show(lives[0], config.timezone, with_payload=with_payload)


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
    return " / ".join(_length(wait) for wait in (waits.p50, waits.p95, waits.p99))


def _length(wait: timedelta) -> str:
    return milliseconds(wait) if wait < timedelta(seconds=1) else span(wait)


def _show(life: AlertLife, zone: ZoneInfo, *, with_payload: bool) -> None:
    console, told = screen(), life.alert
    payload = json.loads(told.payload)
    # As it was told: the article may have another headline by now.
    said = payload.get("data", {})
    title = said.get("article", {}).get("title") or told.title
    console.print(Text(plain(title), style="bold"))
    facts = table("fact", "value")
    facts.show_header = False
    row(facts, "alert", told.id)
    row(facts, "kind", f"{told.kind}{' (late)' if said.get('late') else ''}")
    if told.rule:
        query = said.get("rule", {}).get("query", "")
        row(facts, "rule", f"{told.rule}: {query}" if query else told.rule)
    row(facts, "source", life.source)
    if told.url:
        row(facts, "link", told.url)
    words = [match["words"] for match in said.get("matches", ())]
    words += [event["kind"].replace("_", " ") for event in said.get("events", ())]
    if words:
        row(facts, "because of", ", ".join(dict.fromkeys(words)))
    console.print(Padding(facts, (0, 0, 0, 2), expand=False))
    _show_steps(console, life, zone)
    if with_payload:
        console.print(Text(json.dumps(payload, ensure_ascii=False, indent=2)))


def _show_steps(console: Console, life: AlertLife, zone: ZoneInfo) -> None:
    shown = table("at", ">after", "what")
    before: datetime | None = None
    for at, what in _steps(life, zone):
        wait = None if at is None or before is None else max(at - before, timedelta())
        row(shown, when(at, zone), None if wait is None else f"+{_length(wait)}", what)
        before = at or before
    console.print(shown)


def _steps(life: AlertLife, zone: ZoneInfo) -> Iterator[_Step]:
    if life.published_at is not None:
        yield life.published_at, "published, as the page says"
    if life.first_seen_at is not None:
        yield life.first_seen_at, "seen first"
    yield life.alert.created_at, "matched and stored"
    tries = [
        (attempt.started_at, f"{delivery.sink}: {_tried(attempt, number)}")
        for delivery in life.deliveries
        for number, attempt in enumerate(delivery.attempts, start=1)
    ]
    yield from sorted(tries)
    for delivery in life.deliveries:
        if (what := _open(delivery, zone)) is not None:
            yield None, f"{delivery.sink}: {what}"


def _tried(attempt: AttemptReport, number: int) -> str:
    answer = attempt.status or attempt.reason
    said = f": {attempt.detail}" if attempt.detail else ""
    took = milliseconds(attempt.took)
    return f"attempt {number} {attempt.outcome}, {answer} in {took}{said}"


def _open(delivery: DeliveryReport, zone: ZoneInfo) -> str | None:
    """Return where a delivery stands that was not taken yet."""
    tries = counted(len(delivery.attempts), "attempt")
    match delivery.state:
        case "pending":
            return f"pending after {tries}, due {when(delivery.due_at, zone)}"
        case "dead":
            return f"given up after {tries}"
        case _:
            return None
