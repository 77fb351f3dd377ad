"""Reads each table of the file by itself, so that all faults come at once. Resolves nothing and checks no reference."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from monitor.config.addresses import host_name
from monitor.config.faults import Place, Refused, Report, quote, type_name, unknown_key_hint
from monitor.config.schema import (
    KEYS_BY_TABLE,
    TABLES,
    ArchiveTable,
    CanaryTable,
    Document,
    FetchTable,
    HostTable,
    MonitorTable,
    PolitenessTable,
    RuleDocument,
    RuleTable,
    SinkTable,
    SourceTable,
    WebTable,
)
from monitor.config.table import Table
from monitor.noun import dataclass

T = TypeVar("T", bound=Table)
_NAME_BY_TABLE = {model: name for name, model in TABLES.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry(Generic[T]):
    """What is sound of one table, and where it stands.

    Keys in `faulty` were refused or are missing: the table holds their default or specimen, which means nothing.
    """

    place: Place
    table: T
    faulty: frozenset[str] = frozenset()

    def gives(self, key: str) -> bool:
        """Return whether the file gives `key`, soundly or not."""
        return key in vars(self.table) or key in self.faulty

    def says(self, key: str) -> bool:
        """Return whether the file gives `key`, and soundly."""
        return key in vars(self.table) and key not in self.faulty


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What is sound of a file.

    `ids` says, by list, where each id stands, in sound entries or not: a reference to a faulty entry is good.
    """

    monitor: Entry[MonitorTable]
    # None if the file has no such table: an empty one means something.
    archive: Entry[ArchiveTable] | None
    canary: Entry[CanaryTable]
    web: Entry[WebTable]
    fetch: Entry[FetchTable]
    politeness: Entry[PolitenessTable]
    hosts: Mapping[str, HostTable]
    sources: tuple[Entry[SourceTable], ...]
    rules: tuple[Entry[RuleTable], ...]
    sinks: tuple[Entry[SinkTable], ...]
    ids: Mapping[str, Mapping[str, Place]]


def read_draft(raw: Mapping[str, Any], file: str, report: Report) -> Draft:
    """Return what is sound of `raw`, the top table of `file`; what is not goes to `report`."""
    top = Place(file)
    _decode(Document, raw, top, report)
    politeness = _table(raw, "politeness")
    return Draft(
        monitor=_decode(MonitorTable, _table(raw, "monitor"), top.key("monitor"), report),
        archive=_decode(ArchiveTable, raw["archive"], top.key("archive"), report)
        if isinstance(raw.get("archive"), dict)
        else None,
        canary=_decode(CanaryTable, _table(raw, "canary"), top.key("canary"), report),
        web=_decode(WebTable, _table(raw, "web"), top.key("web"), report),
        fetch=_decode(FetchTable, _table(raw, "fetch"), top.key("fetch"), report),
        politeness=_decode(PolitenessTable, politeness, top.key("politeness"), report),
        hosts=_hosts(_table(politeness, "host"), top.key("politeness").key("host"), report),
        sources=_entries(SourceTable, raw, top.key("source"), report),
        rules=_entries(RuleTable, raw, top.key("rule"), report),
        sinks=_entries(SinkTable, raw, top.key("sink"), report),
        ids={name: _ids(raw, top.key(name), {}, report) for name in ("source", "rule", "sink")},
    )


def read_rules(
    raw: Mapping[str, Any], file: str, place_by_id: dict[str, Place], report: Report
) -> tuple[Entry[RuleTable], ...]:
    """Return what is sound of `raw`, the top table of a file of rules; what is not goes to `report`.

    So does an id that `place_by_id` has; the others are added to it.
    """
    top = Place(file)
    _decode(RuleDocument, raw, top, report)
    place = top.key("rule")
    _ids(raw, place, place_by_id, report)
    return _entries(RuleTable, raw, place, report)


def _decode(model: type[T], raw: object, place: Place, report: Report) -> Entry[T]:
    if not isinstance(raw, dict):
        report.fault(place, f"must be a table, not {type_name(raw)}")
        return Entry(place=place, table=model(model.specimen), faulty=frozenset(model.readers))
    sound: dict[str, object] = {}
    for key, read in model.readers.items():
        if key in raw:
            try:
                sound[key] = read(raw[key])
            except Refused as refused:
                report.refuse(place.key(key), refused)
        elif key in model.required:
            report.fault(place.key(key), "is missing")
    for key in raw:
        if key not in model.readers:
            hint = unknown_key_hint(key, KEYS_BY_TABLE, _NAME_BY_TABLE[model])
            report.fault(place.key(key), "unknown key", hint)
    return Entry(
        place=place,
        table=model({**model.specimen, **sound}),
        faulty=frozenset((raw.keys() | model.required) - sound.keys()),
    )


def _table(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = raw.get(key)
    return table if isinstance(table, dict) else {}


def _list(raw: Mapping[str, Any], key: str) -> list[Any]:
    entries = raw.get(key)
    return entries if isinstance(entries, list) else []


def _entries(
    model: type[T], raw: Mapping[str, Any], place: Place, report: Report
) -> tuple[Entry[T], ...]:
    return tuple(
        _decode(model, entry, place.entry(index).named(_id(entry)), report)
        for index, entry in enumerate(_list(raw, place.path))
    )


def _id(entry: object) -> str:
    spelled = entry.get("id") if isinstance(entry, dict) else None
    return spelled if isinstance(spelled, str) else ""


def _ids(
    raw: Mapping[str, Any], place: Place, place_by_id: dict[str, Place], report: Report
) -> dict[str, Place]:
    """Add the ids of the entries at `place` to `place_by_id`, and return it; an id that it has is a fault."""
    for index, entry in enumerate(_list(raw, place.path)):
        name, spot = _id(entry), place.entry(index)
        if name in place_by_id:
            owner = place_by_id[name]
            shown = owner.path if owner.file == spot.file else str(owner)
            report.fault(spot.named(name).key("id"), f"is also the id of {shown}")
        elif name:
            place_by_id[name] = spot
    return place_by_id


def _hosts(raw: Mapping[str, Any], place: Place, report: Report) -> dict[str, HostTable]:
    hosts: dict[str, HostTable] = {}
    for spelled, entry in raw.items():
        spot = place.host(spelled)
        table = _decode(HostTable, entry, spot, report).table
        try:
            name = host_name(spelled)
        except Refused as refused:
            report.refuse(spot, refused)
            continue
        if name in hosts:
            report.fault(spot, f"is the same host as another spelling of {quote(name)}")
        else:
            hosts[name] = table
    return hosts
