"""`monitor show`: what is held. It reads beside the daemon and writes nothing."""

from functools import partial
from zoneinfo import ZoneInfo

import click
from rich.text import Text

from monitor.cli.archived import (
    archive_of,
    article_named,
    hours_ago,
    json_option,
    limit_option,
    series_of,
    source_option,
)
from monitor.cli.kept import fate_of
from monitor.cli.options import config_option
from monitor.cli.screen import milliseconds, plain, print_json, row, screen, table, when
from monitor.cli.show_alert import alert, latency
from monitor.cli.show_article import show_article
from monitor.cli.show_attention import attention
from monitor.cli.show_coverage import coverage
from monitor.cli.show_diff import diff
from monitor.cli.show_events import events, rising
from monitor.cli.show_failing import failing
from monitor.cli.show_health import health
from monitor.cli.show_page import page, pages
from monitor.cli.show_story import stories, story
from monitor.cli.show_uptime import uptime
from monitor.cli.spent import is_short, spent
from monitor.model import DeliveryState, Limit
from monitor.model.report import ArticleFilter, SinkReport, SourceReport
from monitor.runtime.clock import SystemClock


@click.group()
def show() -> None:
    """Show what is held; the daemon may run meanwhile."""


@show.command("sources")
@config_option
@json_option
@click.pass_context
def sources(ctx: click.Context, as_json: bool) -> None:
    """Every source, how it fares, its holes and what its pages lack."""
    with archive_of(ctx) as (archive, config):
        reports, today = archive.sources(), archive.day(SystemClock().now())
    if as_json:
        print_json(reports)
        return
    console, zone = screen(), config.timezone
    shown = table("source", "state", ">articles", "polled", "next", ">holes")
    for source in reports:
        times = (when(source.polled_at, zone), when(source.next_due_at, zone))
        row(shown, source.id, _state(source, zone), source.articles, *times, source.hole_count)
    console.print(shown)
    for each in today:
        manners = config.politeness.of(each.host)
        if is_short(each, manners):
            console.print(Text(f"{plain(each.host)}: {spent(each, manners)}", style="yellow"))
    for source in reports:
        if source.limit is not None:
            console.print(Text(_limit(source, source.limit, zone), style="yellow"))
        for hole in source.holes:
            since = when(hole.after, zone) or "the beginning"
            noticed = f"{source.id}: hole noticed {when(hole.noticed_at, zone)}"
            text = f"{noticed}: {hole.pages} pages back did not reach {since}"
            console.print(Text(text, style="yellow"))
        for problem in source.problems:
            last = f"last {when(problem.last_seen_at, zone)} at {plain(problem.last_url)}"
            text = f"{source.id}: {problem.field} {problem.kind} {problem.count}×, {last}"
            console.print(Text(text, style="yellow"))


@show.command("articles")
@config_option
@source_option
@click.option("--rule", metavar="ID", help="Only those that this rule matched.")
@click.option("--language", metavar="CODE", help="Only in this language.")
@click.option(
    "--search",
    "text",
    metavar="WORDS",
    help="Only those whose title or text has these words; word* for its beginnings.",
)
@click.option(
    "--hours", type=click.FloatRange(min=0), help="Only those published in the last so many hours."
)
@limit_option
@json_option
@click.pass_context
def articles(
    ctx: click.Context,
    source: str | None,
    rule: str | None,
    language: str | None,
    text: str | None,
    hours: float | None,
    limit: int,
    as_json: bool,
) -> None:
    """Articles, newest first, with their counter, how often they were seen, and the rules that matched."""
    since = None if hours is None else hours_ago(hours)
    which = ArticleFilter(source=source, rule=rule, language=language, text=text, since=since)
    with archive_of(ctx) as (archive, config):
        lines = archive.articles(which, limit)
    if as_json:
        print_json(lines)
        return
    shown = table("article", "published", ">views", ">seen", ">wordings", "rules", "title")
    for line in lines:
        published = when(line.published_at or line.first_seen_at, config.timezone)
        counts = (line.views, line.observations, line.revisions)
        title = f"{line.title} (withdrawn)" if line.withdrawn_at else line.title
        row(shown, line.name, published, *counts, ", ".join(line.rules), title)
    screen().print(shown)


@show.command("article")
@config_option
@click.argument("name", metavar="ARTICLE")
@json_option
@click.pass_context
def article(ctx: click.Context, name: str, as_json: bool) -> None:
    """All that is held of one article: by its id ("24.kg#363188") or any spelling of its link."""
    with archive_of(ctx) as (archive, config):
        report = article_named(archive, config, name)
        if as_json:
            print_json([report])
        else:
            series = series_of(archive, config, report)
            show_article(report, series, config.timezone, partial(fate_of, config))


@show.command("sinks")
@config_option
@json_option
@click.pass_context
def sinks(ctx: click.Context, as_json: bool) -> None:
    """Every sink, whether its receiver takes what it is sent, and what waits for it."""
    with archive_of(ctx) as (archive, config):
        reports = archive.sinks()
    if as_json:
        print_json(reports)
        return
    zone = config.timezone
    shown = table(
        "sink",
        "state",
        ">sent",
        ">in digests",
        ">muted",
        ">pending",
        ">dead",
        "last sent",
        "waiting since",
        "last canary",
    )
    for sink in reports:
        counts = (sink.sent, sink.gathered, sink.muted, sink.pending, sink.dead)
        moments = (sink.sent_at, sink.waiting_since, sink.canary_at)
        times = (when(moment, zone) for moment in moments)
        row(shown, sink.id, _sink_state(sink, zone), *counts, *times)
    screen().print(shown)


@show.command("alerts")
@config_option
@click.option("--rule", metavar="ID", help="Only of this rule.")
@limit_option
@json_option
@click.pass_context
def alerts(ctx: click.Context, rule: str | None, limit: int, as_json: bool) -> None:
    """Alerts, newest first, and where their deliveries stand."""
    with archive_of(ctx) as (archive, config):
        reports = archive.alerts(rule=rule, limit=limit)
    if as_json:
        print_json(reports)
        return
    shown = table(
        "alert", "made", "rule", ">sent", ">in digests", ">muted", ">pending", ">dead", "title"
    )
    for each in reports:
        made = when(each.created_at, config.timezone)
        counts = (each.sent, each.gathered, each.muted, each.pending, each.dead)
        row(shown, each.id, made, each.rule, *counts, each.title)
    screen().print(shown)


@show.command("deliveries")
@config_option
@click.option(
    "--state",
    type=click.Choice([state.value for state in DeliveryState]),
    help="Only in this state.",
)
@click.option("--sink", metavar="ID", help="Only to this sink.")
@limit_option
@json_option
@click.pass_context
def deliveries(
    ctx: click.Context, state: str | None, sink: str | None, limit: int, as_json: bool
) -> None:
    """Deliveries, newest first, with what each attempt came to."""
    wanted = DeliveryState(state) if state else None
    with archive_of(ctx) as (archive, config):
        reports = archive.deliveries(state=wanted, sink=sink, limit=limit)
    if as_json:
        print_json(reports)
        return
    zone = config.timezone
    shown = table(
        "delivery", "sink", "state", "rule", "made", ">attempts", "last attempt", "due", "title"
    )
    for delivery in reports:
        last = delivery.attempts[-1] if delivery.attempts else None
        said = f"{last.status or last.reason} in {milliseconds(last.took)}" if last else None
        facts = (
            f"held ({delivery.held})" if delivery.is_held else delivery.state,
            delivery.rule,
            when(delivery.created_at, zone),
            len(delivery.attempts),
        )
        row(
            shown,
            delivery.id,
            delivery.sink,
            *facts,
            said,
            when(delivery.due_at, zone),
            delivery.title,
        )
    screen().print(shown)


for command in (
    diff,
    events,
    rising,
    failing,
    coverage,
    health,
    attention,
    alert,
    latency,
    uptime,
    story,
    stories,
    page,
    pages,
):
    show.add_command(command)


def _sink_state(sink: SinkReport, zone: ZoneInfo) -> str:
    if not sink.is_configured:
        return "not configured"
    if sink.disabled_at is not None:
        since = when(sink.disabled_at, zone)
        return f"disabled since {since} (410): mend it, then reload or start anew"
    if sink.held:
        return f"good; holds {sink.held} until {when(sink.held_until, zone)}"
    return "good"


def _limit(source: SourceReport, limit: Limit, zone: ZoneInfo) -> str:
    """Return what was learned of the limits of a source's host."""
    reach = "whom it concerns is not known yet, so the host is left alone"
    if limit.scope is not None:
        reach = f"it concerns the {limit.scope}"
    until = f", until {when(limit.until, zone)}" if limit.until else ""
    met = f"{source.id}: last limit met {when(limit.at, zone)} at {plain(limit.url)}{until}"
    quiet = f"; asked nothing before {when(source.quiet_until, zone)}"
    is_quiet = source.quiet_until is not None and source.quiet_until > SystemClock().now()
    return f"{met}; {reach}{quiet if is_quiet else ''}"


def _state(source: SourceReport, zone: ZoneInfo) -> str:
    if not source.is_configured:
        return "not configured"
    if source.opened_at is not None:
        since, probe = when(source.opened_at, zone), when(source.probe_at, zone)
        return (
            f"host left alone since {since}, next probe {probe} ({source.reason}): {source.detail}"
        )
    if source.reason is not None:
        return f"failing ({source.reason}, {source.failures}×): {source.detail}"
    if (alarm := source.alarm) is not None and alarm.expected is not None:
        return f"{alarm.kind}: {alarm.found} found, {alarm.expected:.0f} expected since then"
    return "good" if source.polled_at else "not polled yet"
