"""What a webhook posts in place of the payload: the form of a known receiver, or a document of the user's own."""

import json
from pathlib import Path
from typing import NoReturn

from monitor.config.draft import Entry
from monitor.config.faults import Place, Report, nearest, quote
from monitor.config.schema import SinkTable
from monitor.core.body import PLACEHOLDERS, placeholders_in
from monitor.model import BodyForm, OwnBody

_MOST_BYTES = 64_000


def read_body(entry: Entry[SinkTable], folder: Path, report: Report) -> BodyForm | OwnBody | None:
    """Return the body that a sink's table asks for; None is the payload. Paths count from `folder`."""
    table, place = entry.table, entry.place
    if table.body is not None and table.body_file is not None:
        report.fault(place.key("body_file"), "is given beside body", "keep one of the two")
    if table.body is not None:
        return BodyForm(table.body)
    if table.body_file is None:
        return None
    return _own(folder / table.body_file, place.key("body_file"), report)


def _own(path: Path, place: Place, report: Report) -> OwnBody | None:
    shown = quote(str(path))
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        report.fault(place, f"{shown} cannot be read: {error.strerror}")
        return None
    if len(content) > _MOST_BYTES:
        report.fault(place, f"{shown} is too large for a body")
        return None
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        report.fault(place, f"{shown} is not JSON: {at}: {error.msg[:1].lower()}{error.msg[1:]}")
    except (ValueError, RecursionError) as error:
        why = {UnicodeDecodeError: "not UTF-8", RecursionError: "nested too deeply"}
        report.fault(place, f"{shown} is not JSON: {why.get(type(error), error)}")
    else:
        _check(document, path, report)
        return OwnBody(path=str(path), document=text)
    return None


def _check(document: object, path: Path, report: Report) -> None:
    for steps, name in placeholders_in(document):
        if name not in PLACEHOLDERS:
            hint = nearest(name, PLACEHOLDERS)
            spot = Place(path.name).within(steps)
            report.fault(spot, f"there is no placeholder {quote(f'{{{name}}}')}", hint)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
