"""The view curve of an article as it is held: what of the report stands in the picture, and in which words."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from monitor.charts.picture import ENGLISH, Curve, Mark, Words
from monitor.core.happened import said_of
from monitor.core.line import plain, when
from monitor.core.series.view_series import ViewSeries
from monitor.model import EventKind
from monitor.model.report import ArticleReport


def curve_of(
    report: ArticleReport, series: ViewSeries, zone: ZoneInfo, words: Words = ENGLISH
) -> Curve:
    """Return the picture of an article's series, with all that happened to it. Times are shown in `zone`."""
    line = report.line
    facts = [line.name, line.source, report.section]
    if line.published_at is not None:
        facts.append(words("published {time}", time=when(line.published_at, zone)))
    if series.velocity is not None:
        facts.append(words("{n} views an hour", n=f"{series.velocity:.0f}"))
    if series.rise is not None:
        facts.append(words("{n} times the usual", n=f"{series.rise:.1f}"))
    return Curve(
        title=plain(line.title),
        caption=" · ".join(plain(fact) for fact in facts if fact),
        zone=zone,
        readings=series.readings,
        doubted=series.doubted,
        paces=series.paces,
        usual=series.usual,
        stays=report.stays,
        marks=tuple(_marks(report, zone, words)),
        words=words,
    )


def _marks(report: ArticleReport, zone: ZoneInfo, words: Words) -> Iterator[Mark]:
    """Yield what happened, one mark for all that happened at once; "edited" only where nothing more is known."""
    told: list[tuple[datetime, str]] = [
        (each.at, said_of(each, zone, words.phrases))
        for each in report.events
        if each.kind is not EventKind.EDITED
    ]
    known = {at for at, _ in told}
    told += [
        (revision.seen_at, words("wording {n}", n=revision.number))
        for revision in report.revisions
        if revision.number > 1 and revision.seen_at not in known
    ]
    for at, texts in groupby(sorted(told), key=lambda each: each[0]):
        yield Mark(at=at, text="; ".join(text for _, text in texts))
