"""A site's selectors tried on pages at hand: kept ones, and saved ones whose content is known. Stores nothing."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from monitor.config import Config
from monitor.core.plan import differences, may_correct, target_of
from monitor.core.reading import read
from monitor.egress import Egress
from monitor.errors import MonitorError
from monitor.fetch import Again, ReadingFailed
from monitor.model import (
    ArticleReading,
    Extraction,
    Page,
    Reading,
    Reason,
    Selectors,
    SourceId,
    TargetKind,
)
from monitor.model.correction import FieldChange, Subject
from monitor.model.evidence import KeptPage, PageQuery
from monitor.model.source import unleased
from monitor.ports import Clock
from monitor.runtime.exchange import exchange_of
from monitor.store.beside import open_subjects
from monitor.store.evidence.reading import needed, open_pages

# What a saved page may be known to say: these of its fields are compared, others are not.
_KNOWN = (
    "title",
    "body",
    "author",
    "section",
    "language",
    "published_at",
    "modified_at",
    "short_url",
    "views",
    "images",
)


class Tried(NamedTuple):
    """One page as the selectors read it: None if they cannot. `changes` is where that differs from what is known."""

    name: str
    extraction: Extraction | None
    changes: tuple[FieldChange, ...] = ()


async def try_on_kept(
    config: Config, selectors: Selectors, which: PageQuery, clock: Clock
) -> AsyncIterator[Tried]:
    """Yield each kept article page of the site, the oldest first. Raises `StoreUnavailable`.

    What is read is held against what is stored where the page has something to say of its article as it stands.
    """
    database = config.database
    with open_pages(database) as archive, open_subjects(database) as subjects:
        async with (
            aclosing(Egress(config.limits, clock)) as egress,
            aclosing(exchange_of(config.limits, egress, clock)) as exchange,
        ):
            for page in archive.pages(which):
                if page.article is None or not _may_be_read(page, selectors.site):
                    continue
                again = Again(page=page, target=target_of(page), selectors=selectors)
                try:
                    known = archive.dictionaries(needed(page))
                    reading = await exchange.read_again(again, known)
                except ReadingFailed:
                    reading = None
                subject = subjects({page.article}).get(page.article)
                yield _tried(page, reading, subject)


def _tried(page: KeptPage, reading: Reading | None, subject: Subject | None) -> Tried:
    name = subject.article.identity.name if subject else page.id
    if not isinstance(reading, ArticleReading):
        return Tried(name, None)
    if subject is None or not may_correct(page, subject):
        return Tried(name, reading.extraction)
    return Tried(name, reading.extraction, differences(page, subject, reading.extraction))


def try_on_saved(folder: Path, selectors: Selectors) -> Iterator[Tried]:
    """Yield each article page `NAME.html` of a folder beside whose `NAME.json` it is known what it says.

    That file has the page's `url`, the time `now` at which it was saved, and what is `expected` of its fields.
    Raises `MonitorError` for one that has not.
    """
    for path in sorted(folder.glob("*.json")):
        known = _known(path)
        expected = known["expected"]
        if "title" not in expected:
            continue
        url, now = known["url"], datetime.fromisoformat(known["now"])
        body = path.with_suffix(".html").read_bytes()
        page = Page(url=url, final_url=url, body=body, content_type="text/html")
        target = unleased(url, TargetKind.ARTICLE, SourceId("saved"), now)
        reading = read(target, page, selectors, now)
        if not isinstance(reading, ArticleReading):
            continue
        said = json.loads(json.dumps(asdict(reading.extraction), default=_simple))
        changes = tuple(
            FieldChange(field=name, before=_shown(expected[name]), after=_shown(said[name]))
            for name in _KNOWN
            if name in expected and expected[name] != said[name]
        )
        yield Tried(path.stem, reading.extraction, changes)


def _may_be_read(page: KeptPage, site: str) -> bool:
    is_page = page.capture.status == 200 and page.reason in {None, Reason.UNREADABLE}
    return page.site == site and is_page


def _known(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        path.with_suffix(".html").stat()
        known["url"], known["now"], known["expected"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MonitorError(
            f"{path} does not say what a page beside it says ({error})",
            hint="it is to hold url, now and expected, and to lie beside a page of its name",
        ) from error
    assert isinstance(known, dict)  # noqa: S101 - it was asked by name above
    return known


def _simple(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
