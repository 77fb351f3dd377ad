"""From [[sink]] tables to settings: what fits which kind, and the secrets. Sends nothing."""

from collections.abc import Mapping
from pathlib import Path

from monitor.config.draft import Entry
from monitor.config.faults import Report
from monitor.config.schema import SinkTable
from monitor.config.secret import secrets_of
from monitor.model import GroupBy, Holding, Secret, SinkKind, SinkSettings

_WEBHOOK_ONLY = ("url", "secret_file", "secret", "timeout")


def build_sinks(
    entries: tuple[Entry[SinkTable], ...],
    folder: Path,
    environ: Mapping[str, str],
    report: Report,
) -> tuple[SinkSettings, ...]:
    """Return the settings of every sink; relative paths count from `folder`. Defects go to `report`."""
    return tuple(_build(entry, folder, environ, report) for entry in entries)


def _build(
    entry: Entry[SinkTable], folder: Path, environ: Mapping[str, str], report: Report
) -> SinkSettings:
    table = entry.table
    kind = SinkKind(table.kind)
    secrets: tuple[Secret, ...] = ()
    if kind is SinkKind.WEBHOOK:
        secrets = _webhook_secrets(entry, folder, environ, report)
    elif entry.says("kind"):
        _refuse_webhook_keys(entry, report)
    return SinkSettings(
        id=table.id,
        kind=kind,
        url=table.url or "",
        secrets=secrets,
        timeout=table.timeout,
        retry=tuple(table.retry),
        concurrency=table.concurrency,
        delay=table.delay,
        holding=_holding(entry, report),
    )


def _holding(entry: Entry[SinkTable], report: Report) -> Holding:
    table, place = entry.table, entry.place
    for key in ("wait", "interval"):
        if table.digest_at and getattr(table, key):
            report.fault(place.key(key), "is given beside digest_at, which says when all is told")
    holding = Holding(
        group_by=tuple(map(GroupBy, dict.fromkeys(table.group_by))),
        wait=table.wait,
        interval=table.interval,
        digest_at=tuple(sorted(table.digest_at)),
        quiet=tuple(table.quiet),
        flood=table.flood,
    )
    if holding.group_by and not (holding.gathers or holding.quiet):
        hint = "say how long: wait, interval, digest_at or quiet"
        report.fault(place.key("group_by"), "is given, but nothing waits for a group", hint)
    return holding


def _refuse_webhook_keys(entry: Entry[SinkTable], report: Report) -> None:
    for key in _WEBHOOK_ONLY:
        if entry.says(key):
            report.fault(entry.place.key(key), 'a sink of kind "console" has none')


def _webhook_secrets(
    entry: Entry[SinkTable], folder: Path, environ: Mapping[str, str], report: Report
) -> tuple[Secret, ...]:
    table, place = entry.table, entry.place
    if table.url is None and "url" not in entry.faulty:
        report.fault(place.key("url"), 'is missing: a sink of kind "webhook" needs one')
    if table.secret is None and table.secret_file is None:
        report.warn(place, "has no secret, so the receiver cannot tell our calls from a forger's")
    return secrets_of(table.secret_file, table.secret, folder, environ, place, report)
