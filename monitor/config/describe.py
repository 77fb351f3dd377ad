"""Tells the effective configuration as TOML, for people. Shows no secret: URLs of webhooks end at their host."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor.config.day import spell_clock, spell_flood, spell_quiet
from monitor.config.faults import quote
from monitor.config.settings import Config
from monitor.config.units import spell_duration, spell_size
from monitor.model import (
    BodyForm,
    Canary,
    FetchLimits,
    Holding,
    Once,
    OwnBody,
    Politeness,
    Rule,
    SinkKind,
    SinkSettings,
    Source,
    TargetKind,
    Web,
)
from monitor.model.evidence import Retention

_MASK = "***"


def describe(config: Config) -> str:
    """Return every setting of `config`, defaults included, as TOML; secrets are masked."""
    return "\n".join(
        [
            f"# {quote(str(config.path))}",
            _table("[monitor]", _monitor(config)),
            *([_table("[archive]", _archive(config.archive))] if config.archive else []),
            *([_table("[canary]", _canary(config.canary))] if config.canary else []),
            *([_table("[web]", _web(config.web))] if config.web else []),
            _table("[fetch]", _fetch(config.limits)),
            *_politeness(config),
            *(_table("[[source]]", _source(source, config)) for source in config.sources),
            *(_table("[[rule]]", _rule(rule)) for rule in config.rules),
            *(_table("[[sink]]", _sink(sink)) for sink in config.sinks),
        ]
    )


def _monitor(config: Config) -> dict[str, Any]:
    return {
        "database": str(config.database),
        "timezone": config.timezone.key,
        "alarms": list(config.alarms),
        "stories": config.stories,
        "heal": config.heal.value,
        "heartbeat": _mask_url(config.heartbeat.url) if config.heartbeat else None,
        "heartbeat_every": config.heartbeat.every if config.heartbeat else None,
    }


def _archive(retention: Retention) -> dict[str, Any]:
    return {"keep": retention.keep, "max_bytes": spell_size(retention.max_bytes)}


def _canary(canary: Canary) -> dict[str, Any]:
    return {"every": canary.every, "sinks": list(canary.sinks)}


def _web(web: Web) -> dict[str, Any]:
    return {"listen": web.listen, "url": web.url, "secret": _MASK}


def _fetch(limits: FetchLimits) -> dict[str, Any]:
    return {
        "agent": limits.agent,
        "concurrency": limits.concurrency,
        "timeout": limits.timeout,
        "connect_timeout": limits.connect_timeout,
        "read_timeout": limits.read_timeout,
        "max_bytes": spell_size(limits.max_bytes),
        "max_redirects": limits.max_redirects,
        "scouts": limits.scouts,
        "allow_addresses": sorted(limits.allow_addresses),
        "proxy": limits.proxy or None,
        "browser": limits.browser or None,
    }


def _politeness(config: Config) -> Iterable[str]:
    yield _table("[politeness]", _manners(config.politeness.default))
    for host, politeness in config.politeness.by_host.items():
        yield _table(f"[politeness.host.{quote(host)}]", _manners(politeness))


def _manners(politeness: Politeness) -> dict[str, Any]:
    return {
        "delay": politeness.delay,
        "concurrency": politeness.concurrency,
        "robots": politeness.robots,
        "budget": politeness.budget,
        "daily_requests": politeness.daily_requests,
        "daily_bytes": spell_size(politeness.daily_bytes),
    }


def _source(source: Source, config: Config) -> dict[str, Any]:
    steps = None
    if source.recheck is not None:
        steps = [
            f"{spell_duration(step.younger_than)}:{spell_duration(step.every)}"
            for step in source.recheck
        ]
    return {
        "id": source.id,
        "site": source.site,
        "# hosts": sorted(config.selectors_by_site[source.site].hosts),
        "listing": source.listing,
        "language": source.language,
        "every": source.every,
        "slowest": None if source.every else source.slowest,
        "first_run": source.first_run.value,
        "pages": source.pages,
        "recheck": steps,
        "recheck_until": source.recheck_until if steps is None else None,
        "render": _rendered(source.render),
    }


def _rendered(kinds: frozenset[TargetKind]) -> str | bool | None:
    if len(kinds) == 1:
        return next(iter(kinds)).value
    return bool(kinds) or None


def _rule(rule: Rule) -> dict[str, Any]:
    has_lists = bool(rule.any or rule.all)
    return {
        "id": rule.id,
        "# query" if has_lists else "query": rule.query,
        "any": list(rule.any) or None,
        "all": list(rule.all) or None,
        "none": list(rule.none) or None,
        "on": sorted(rule.on),
        "once": None if rule.once is Once.ARTICLE else rule.once.value,
        "sinks": list(rule.sinks),
        "urgent": rule.urgent or None,
        "escalate": rule.escalate or None,
        "escalate_to": list(rule.escalate_to) or None,
    }


def _sink(sink: SinkSettings) -> dict[str, Any]:
    shared = {
        "retry": list(sink.retry),
        "concurrency": sink.concurrency,
        "delay": sink.delay,
        **_holding(sink.holding),
    }
    if sink.kind is SinkKind.CONSOLE:
        return {"id": sink.id, "kind": sink.kind.value, **shared}
    return {
        "id": sink.id,
        "kind": sink.kind.value,
        "url": _mask_url(sink.url) if sink.url else None,
        **_body(sink),
        "secret": _MASK if sink.secrets or sink.apprise_urls else None,
        "timeout": sink.timeout,
        **shared,
    }


def _body(sink: SinkSettings) -> dict[str, Any]:
    match sink.body:
        case BodyForm():
            return {"body": sink.body.value}
        case OwnBody():
            return {"body_file": sink.body.path}
    return {}


def _holding(holding: Holding) -> dict[str, Any]:
    return {
        "group_by": [each.value for each in holding.group_by] or None,
        "wait": holding.wait or None,
        "interval": holding.interval or None,
        "digest_at": [spell_clock(each) for each in holding.digest_at] or None,
        "quiet": [spell_quiet(each) for each in holding.quiet] or None,
        "flood": spell_flood(holding.flood) if holding.flood else None,
    }


def _mask_url(url: str) -> str:
    """Return `url` up to its host: with many receivers, who knows the path may post."""
    parts = urlsplit(url)
    has_more = parts.path.strip("/") or parts.query
    return f"{parts.scheme}://{parts.netloc}/{_MASK if has_more else ''}"


def _table(header: str, settings: Mapping[str, Any]) -> str:
    lines = [f"{key} = {_value(value)}" for key, value in settings.items() if value is not None]
    return "\n".join(["", header, *lines])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, timedelta):
        return quote(spell_duration(value))
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return quote(value) if isinstance(value, str) else str(value)
