"""What is to be looked for at a source that broke, by what the archive holds of it. Asks no site, writes nothing.

Reads the archive, and is loaded only where something broke.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.config import Config
from monitor.core.daily import Allowance, allowance
from monitor.core.doors import Door
from monitor.core.health.remedies import all_sought, listing_since, to_seek
from monitor.model import Breakage, Gain, Source, TargetKind
from monitor.model.healing import HEALED, Healing
from monitor.model.report import HealthReport
from monitor.ports.archive import Archive
from monitor.runtime.healing import held_before, lineup_of, values_of
from monitor.runtime.sought import Case
from monitor.store.reading import open_archive

# What a listing was in the days before it broke, it was when it broke.
_OF_LATE = timedelta(days=7)


def case_of(
    config: Config, source: Source, breakage: Breakage, now: datetime
) -> tuple[Case | None, bool]:
    """Return what is to be looked for at a source, None if that was done; and whether its host may be asked."""
    with open_archive(config.database) as archive:
        report = archive.health(source.id, breakage.since - _OF_LATE)
        last = report.healing if report is not None else None
        wanted = to_seek(breakage, last, now)
        if report is not None and _is_feed(report):
            # A feed is read without selectors.
            wanted = tuple(name for name in wanted if name in HEALED)
        if not wanted:
            return None, True
        is_of_articles, is_of_listing = set(wanted) & {*HEALED}, set(wanted) - {*HEALED}
        held = held_before(archive, source.id, breakage.since) if is_of_articles else []
        lineup = None
        if is_of_listing:
            lineup = lineup_of(archive, source.id, listing_since(breakage))
        case = Case(
            source=source,
            since=breakage.since,
            wanted=wanted,
            sought=all_sought(breakage, last, wanted),
            written=_written_by(last),
            held=tuple((report.line.url, values_of(report)) for report in held),
            lineup=lineup,
        )
        return case, _may_ask(archive, config, source, now)


def _is_feed(report: HealthReport) -> bool:
    """Say whether the listing was no HTML of late."""
    rows = {
        day.selector
        for day in report.days
        if day.page is TargetKind.LISTING and day.field == "row" and day.gain is Gain.HIT
    }
    return bool(rows) and rows <= {door.value for door in Door}


def _written_by(last: Healing | None) -> dict[str, tuple[str, ...]]:
    if last is None or last.file is None:
        return {}
    return {each.field: each.selectors for each in last.remedies if each.is_sure}


def _may_ask(archive: Archive, config: Config, source: Source, now: datetime) -> bool:
    """Say whether the host has nothing against some requests: no failures, no limit, no budget that runs out."""
    report = next((each for each in archive.sources(counting=False) if each.id == source.id), None)
    if report is None or report.opened_at or (report.quiet_until and report.quiet_until > now):
        return False
    host = urlsplit(source.listing).hostname or ""
    asked = next((each for each in archive.day(now) if each.host == host), None)
    manners = config.politeness.of(host)
    return asked is None or allowance(manners, asked.requests, asked.bytes) is Allowance.ALL
