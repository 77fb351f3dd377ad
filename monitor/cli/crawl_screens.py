"""How `monitor crawl` shows where it is, and what it came to. Loaded when there is something to show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from monitor.cli.screen import row, screen, table
from monitor.runtime.crawl import SourceTally, Tally, Verdict


@contextmanager
def progress() -> Iterator[Callable[[Tally], None]]:
    """Yield a callback that keeps a line on the terminal true."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("polling", total=None)
        yield lambda tally: bar.update(line, description=_line(tally))


def _line(tally: Tally) -> str:
    by_source = tally.by_source.values()
    pages = sum(t.pages + t.unmodified for t in by_source)
    return (
        f"{sum(t.listings for t in by_source)} listing pages, {sum(t.articles for t in by_source)} new, "
        f"{pages} pages read, {sum(t.alerts for t in by_source)} alerts, {tally.sent} sent"
    )


def show(tally: Tally) -> None:
    """Print what the crawl came to."""
    console = screen()
    counted = (">listings", ">new", ">pages read", ">unmodified", ">matches", ">alerts", ">failed")
    shown = table("source", "state", *counted)
    for source, t in tally.by_source.items():
        pages = (t.listings, t.articles, t.pages, t.unmodified)
        row(shown, source, _state(t), *pages, t.matches, t.alerts, t.failed_pages)
    console.print(shown)
    new = sum(t.articles for t in tally.by_source.values())
    console.print(f"{new} new articles stored" if new else "no new article")
    if tally.sent or tally.deferred or tally.dead:
        told = f"{tally.sent} sent, {tally.deferred} to be tried again, {tally.dead} given up"
        console.print(f"deliveries: {told}")
    if tally.verdict is not Verdict.GOOD:
        failed = "some sources" if tally.verdict is Verdict.PARTIAL else "every source"
        console.print(f"{failed} failed: see `monitor show sources` (exit {tally.verdict.value})")


def _state(tally: SourceTally) -> str:
    if tally.reason:
        return f"failed: {tally.reason}"
    if not tally.is_good:
        reasons = ", ".join(reason for reason, _ in tally.reasons.most_common(3))
        return f"failed: {reasons or 'not polled'}"
    return f"good, {tally.holes} hole(s)" if tally.holes else "good"
