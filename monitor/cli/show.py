"""`monitor show`: what is held. It reads beside the daemon and writes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
from rich.text import Text

from monitor.cli.options import config_option, load_config
from monitor.cli.screen import milliseconds, plain, print_json, row, screen, table, when
from monitor.cli.show_article import show_article
from monitor.config import Config
from monitor.core.identity import identify
from monitor.model import DeliveryState
from monitor.runtime.clock import SystemClock
from monitor.store import Archive, ArticleFilter, open_archive
from monitor.store.reading import SourceReport

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_LIMIT = click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="So many at most."
)


@click.group()
def show() -> None:
    """Show what is held; the daemon may run meanwhile."""


@show.command("sources")
@config_option
@_JSON
@click.pass_context
def sources(ctx: click.Context, as_json: bool) -> None:
    """Every source, how it fares, its holes and what its pages lack."""
    with _archive(ctx) as (archive, config):
        reports = archive.sources()
    if as_json:
        print_json(reports)
        return
    console, zone = screen(), config.timezone
    shown = table("source", "state", ">articles", "polled", "next", ">holes")
    for source in reports:
        times = (when(source.polled_at, zone), when(source.next_due_at, zone))
        row(shown, source.id, _state(source), source.articles, *times, source.hole_count)
    console.print(shown)
    for source in reports:
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
@click.option("--source", metavar="ID", help="Only of this source.")
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
@_LIMIT
@_JSON
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
    since = None if hours is None else SystemClock().now() - timedelta(hours=hours)
    which = ArticleFilter(source=source, rule=rule, language=language, text=text, since=since)
    with _archive(ctx) as (archive, config):
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
@_JSON
@click.pass_context
def article(ctx: click.Context, name: str, as_json: bool) -> None:
    """All that is held of one article: by its id ("24.kg#363188") or any spelling of its link."""
    with _archive(ctx) as (archive, config):
        report = archive.article(name, _keys(name, config))
    if report is None:
        raise click.ClickException(f"no article is known as {name}")
    if as_json:
        print_json([report])
    else:
        show_article(report, config.timezone)


@show.command("alerts")
@config_option
@click.option("--rule", metavar="ID", help="Only of this rule.")
@_LIMIT
@_JSON
@click.pass_context
def alerts(ctx: click.Context, rule: str | None, limit: int, as_json: bool) -> None:
    """Alerts, newest first, and where their deliveries stand."""
    with _archive(ctx) as (archive, config):
        reports = archive.alerts(rule=rule, limit=limit)
    if as_json:
        print_json(reports)
        return
    shown = table("alert", "made", "rule", ">sent", ">pending", ">dead", "title")
    for alert in reports:
        made = when(alert.created_at, config.timezone)
        counts = (alert.sent, alert.pending, alert.dead)
        row(shown, alert.id, made, alert.rule, *counts, alert.title)
    screen().print(shown)


@show.command("deliveries")
@config_option
@click.option(
    "--state",
    type=click.Choice([state.value for state in DeliveryState]),
    help="Only in this state.",
)
@click.option("--sink", metavar="ID", help="Only to this sink.")
@_LIMIT
@_JSON
@click.pass_context
def deliveries(
    ctx: click.Context, state: str | None, sink: str | None, limit: int, as_json: bool
) -> None:
    """Deliveries, newest first, with what each attempt came to."""
    wanted = DeliveryState(state) if state else None
    with _archive(ctx) as (archive, config):
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
            delivery.state,
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


@contextmanager
def _archive(ctx: click.Context) -> Iterator[tuple[Archive, Config]]:
    config = load_config(ctx, show_warnings=False)
    with open_archive(config.database) as archive:
        yield archive, config


def _keys(name: str, config: Config) -> list[bytes]:
    """Return the identity keys under which a link may be held: a spelling never seen names its article too."""
    identities = (identify(name, selectors) for selectors in config.selectors_by_site.values())
    return [identity.key for identity in identities if identity is not None]


def _state(source: SourceReport) -> str:
    if not source.is_configured:
        return "not configured"
    if source.reason is not None:
        return f"failing ({source.reason}, {source.failures}×): {source.detail}"
    return "good" if source.polled_at else "not polled yet"
