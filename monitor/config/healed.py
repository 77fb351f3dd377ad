"""A selectors file with fields that were found again: the new selectors, and what was before as an older layout.

Owns the spelling of the whole file. Comments of the former file are lost, so it is kept beside the new one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from monitor.config.document import parse_document
from monitor.config.sites import read_site
from monitor.core.learning.relisting import on_listing
from monitor.core.learning.written import text_of
from monitor.model.healing import HEALED, Remedy

Table = dict[str, Any]


def healed_text(source: str, site: str, remedies: Sequence[Remedy], since: datetime) -> str:
    """Return the text of the file `source` of `site` with the remedies in it.

    What its tables were that are changed, stands as a [[layout]] that was valid until `since`. The text is read once
    more as any other; raises ConfigError if that finds a fault.
    """
    document = parse_document(source, f"{site}.toml")
    found: dict[str, Mapping[str, object]] = {
        "listing": on_listing(remedies),
        "article": {each.field: _field(each) for each in remedies if each.field in HEALED},
    }
    changed = {name: keys for name, keys in found.items() if keys}
    before = {name: document[name] for name in changed}
    document["layout"] = _layouts(document.get("layout", []), before, since)
    for name, keys in changed.items():
        document[name] = {**before[name], **keys}
    names = ", ".join(each.field for each in remedies)
    head = f"# {names}: found again by what was known of articles, after the pages changed on {since:%Y-%m-%d}.\n\n"
    text = head + "\n".join(_lines(document, ())).strip() + "\n"
    read_site(text, site)
    return text


def _layouts(layouts: list[Table], before: Table, since: datetime) -> list[Table]:
    """Return the older layouts with the tables of before among them, unless the same redesign has put them there."""
    held: Table = next((each for each in layouts if each.get("valid_until") == since), {})
    others = [each for each in layouts if each is not held]
    return [{"valid_until": since, **before, **held}, *others]


def _field(remedy: Remedy) -> object:
    css: object = remedy.selectors[0] if len(remedy.selectors) == 1 else [*remedy.selectors]
    more = {"pattern": remedy.pattern, "drop": remedy.drop, "many": remedy.many}
    said = {key: value for key, value in more.items() if value}
    return {"css": css, **said} if said else css


def _lines(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    for key, value in table.items():
        if not isinstance(value, dict) and not _is_tables(value):
            yield f"{key} = {_value(value)}"
    for key, value in table.items():
        name = ".".join((*path, key))
        if isinstance(value, dict):
            yield from ("", f"[{name}]", *_lines(value, (*path, key)))
        elif _is_tables(value) and isinstance(value, list):
            for each in value:
                yield from ("", f"[[{name}]]", *_lines(each, (*path, key)))


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
