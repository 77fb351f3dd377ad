"""From [[sink]] tables to settings: what fits which kind, and the secrets. Sends nothing."""

from collections.abc import Mapping
from pathlib import Path

from monitor.config.apprise_urls import read_apprise_urls
from monitor.config.bodies import read_body
from monitor.config.draft import Entry
from monitor.config.faults import Report
from monitor.config.schema import SinkTable
from monitor.config.secret import secrets_of
from monitor.model import GroupBy, Holding, Secret, SinkKind, SinkSettings

# Which keys mean something to which kind only; all others are for every kind.
_KEYS_BY_KIND = {
    SinkKind.CONSOLE: frozenset[str](),
    SinkKind.WEBHOOK: frozenset({"url", "body", "body_file", "secret_file", "secret", "timeout"}),
    SinkKind.APPRISE: frozenset({"secret_file", "secret", "timeout"}),
}
_PARTICULAR = frozenset[str]().union(*_KEYS_BY_KIND.values())


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
    if entry.says("kind"):
        _refuse_keys(entry, kind, report)
    secrets: tuple[Secret, ...] = ()
    urls: tuple[Secret, ...] = ()
    match kind:
        case SinkKind.WEBHOOK:
            secrets = _webhook_secrets(entry, folder, environ, report)
        case SinkKind.APPRISE:
            urls = _apprise_urls(entry, folder, environ, report)
    return SinkSettings(
        id=table.id,
        kind=kind,
        url=table.url or "",
        body=read_body(entry, folder, report),
        apprise_urls=urls,
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


def _refuse_keys(entry: Entry[SinkTable], kind: SinkKind, report: Report) -> None:
    for key in SinkTable.readers:
        if key in _PARTICULAR - _KEYS_BY_KIND[kind] and entry.says(key):
            report.fault(entry.place.key(key), f'a sink of kind "{kind.value}" has none')


def _webhook_secrets(
    entry: Entry[SinkTable], folder: Path, environ: Mapping[str, str], report: Report
) -> tuple[Secret, ...]:
    table, place = entry.table, entry.place
    if table.url is None and "url" not in entry.faulty:
        report.fault(place.key("url"), 'is missing: a sink of kind "webhook" needs one')
    has_body = table.body is not None or table.body_file is not None
    # A receiver with a form of its own knows its callers by the URL.
    if table.secret is None and table.secret_file is None and not has_body:
        report.warn(place, "has no secret, so the receiver cannot tell our calls from a forger's")
    return secrets_of(table.secret_file, table.secret, folder, environ, place, report)


def _apprise_urls(
    entry: Entry[SinkTable], folder: Path, environ: Mapping[str, str], report: Report
) -> tuple[Secret, ...]:
    table, place = entry.table, entry.place
    if not (entry.gives("secret_file") or entry.gives("secret")):
        hint = "name the file that holds the Apprise URLs, one a line: secret_file or secret"
        report.fault(place.key("secret_file"), "is missing", hint)
    read = read_apprise_urls
    return secrets_of(table.secret_file, table.secret, folder, environ, place, report, read)
