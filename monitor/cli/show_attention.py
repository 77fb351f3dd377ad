"""`monitor show attention`: what is asked of every host's budget, the waits that follow, the rhythm of every source."""

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.cli.archived import archive_of, json_option
from monitor.cli.options import config_option
from monitor.cli.screen import counted, plain, print_json, row, screen, span, table
from monitor.cli.spent import spent
from monitor.config import Config
from monitor.core.attention import Staleness, rates, worst_staleness
from monitor.core.attention.price import unit_wait
from monitor.model import Demand, Politeness, Source, Traffic
from monitor.model.report import HostAttention
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.runtime.clock import SystemClock

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHADES = " ░▒▓█"
_INDENT = (0, 0, 0, 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceAttention:
    """A source: the longest waits that follow from its host's budget, and its posts by the hour of the local week."""

    source: str
    waits: Staleness
    posts_per_hour: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attention:
    """A host: its budget and the requests expected of it, both in an hour, and its budgets of a day (0: none)."""

    host: HostAttention
    budget: int
    expected: float
    daily_requests: int
    daily_bytes: int
    sources: tuple[SourceAttention, ...]


@click.command("attention")
@config_option
@json_option
@click.pass_context
def attention(ctx: click.Context, as_json: bool) -> None:
    """How the requests of every host are spent, how long its pages wait, and when its sources post."""
    with archive_of(ctx) as (archive, config):
        found = [_judged(archive, config, host) for host in archive.attention(SystemClock().now())]
    if as_json:
        print_json(found)
        return
    console = screen()
    for each in found:
        _show(console, each)


def _judged(archive: Archive, config: Config, host: HostAttention) -> Attention:
    manners = config.politeness.of(host.host)
    budget = manners.budget
    demand = Demand(worth=host.worth, firm=host.firm)
    free = demand.worth / unit_wait(budget, demand) if demand.worth > 0 else 0.0
    return Attention(
        host=host,
        budget=budget,
        expected=demand.firm + free,
        daily_requests=manners.daily_requests,
        daily_bytes=manners.daily_bytes,
        sources=tuple(
            _source(archive, source, budget, demand)
            for source in config.sources
            if source.id in host.sources
        ),
    )


def _source(archive: Archive, source: Source, budget: float, demand: Demand) -> SourceAttention:
    rhythm = archive.rhythm(source.id)
    return SourceAttention(
        source=source.id,
        waits=worst_staleness(source, rhythm, budget=budget, host=demand),
        posts_per_hour=rates(rhythm),
    )


def _show(console: Console, found: Attention) -> None:
    host = found.host
    console.print(Text(plain(host.host), style="bold"))
    asked = f"{found.expected:.0f} expected ({host.firm:.1f} of them in any case)"
    checked = f"{host.checked_last_hour} pages checked in the last one"
    console.print(Text(f"  requests an hour: budget {found.budget}, {asked}, {checked}"))
    today = Traffic(host=host.host, requests=host.requests_today, bytes=host.bytes_today)
    manners = Politeness(daily_requests=found.daily_requests, daily_bytes=found.daily_bytes)
    console.print(Text(f"  {spent(today, manners)}"))
    late = f"{host.overdue} overdue"
    if host.overdue:
        late += f", the longest by {span(host.longest_overdue)}"
    targets = f"{counted(host.listings, 'listing')}, {counted(host.articles, 'article')}"
    console.print(Text(f"  {targets}; {late}"))
    if found.sources:
        _waits(console, found)
    for source in found.sources:
        _rhythm(console, source)
    console.print()


def _waits(console: Console, found: Attention) -> None:
    ages = sorted({wait.younger_than for source in found.sources for wait in source.waits.articles})
    shown = table("longest wait of", ">the listing", *(f">articles < {span(age)}" for age in ages))
    for source in found.sources:
        by_age = {wait.younger_than: wait.wait for wait in source.waits.articles}
        waits = [by_age.get(age) for age in ages]
        told = (None if wait is None else span(wait) for wait in waits)
        row(shown, source.source, span(source.waits.listing), *told)
    console.print(Padding(shown, _INDENT, expand=False))


def _rhythm(console: Console, source: SourceAttention) -> None:
    most = max(source.posts_per_hour)
    total = sum(source.posts_per_hour) / 7
    told = f"posts of {plain(source.source)}: {total:.0f} a day, █ is up to {most:.1f} an hour"
    console.print(Text(f"  {told}"))
    console.print(Text(f"{'':6}" + "".join(f"{hour:<6}" for hour in range(0, 24, 3)), style="dim"))
    for day, name in enumerate(_DAYS):
        cells = source.posts_per_hour[24 * day : 24 * day + 24]
        console.print(Text(f"  {name} " + "".join(2 * _shade(cell, most) for cell in cells)))


def _shade(cell: float, most: float) -> str:
    """Return the shade of an hour against the busiest: nothing below a tenth, then four even steps."""
    part = cell / most if most > 0 else 0.0
    if part < 0.1:
        return _SHADES[0]
    return _SHADES[min(1 + int(part * 4), 4)]
