"""What `monitor doctor` looks at: the configuration, the database, the work and the machine. Mends nothing."""

import os
import stat
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

from monitor.config import Config, load, load_sites
from monitor.errors import ConfigError, MonitorError, StoreUnavailable
from monitor.model import Finding, Health, Part
from monitor.model.report import SinkReport
from monitor.runtime.evidence_findings import look_at_evidence
from monitor.runtime.mailbox import Mailbox
from monitor.runtime.page_findings import look_at_pages
from monitor.store import check_up
from monitor.store.reading import open_archive

_OLDEST_PYTHON = (3, 11)
# The daemon looks every second.
_UNGRANTED = timedelta(minutes=1)
# A receiver that is retried for so long is not well.
_BACKED_UP = timedelta(hours=1)
_DEFAULT_DATABASE = "state/monitor.db"


def diagnose(
    path: Path, environ: Mapping[str, str], now: datetime, *, deep: bool
) -> Iterator[Finding]:
    """Yield all there is to say of the installation that the configuration at `path` describes. Raises nothing."""
    yield _python()
    yield _zones()
    try:
        config = load(path, environ)
    except ConfigError as error:
        yield from _faults(error)
        yield from check_up(_database_of(path), now, deep=deep)
        return
    yield from _configuration(config)
    yield from check_up(config.database, now, deep=deep)
    yield from _sinks(config, now)
    yield from look_at_evidence(config)
    yield from look_at_pages(config)
    yield _wishes(config.letterbox, now)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    is_old = sys.version_info < _OLDEST_PYTHON
    return Finding(
        part=Part.MACHINE,
        what="Python",
        health=Health.BAD if is_old else Health.GOOD,
        detail=version,
        hint="install Python 3.11 or newer" if is_old else "",
    )


def _zones() -> Finding:
    count = len(available_timezones())
    return Finding(
        part=Part.MACHINE,
        what="time zones",
        health=Health.GOOD if count else Health.BAD,
        detail=f"{count} known",
        hint="" if count else "pip install tzdata",
    )


def _faults(error: ConfigError) -> Iterator[Finding]:
    for fault in error.faults:
        yield Finding(
            part=Part.CONFIGURATION,
            what=fault.where,
            health=Health.BAD,
            detail=fault.what,
            hint=fault.hint,
        )


def _configuration(config: Config) -> Iterator[Finding]:
    yield Finding(
        part=Part.CONFIGURATION,
        what=config.path.name,
        health=Health.GOOD,
        detail=f"{len(config.sources)} sources, {len(config.rules)} rules, {len(config.sinks)} sinks",
    )
    # Among them: a secret that others can read.
    for warning in config.warnings:
        yield Finding(
            part=Part.CONFIGURATION, what="warning", health=Health.DOUBTFUL, detail=warning
        )
    yield _rights(config.path)
    yield from _selectors(config)


def _rights(path: Path) -> Finding:
    status = path.stat()
    is_open = bool(status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
    is_foreign = status.st_uid not in {0, os.geteuid()}
    hint = f"chmod go-w {path}" if is_open else ""
    return Finding(
        part=Part.CONFIGURATION,
        what="rights",
        health=Health.DOUBTFUL if is_open or is_foreign else Health.GOOD,
        detail=f"{path.name} is {status.st_mode & 0o777:04o}, owner {status.st_uid}",
        hint=hint or ("it belongs to another user, who may change it" if is_foreign else ""),
    )


def _selectors(config: Config) -> Iterator[Finding]:
    """Look at every file beside the ones that are in use: a reload may ask for them."""
    folder = config.path.parent / _table(config.path).get("selectors", "selectors")
    if not folder.is_dir():
        return
    try:
        sites = load_sites(folder)
    except ConfigError as error:
        yield from _faults(error)
    else:
        yield Finding(
            part=Part.CONFIGURATION,
            what="selectors",
            health=Health.GOOD,
            detail=f"{len(sites)} sites in {folder.name}",
        )


def _sinks(config: Config, now: datetime) -> Iterator[Finding]:
    try:
        with open_archive(config.database) as archive:
            reports = {report.id: report for report in archive.sinks()}
    except StoreUnavailable:
        # The checkup says why.
        return
    for sink in config.sinks:
        if sink.id in reports:
            yield _sink(reports[sink.id], now)


def _sink(report: SinkReport, now: datetime) -> Finding:
    health, hint = Health.GOOD, ""
    detail = f"{report.pending} pending, {report.dead} given up"
    if report.disabled_at is not None:
        health = Health.BAD
        detail += f"; disabled since {report.disabled_at:%Y-%m-%d %H:%M} UTC: its receiver is gone"
        hint = "name the receiver's new address and reload; `monitor sink test` tries it"
    elif _is_backed_up(report, now):
        health = Health.DOUBTFUL
        detail += f"; the oldest waits since {report.waiting_since:%Y-%m-%d %H:%M} UTC"
        hint = f"`monitor show deliveries --sink {report.id}` tells why"
    elif report.dead:
        health, hint = Health.NOTE, f"`monitor replay --sink {report.id}` sends them anew"
    return Finding(
        part=Part.WORK, what=f"sink {report.id}", health=health, detail=detail, hint=hint
    )


def _is_backed_up(report: SinkReport, now: datetime) -> bool:
    waits = report.pending > report.held and report.waiting_since is not None
    return waits and report.waiting_since is not None and now - report.waiting_since > _BACKED_UP


def _wishes(folder: Path, now: datetime) -> Finding:
    waiting = Mailbox(folder).waiting()
    oldest = min(waiting, default=now)
    is_late = now - oldest > _UNGRANTED
    return Finding(
        part=Part.WORK,
        what="wishes",
        health=Health.DOUBTFUL if is_late else Health.GOOD,
        detail=f"{len(waiting)} waiting" + (f" since {oldest:%H:%M:%S} UTC" if waiting else ""),
        hint="nobody grants them: is the daemon at work?" if is_late else "",
    )


def _database_of(path: Path) -> Path | str:
    """Return where the database lies by a configuration that has faults, as far as that can be told."""
    place = _table(path).get("database")
    place = place if isinstance(place, str) else _DEFAULT_DATABASE
    return place if "://" in place else path.absolute().parent / place


def _table(path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("monitor", {})
    except (OSError, ValueError, RecursionError, MonitorError):
        return {}
    return table if isinstance(table, dict) else {}
