"""Apprise, which goes out by itself: its addresses are judged as it connects, and its time is bounded; no more.

It alone knows Apprise, and loads it only where it is asked for. No URL is shown, in no log and no answer.
"""

from __future__ import annotations

import importlib
import logging
import os
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote

from monitor.noun import dataclass
from monitor.relay.sentry import Permits, posted

if TYPE_CHECKING:
    from apprise import AppriseAsset, AppriseResult

# They speak to the desktop, the log or the lamp of the machine, which a daemon has no business with.
_LOCAL = frozenset(
    {"blink1", "dbus", "gio", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"}
)
# They connect in threads of their own, where nobody is posted who judges the address.
_UNSEEN = frozenset({"xmpp", "xmpps"})
# What is shorter is no secret, and masking it would leave nothing to read.
_LEAST_SECRET = 3
_MASK = "***"
_MOST_DETAIL = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Relayed:
    """What telling came to: taken by all, or not, with what Apprise says of those that did not take it.

    `is_forbidden` says that one of them led to an address which we do not reach; `detail` then says which.
    """

    is_taken: bool
    is_timed_out: bool = False
    is_forbidden: bool = False
    detail: str = ""


def is_installed() -> bool:
    """Return whether Apprise is there."""
    return find_spec("apprise") is not None


def defect_of(url: str) -> str:
    """Return what is wrong with an Apprise URL, "" if nothing is; it does not repeat the URL.

    Raises `ModuleNotFoundError` without Apprise.
    """
    kind = url.partition(":")[0].lower()
    if kind in _LOCAL:
        return "is of a kind that reaches this machine only"
    if kind in _UNSEEN:
        return "is of a kind whose connections cannot be judged before they are made"
    library = _library()
    if library.Apprise.instantiate(url, asset=_asset(library, timedelta(seconds=1))) is None:
        return "cannot be read by Apprise, or is of a kind that needs a library that is not there"
    return ""


class Relay:
    """Tells all of some Apprise URLs, each within `timeout`, and reaches no address but what `permits` says."""

    def __init__(self, urls: Sequence[str], timeout: timedelta, permits: Permits) -> None:
        """Raises `ModuleNotFoundError` without Apprise. A URL that it cannot read is left out."""
        library = _library()
        asset = _asset(library, timeout)
        self._all = library.Apprise(asset=asset)
        for url in urls:
            self._all.add(library.Apprise.instantiate(url, asset=asset))
        self._mask = mask_of(urls)
        self._permits = permits

    async def tell(self, title: str, text: str) -> Relayed:
        """Return what came of it. Sends in Apprise's own threads; one that outlives the time-out ends by itself."""
        with posted(self._permits) as turned_away:
            result = await self._all.async_notify(title=title, body=text, body_format="text")
        is_forbidden = bool(turned_away) and not result
        said = f"leads to {turned_away[0]}, which is not public" if is_forbidden else _said(result)
        return Relayed(
            is_taken=bool(result),
            is_timed_out=result.status.name == "TIMEOUT",
            is_forbidden=is_forbidden,
            detail=self._masked(said),
        )

    def _masked(self, said: str) -> str:
        return self._mask.sub(_MASK, said)[:_MOST_DETAIL]


def _said(result: AppriseResult) -> str:
    lines = [
        f"{each.name}: {' '.join(entry.message for entry in each.logs())}".rstrip(": ")
        for each in result.results
        if not each
    ]
    return " ".join("; ".join(lines).split())


def _library() -> ModuleType:
    # A proxy of the environment would be connected to in the place of what was named. What Apprise asks with looks
    # for it there and lets itself be told otherwise nowhere else; nobody else in this program looks.
    os.environ["no_proxy"] = "*"
    # Its own lines name addresses. What matters of them comes back with the result.
    log = logging.getLogger("apprise")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return importlib.import_module("apprise")


def _asset(library: ModuleType, timeout: timedelta) -> AppriseAsset:
    asset: AppriseAsset = library.AppriseAsset(
        app_id="monitor",
        app_desc="monitor",
        http_redirects=False,
        interpret_emojis=False,
        service_timeout=timeout.total_seconds(),
        storage_mode="memory",
    )
    return asset


def mask_of(urls: Iterable[str]) -> re.Pattern[str]:
    """Return what finds every part of the URLs that may be secret: all but scheme and separators."""
    parts = {part for url in urls for part in _parts(url)}
    spellings = {each for part in parts for each in (part, unquote(part), quote(part, safe=""))}
    secrets = sorted(filter(_may_be_secret, spellings), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, secrets)) or r"(?!)", re.IGNORECASE)


def _parts(url: str) -> list[str]:
    place, _, query = url.partition("://")[2].partition("?")
    values = [value for _, value in parse_qsl(query)]
    return [place, query, *re.split(r"[/:@,]+", place), *values, *re.split("[=&]", query)]


def _may_be_secret(part: str) -> bool:
    return len(part) >= _LEAST_SECRET
