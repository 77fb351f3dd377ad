"""JSON Feed 1.0 and 1.1 (jsonfeed.org): from text to items. Judges no value; what is of another type is not there."""

import json
from html import escape
from typing import Any

from monitor.core.doors.document import Document, Item
from monitor.core.doors.kind import Door
from monitor.core.doors.xml import Unreadable


def read_json(text: str, base: str) -> Document:
    """Return what a JSON Feed says. Raises `Unreadable`."""
    try:
        feed = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        # Elements that are deeper in each other than any feed's end in the latter.
        raise Unreadable(f"not JSON: {str(error)[:80]}") from error
    if not isinstance(feed, dict):
        raise Unreadable("not a JSON object")
    language, authors = _text(feed, "language"), _authors(feed)
    return Document(
        door=Door.JSON,
        base=base,
        items=tuple(_item(item, base, language, authors) for item in _tables(feed, "items")),
        home=_text(feed, "home_page_url"),
        following=_text(feed, "next_url"),
    )


def _item(item: dict[str, Any], base: str, language: str, authors: str) -> Item:
    id_ = _text(item, "id")
    tags = item.get("tags")
    first = tags[0] if isinstance(tags, list) and tags else ""
    images = (_text(item, "image"), _text(item, "banner_image"))
    return Item(
        link=_text(item, "url", "external_url") or (id_ if id_.startswith("http") else ""),
        base=base,
        title=_plain(_text(item, "title")),
        published=_text(item, "date_published"),
        modified=_text(item, "date_modified"),
        author=_authors(item) or authors,
        section=first if isinstance(first, str) else "",
        language=_text(item, "language") or language,
        summary=_plain(_text(item, "summary")),
        content=_text(item, "content_html") or _plain(_text(item, "content_text")),
        images=tuple(filter(None, images)),
    )


def _text(table: dict[str, Any], *names: str) -> str:
    values = (table.get(name) for name in names)
    return next((v.strip() for v in values if isinstance(v, str) and v.strip()), "")


def _tables(table: dict[str, Any], name: str) -> list[dict[str, Any]]:
    values = table.get(name)
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []


def _authors(table: dict[str, Any]) -> str:
    one = table.get("author")
    people = [*_tables(table, "authors"), *([one] if isinstance(one, dict) else [])]
    return ", ".join(dict.fromkeys(name for person in people if (name := _text(person, "name"))))


def _plain(text: str) -> str:
    """Return plain text as markup, its lines as lines."""
    return escape(text, quote=False).replace("\n", "<br>")
