"""Loads monitor.toml: read, decode, cross-check, resolve. Reports every fault at once; keeps nothing between calls."""

from collections.abc import Mapping
from pathlib import Path

from monitor.config.browser import build_browser
from monitor.config.canary import build_canary
from monitor.config.document import read_document
from monitor.config.draft import Draft, Entry, read_draft
from monitor.config.faults import Report
from monitor.config.fields import is_server
from monitor.config.rule_files import read_rule_files
from monitor.config.rules import build_rules, check_sinks
from monitor.config.schema import RuleTable
from monitor.config.settings import Config
from monitor.config.sinks import build_sinks
from monitor.config.sources import build_sources, load_selectors
from monitor.config.web import build_web
from monitor.errors import ConfigError
from monitor.model import FetchLimits, Heartbeat, Politeness, PolitenessRules
from monitor.model.evidence import Retention
from monitor.model.healing import HealMode


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """Return what the file `path` and the files it names say.

    Of `environ` only CREDENTIALS_DIRECTORY is read, and PATH where a browser is needed.
    Raises ConfigError with every fault of every file.
    """
    raw = read_document(path)
    report = Report()
    draft = read_draft(raw, path.name, report)
    config = _build(draft, path.absolute(), environ, report)
    if report.faults:
        raise ConfigError(report.faults)
    return config


def _build(draft: Draft, path: Path, environ: Mapping[str, str], report: Report) -> Config:
    folder = path.parent
    sources = build_sources(draft, report)
    selectors_by_site = load_selectors(draft, folder / draft.monitor.table.selectors, report)
    rule_entries = (*draft.rules, *read_rule_files(draft, folder, report))
    built = build_rules(rule_entries, draft.ids["sink"], report)
    sinks = build_sinks(draft.sinks, folder, environ, report)
    monitor = draft.monitor
    check_sinks(monitor.table.alarms, draft.ids["sink"], monitor.place.key("alarms"), report)
    _warn_of_idle_sinks(draft, rule_entries, report)
    _warn_of_no_stories(draft, rule_entries, report)
    return Config(
        path=path,
        database=_database(draft, folder),
        timezone=draft.monitor.table.timezone,
        alarms=tuple(draft.monitor.table.alarms),
        stories=monitor.table.stories,
        heal=HealMode(monitor.table.heal),
        selectors_folder=(folder / monitor.table.selectors).resolve(),
        heartbeat=_heartbeat(draft),
        archive=_archive(draft),
        canary=build_canary(draft, report),
        web=build_web(draft.web, folder, environ, report),
        limits=_limits(draft, build_browser(draft, folder, environ, report)),
        politeness=_politeness(draft),
        sources=sources,
        selectors_by_site=selectors_by_site,
        rules=tuple(each.rule for each in built),
        compiled_rules=tuple(each.compiled for each in built if each.compiled is not None),
        escalations=tuple(each.escalation for each in built if each.escalation is not None),
        sinks=sinks,
        warnings=tuple(report.warnings),
    )


def _warn_of_idle_sinks(draft: Draft, rules: tuple[Entry[RuleTable], ...], report: Report) -> None:
    used = {sink for entry in rules for sink in (*entry.table.sinks, *entry.table.escalate_to)}
    used.update(draft.monitor.table.alarms, draft.canary.table.sinks)
    for entry in draft.sinks:
        if entry.table.id not in used:
            report.warn(entry.place, "is named by no rule and hears of no alarm")


def _warn_of_no_stories(draft: Draft, rules: tuple[Entry[RuleTable], ...], report: Report) -> None:
    for entry in rules:
        if entry.table.once == "story" and not draft.monitor.table.stories:
            what = "tells of every article, because [monitor] stories is false"
            report.warn(entry.place.key("once"), what)


def _database(draft: Draft, folder: Path) -> Path | str:
    named = draft.monitor.table.database
    return named if is_server(named) else folder / named


def _heartbeat(draft: Draft) -> Heartbeat | None:
    table = draft.monitor.table
    return Heartbeat(url=table.heartbeat, every=table.heartbeat_every) if table.heartbeat else None


def _archive(draft: Draft) -> Retention | None:
    """Return what [archive] says; None if the file has no such table. An empty one has every default."""
    if draft.archive is None:
        return None
    table = draft.archive.table
    return Retention(keep=table.keep, max_bytes=table.max_bytes)


def _limits(draft: Draft, browser: str) -> FetchLimits:
    fetch = draft.fetch.table
    return FetchLimits(
        agent=fetch.agent,
        concurrency=fetch.concurrency,
        timeout=fetch.timeout,
        connect_timeout=fetch.connect_timeout,
        read_timeout=fetch.read_timeout,
        max_bytes=fetch.max_bytes,
        max_redirects=fetch.max_redirects,
        scouts=fetch.scouts,
        allow_addresses=frozenset(fetch.allow_addresses),
        proxy=fetch.proxy or "",
        browser=browser,
    )


def _politeness(draft: Draft) -> PolitenessRules:
    table = draft.politeness.table
    default = Politeness(
        delay=table.delay,
        concurrency=table.concurrency,
        robots=table.robots,
        budget=table.budget,
        daily_requests=table.daily_requests,
        daily_bytes=table.daily_bytes,
    )
    by_host = {
        host: Politeness(
            delay=default.delay if exception.delay is None else exception.delay,
            concurrency=exception.concurrency or default.concurrency,
            robots=default.robots if exception.robots is None else exception.robots,
            budget=exception.budget or default.budget,
            daily_requests=_or(exception.daily_requests, default.daily_requests),
            daily_bytes=_or(exception.daily_bytes, default.daily_bytes),
        )
        for host, exception in draft.hosts.items()
    }
    return PolitenessRules(default=default, by_host=by_host)


def _or(exception: int | None, default: int) -> int:
    return default if exception is None else exception
