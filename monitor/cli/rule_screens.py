"""How `monitor rule` prints: forms, lints, rehearsals with highlights, explanations as a tree."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from monitor.cli.screen import counted, plain, row, screen, table, when
from monitor.core.rehearsal import Comparison, Rehearsal, Sample
from monitor.core.rules import CompiledRule, Document, Explanation
from monitor.core.rules.lint import Lint
from monitor.core.rules.listing import WordListing
from monitor.core.snippet import snippet
from monitor.model import Hit

_INDENT = (0, 0, 1, 2)
_HIT = "bold reverse"
_HITS_SHOWN = 3
_DAYS_SHOWN = 14
_BAR = 40


def show_forms(listings: Sequence[WordListing]) -> None:
    """Print what each word finds."""
    console = screen()
    for listing in listings:
        console.print(Text(f"{plain(listing.word)}  ({listing.meaning})", style="bold"))
        if listing.forms:
            shown = table("form", "why")
            for form, why in listing.forms:
                row(shown, form, why)
            console.print(Padding(shown, _INDENT, expand=False))


def show_lints(lints: Sequence[Lint], rules: int) -> None:
    """Print every doubt, by rule."""
    console = screen()
    for each in lints:
        hint = f" ({each.hint})" if each.hint else ""
        text = plain(f"{each.rule}: {each.kind}: {each.message}{hint}")
        console.print(Text(text, style="yellow"))
    console.print(Text(f"{rules} rules, {len(lints)} doubts"))


def show_rehearsal(rehearsal: Rehearsal, rule: CompiledRule) -> None:
    """Print what a rule would have told."""
    console = screen()
    console.print(Text(plain(rule.query), style="bold"))
    days = len(rehearsal.articles_by_day)
    told = f"{rehearsal.matches} of {rehearsal.articles} articles over {counted(days, 'day')}"
    console.print(Text(f"{told}: about {rehearsal.alerts_per_day:.1f} alerts a day"))
    _show_days(console, rehearsal)
    for other, count in rehearsal.overlap.most_common():
        share = count / rehearsal.matches
        console.print(Text(f"overlap: {plain(other)} meets {count} of them too ({share:.0%})"))
    _show_samples(console, rehearsal.samples, rehearsal.zone)


def show_comparison(comparison: Comparison, zone: ZoneInfo) -> None:
    """Print what an edit of a rule gains and loses."""
    console = screen()
    kept, gained, lost = comparison.kept, comparison.gained, comparison.lost
    console.print(Text(f"{kept} articles as before, {gained} gained, {lost} lost", style="bold"))
    for heading, samples in (
        ("gained", comparison.samples_gained),
        ("lost", comparison.samples_lost),
    ):
        if samples:
            console.print(Text(heading, style="bold"))
            _show_samples(console, samples, zone)


def show_explanation(explanation: Explanation, document: Document) -> None:
    """Print a query clause by clause, and for a miss the first clause that failed."""
    console = screen()
    console.print(Text(plain(document.title), style="bold"))
    tree = Tree(_clause(explanation))
    _grow(tree, explanation, document)
    console.print(tree)
    failure = explanation.failure
    if failure is not None:
        console.print(Text(f"no match: {plain(failure.clause)} was not met", style="red"))
    else:
        console.print(Text("match", style="green"))


def _grow(tree: Tree, explanation: Explanation, document: Document) -> None:
    for hit in explanation.hits[:_HITS_SHOWN]:
        tree.add(_place(hit, _text(document, hit)))
    for part in explanation.parts:
        _grow(tree.add(_clause(part)), part, document)


def _clause(explanation: Explanation) -> Text:
    mark, style = ("✓", "green") if explanation.is_met else ("✗", "red")
    actual = f"  (it is {plain(explanation.actual)})" if explanation.actual else ""
    return Text(f"{mark} {plain(explanation.clause)}{actual}", style=style)


def _text(document: Document, hit: Hit) -> str:
    return {
        "title": document.title,
        "body": document.body,
        "author": document.author,
        "section": document.section,
    }.get(hit.field, "")


def _show_days(console: Console, rehearsal: Rehearsal) -> None:
    most = max(rehearsal.matches_by_day.values(), default=0)
    shown = table("day", ">articles", ">matches", "")
    for day in sorted(rehearsal.articles_by_day)[-_DAYS_SHOWN:]:
        matches = rehearsal.matches_by_day[day]
        bar = "█" * round(_BAR * matches / most) if most else ""
        row(shown, day, rehearsal.articles_by_day[day], matches, bar or " ")
    console.print(Padding(shown, _INDENT, expand=False))


def _show_samples(console: Console, samples: Sequence[Sample], zone: ZoneInfo) -> None:
    for sample in samples:
        at = when(sample.published_at, zone)
        console.print(Text(f"{plain(sample.article)}  {at}  {plain(sample.title)}"))
        for hit in sample.hits[:_HITS_SHOWN]:
            text = sample.title if hit.field == "title" else sample.body
            console.print(Padding(_place(hit, text), (0, 0, 0, 4), expand=False))


def _place(hit: Hit, text: str) -> Text:
    """Return the words of a hit in their surroundings, made to stand out."""
    around = snippet(text, hit.start, hit.end)
    shown = Text(f"{hit.field}: ", style="dim")
    shown.append(around.text[: around.start], style="not dim")
    shown.append(around.text[around.start : around.end], style=_HIT)
    shown.append(around.text[around.end :], style="not dim")
    return shown
