"""By which clock a site tells its times: what readers see, held against what machines are told with an offset."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.core.dates import NEVER, read_moment
from monitor.core.learning.sample import Sample, Samples
from monitor.noun import dataclass

_UTC = ZoneInfo("UTC")
_OFFSET = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:(Z)|[+-]\d\d:?\d\d)$")
_A_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_LONGEST = 120
# By the least step of offsets, and the widest of them.
_STEP = timedelta(minutes=15)
_WIDEST = timedelta(hours=14)
# What people read has no seconds.
_MINUTE = timedelta(minutes=1)
_LEAST_PAGES = 2
# Of countries with one clock, by what their hosts end in; whether a clock is changed in summer, a page of one season
# does not say.
_BY_COUNTRY = {
    "kg": "Asia/Bishkek", "kz": "Asia/Almaty", "uz": "Asia/Tashkent", "tj": "Asia/Dushanbe", "tm": "Asia/Ashgabat",
    "ru": "Europe/Moscow", "by": "Europe/Minsk", "ua": "Europe/Kyiv", "ge": "Asia/Tbilisi", "am": "Asia/Yerevan",
    "az": "Asia/Baku", "tr": "Europe/Istanbul", "cn": "Asia/Shanghai", "in": "Asia/Kolkata", "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul", "uk": "Europe/London", "ie": "Europe/Dublin", "de": "Europe/Berlin", "fr": "Europe/Paris",
    "it": "Europe/Rome", "pl": "Europe/Warsaw", "cz": "Europe/Prague", "at": "Europe/Vienna", "ch": "Europe/Zurich",
    "nl": "Europe/Amsterdam", "fi": "Europe/Helsinki", "se": "Europe/Stockholm", "lv": "Europe/Riga",
    "lt": "Europe/Vilnius", "ee": "Europe/Tallinn", "md": "Europe/Chisinau", "gr": "Europe/Athens",
    "il": "Asia/Jerusalem",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneChoice:
    """The zone of a site's times, and in words what speaks for it."""

    zone: ZoneInfo
    evidence: str


def propose_zone(samples: Samples) -> ZoneChoice | None:
    """Return the zone in which the pages' times agree with those that have an offset; None if that is not proven.

    Times that carry their offset are of any use only beside times that do not. A site that tells machines its local
    time as if it were UTC is not told from one whose readers live by UTC, so no difference at all proves nothing.
    """
    found: Counter[timedelta] = Counter()
    for each in samples.pages:
        found.update(_differences(each))
    pages = len(samples)
    sure = [offset for offset, count in found.items() if count == pages >= _LEAST_PAGES and offset]
    if len(sure) != 1:
        return None
    moment = next(moment for each in samples.pages for moment in _told(each))
    zone = _named(sure[0], moment, samples)
    if zone is None:
        return None
    hours = f"{_hours(sure[0])} from what machines are told"
    return ZoneChoice(zone=zone, evidence=f"the times that are shown are {hours}, on {pages} pages")


def _differences(each: Sample) -> set[timedelta]:
    """Return by how much times without an offset are ahead of those with one, as far as that may be a zone."""
    told = list(_told(each))
    return {
        _rounded(shown - moment)
        for shown in _shown(each)
        for moment in told
        if abs(shown - moment) <= _WIDEST and _is_offset(shown - moment)
    }


def _told(each: Sample) -> Iterator[datetime]:
    """Yield the times that machines are told with an offset, to the minute."""
    for text in each.said("published"):
        moment = read_moment(text, _UTC) if _OFFSET.search(text.strip()) else None
        if moment is not None and moment is not NEVER:
            yield moment.replace(second=0, microsecond=0)


def _shown(each: Sample) -> set[datetime]:
    """Return the times that readers see, as if they were of UTC."""
    texts = (
        text for text in each.words.values() if len(text) <= _LONGEST and _A_CLOCK.search(text)
    )
    moments = (read_moment(text, _UTC) for text in texts if not _OFFSET.search(text))
    return {moment for moment in moments if moment is not None and moment is not NEVER}


def _is_offset(difference: timedelta) -> bool:
    rest = difference % _STEP
    return min(rest, _STEP - rest) < _MINUTE


def _rounded(difference: timedelta) -> timedelta:
    return round(difference / _STEP) * _STEP


def _named(offset: timedelta, moment: datetime, samples: Samples) -> ZoneInfo | None:
    """Return a zone of that offset: the one that is configured, the country's, or one of that offset alone."""
    hosts = {urlsplit(each.page.final_url).hostname or "" for each in samples.pages}
    names = [samples.zone.key]
    names += [
        _BY_COUNTRY[end]
        for host in sorted(hosts)
        if (end := host.rpartition(".")[2]) in _BY_COUNTRY
    ]
    zones = (ZoneInfo(name) for name in names)
    fit = next((zone for zone in zones if moment.astimezone(zone).utcoffset() == offset), None)
    hours = offset // timedelta(hours=1)
    if fit is not None or offset % timedelta(hours=1):
        return fit
    # As POSIX spells it: what is ahead of UTC is negative.
    return ZoneInfo(f"Etc/GMT{-hours:+d}")


def _hours(offset: timedelta) -> str:
    minutes = int(offset / _MINUTE)
    sign = "+" if minutes >= 0 else "-"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
