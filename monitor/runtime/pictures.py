"""Pictures for pages: what the archive holds is drawn by `charts`, in one thread, and kept for a minute.

matplotlib is optional and slow to load; what it sets is global. So it is loaded with the first picture, and draws one
at a time.
"""

import asyncio
import io
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from importlib.util import find_spec
from itertools import groupby

from monitor.charts import SMALLEST, RateCurve, RateLine, Words, curve_of
from monitor.config import Config
from monitor.core.series.view_series import site_zone, view_series
from monitor.ports.archive import Archive
from monitor.store.reading import ArchiveShelf
from monitor.web import Paper, RatesPicture, ViewsPicture
from monitor.web.speech import load_speeches

_FRESH = timedelta(minutes=1)
_KEPT = 64
_VIEWS_SIZE, _RATES_SIZE, _NARROW_RATES = (1100, 640), (1000, 340), (420, 320)

Subject = ViewsPicture | RatesPicture


class Painter:
    """Draws what is asked for, of archives from `shelf`. Close it after use."""

    def __init__(self, shelf: ArchiveShelf) -> None:
        self._shelf = shelf
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="painter")
        self._speeches = load_speeches()
        self._kept: OrderedDict[tuple[Subject, Paper], tuple[datetime, bytes | None]] = (
            OrderedDict()
        )

    async def picture(
        self, config: Config, subject: Subject, paper: Paper, now: datetime
    ) -> bytes | None:
        """Return a picture; None if there is nothing to draw. Raises `StoreUnavailable`."""
        drawn = self._kept.get((subject, paper))
        if drawn is not None and drawn[0] <= now < drawn[0] + _FRESH:
            return drawn[1]
        words = Words(self._speeches[paper.language].phrases)
        paint = partial(_painted, self._shelf, config, subject, paper, words, now)
        made = await asyncio.get_running_loop().run_in_executor(self._thread, paint)
        self._kept[subject, paper] = (now, made)
        self._kept.move_to_end((subject, paper))
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(cancel_futures=True)


def can_draw() -> bool:
    """Say whether there is something to draw with."""
    return find_spec("matplotlib") is not None


def _painted(
    shelf: ArchiveShelf,
    config: Config,
    subject: Subject,
    paper: Paper,
    words: Words,
    now: datetime,
) -> bytes | None:
    with shelf.open(config.database) as archive:
        if isinstance(subject, ViewsPicture):
            return _views(archive, config, subject.article, paper, words)
        curve = _rate_curve(archive, config, subject, words, now)
    return None if curve is None else _rates(curve, paper)


def _views(
    archive: Archive, config: Config, article: int, paper: Paper, words: Words
) -> bytes | None:
    report = archive.article(str(article))
    if report is None:
        return None
    source = report.line.source
    zone = site_zone(source, config.sources, config.selectors_by_site, config.timezone)
    series = view_series(report, zone, lambda keys: archive.norms(source, keys))
    if not series.readings and not series.doubted:
        return None
    from monitor.charts.curve import draw_curve  # noqa: PLC0415 - optional, and slow to load
    from monitor.charts.style import DARK, LIGHT  # noqa: PLC0415 - as above

    into = io.BytesIO()
    size = SMALLEST if paper.is_narrow else _VIEWS_SIZE
    curve = curve_of(report, series, config.timezone, words)
    draw_curve(curve, into, paper.kind, size, DARK if paper.is_dark else LIGHT)
    return into.getvalue()


def _rate_curve(
    archive: Archive, config: Config, subject: RatesPicture, words: Words, now: datetime
) -> RateCurve | None:
    rates = [each for each in archive.rates(subject.since) if each.currency == subject.currency]
    if not rates:
        return None
    lines = tuple(
        RateLine(source=source, steps=tuple((each.seen_at, each.value) for each in shown))
        for source, shown in groupby(rates, key=lambda each: each.source)
    )
    return RateCurve(
        title=subject.currency,
        caption="",
        zone=config.timezone,
        since=subject.since,
        until=now,
        lines=lines,
        words=words,
    )


def _rates(curve: RateCurve, paper: Paper) -> bytes:
    from monitor.charts.rates import draw_rates  # noqa: PLC0415 - optional, and slow to load
    from monitor.charts.style import DARK, LIGHT  # noqa: PLC0415 - as above

    into = io.BytesIO()
    size = _NARROW_RATES if paper.is_narrow else _RATES_SIZE
    draw_rates(curve, into, paper.kind, size, DARK if paper.is_dark else LIGHT)
    return into.getvalue()
