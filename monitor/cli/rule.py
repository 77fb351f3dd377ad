"""`monitor rule`: try rules before they alert, say why they match, and arm them over the past."""

import asyncio
import os
import sys
from collections.abc import Iterator
from datetime import datetime

import click

from monitor.cli.explained import document_at
from monitor.cli.options import config_option, load_config
from monitor.cli.rule_screens import (
    show_comparison,
    show_explanation,
    show_forms,
    show_lints,
    show_rehearsal,
)
from monitor.cli.since import Since
from monitor.config import Config
from monitor.core.look import document_of, look_at_wording
from monitor.core.rehearsal import Comparison, Rehearsal, Shown
from monitor.core.rules import CompiledRule, Rulebook, compile_rule
from monitor.core.rules.lint import lint
from monitor.core.rules.listing import list_words
from monitor.errors import RuleError
from monitor.model import Rule
from monitor.model.wish import Armed, ArmWish
from monitor.ports.archive import Archive
from monitor.runtime.clock import SystemClock
from monitor.runtime.granting import grant_now
from monitor.runtime.logs import configure_logs
from monitor.store.reading import open_archive

EXIT_MISS = 4
_SINCE = click.option(
    "--since",
    type=Since(),
    default="30d",
    show_default=True,
    help='How far back: a duration such as "30d", or a day such as "2026-11-01".',
)


@click.group()
def rule() -> None:
    """Try rules before they alert, say why they match, and arm them over the past.

    RULE is the id of a configured rule, or else a query.
    """


@rule.command("forms")
@click.argument("query", metavar="WORD")
def forms(query: str) -> None:
    """List what a word of a rule finds: Вакунов, ~Vakunov, =US, visa-free."""
    try:
        show_forms(list_words(query))
    except RuleError as error:
        raise _unfit(error, "WORD") from error


@rule.command("lint")
@config_option
@click.pass_context
def lint_rules(ctx: click.Context) -> None:
    """Warn of rules that are hardly meant: never matching, matching everything, costly, doubled."""
    config = load_config(ctx, show_warnings=False)
    show_lints(lint(config.compiled_rules), len(config.rules))


@rule.command("test")
@config_option
@click.argument("name", metavar="RULE")
@_SINCE
@click.option(
    "--diff", "old", metavar="OLD", help="Compare with this rule: what RULE gains and loses."
)
@click.option(
    "--samples",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="Show so many articles.",
)
@click.pass_context
def test(ctx: click.Context, name: str, since: datetime, old: str | None, samples: int) -> None:
    """Run a rule over the archive: matches by day, samples, overlap, alerts a day it would make."""
    config = load_config(ctx, show_warnings=False)
    compiled = _compiled(config, name)
    with open_archive(config.database) as archive:
        shown = _shown(archive, config, since)
        if old is not None:
            comparison = Comparison(most_samples=samples)
            before = Rulebook((_compiled(config, old),))
            comparison.show(before, Rulebook((compiled,)), shown)
            show_comparison(comparison, config.timezone)
            return
        rehearsal = Rehearsal(zone=config.timezone, most_samples=samples)
        others = tuple(each for each in config.compiled_rules if each.id != compiled.id)
        rehearsal.show(Rulebook((compiled,)), Rulebook(others), shown)
    show_rehearsal(rehearsal, compiled)


@rule.command("explain")
@config_option
@click.argument("name", metavar="RULE")
@click.argument("place", metavar="URL|FILE|ARTICLE")
@click.option("--site", metavar="SITE", help="For a FILE: the site whose selectors read it.")
@click.pass_context
def explain(ctx: click.Context, name: str, place: str, site: str | None) -> None:
    """Show clause by clause why a rule matches an article, or the first clause that fails.

    An article of the archive is taken as it is held; any other link is fetched, a file read. Nothing is stored.
    Exit code 4: the rule does not match.
    """
    config = load_config(ctx, show_warnings=False)
    compiled = _compiled(config, name)
    document = document_at(config, place, site)
    explanation = compiled.explain(document)
    show_explanation(explanation, document)
    ctx.exit(0 if explanation.is_met else EXIT_MISS)


@rule.command("arm")
@config_option
@click.argument("name", metavar="RULE")
@_SINCE
@click.pass_context
def arm(ctx: click.Context, name: str, since: datetime) -> None:
    """Deliver what a configured rule matches among past articles, marked late; nothing is told twice.

    While the daemon runs it does the work; otherwise this command does it, and delivers.
    """
    configure_logs(sys.stderr, os.environ, "auto")
    config = load_config(ctx, show_warnings=False)
    if name not in {each.id for each in config.rules}:
        known = ", ".join(each.id for each in config.rules)
        raise click.BadParameter(f"{name} is not configured (rules: {known})", param_hint="RULE")
    wish = ArmWish(rule=name, since=since)
    armed = asyncio.run(grant_now(config, wish, clock=SystemClock(), console=sys.stdout))
    if armed.trouble or not isinstance(armed, Armed):
        raise click.ClickException(armed.trouble)
    click.echo(
        f"{name}: {armed.matches} of {armed.articles} articles match; {armed.alerts} alerts told late"
    )


def _compiled(config: Config, name: str) -> CompiledRule:
    """Return the configured rule of that id, else the query compiled."""
    configured = next((each for each in config.compiled_rules if each.id == name), None)
    try:
        return configured or compile_rule(Rule(id="query", query=name))
    except RuleError as error:
        raise _unfit(error, "RULE") from error


def _unfit(error: RuleError, place: str) -> click.BadParameter:
    hint = f" ({error.hint})" if error.hint else ""
    caret = f"\n    {error.query}\n    {' ' * (error.column - 1)}^"
    return click.BadParameter(f"{error}{hint}{caret}", param_hint=place)


def _shown(archive: Archive, config: Config, since: datetime) -> Iterator[Shown]:
    """Yield the articles of the archive since a time, as rules see them."""
    sites = {str(source.id): source.site for source in config.sources}
    now, after = SystemClock().now(), 0
    while wordings := archive.wordings(since, after=after):
        after = wordings[-1].article.id
        for wording in wordings:
            source = wording.article.source
            look = look_at_wording(wording)
            yield wording, document_of(look, source, sites.get(source, ""), now)
