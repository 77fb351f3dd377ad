"""JSON Feed 1.1. Nothing is ever read here."""

from monitor.core.feed.nouns import Entry, Feed, moment
from monitor.core.inert import json_of

_VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> str:
    """Return the feed as JSON Feed."""
    return json_of(
        {
            "version": _VERSION,
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.url,
            "authors": [{"name": "monitor"}],
            "items": [_item(each) for each in feed.entries],
        }
    )


def _item(entry: Entry) -> dict[str, object]:
    told: dict[str, object] = {
        "id": entry.id,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": moment(entry.published_at),
        "date_modified": moment(entry.updated_at),
    }
    if entry.link:
        told["url"] = entry.link
    if entry.language:
        told["language"] = entry.language
    if entry.author:
        told["authors"] = [{"name": entry.author}]
    if entry.tags:
        told["tags"] = list(entry.tags)
    return told
