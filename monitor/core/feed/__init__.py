"""A list of news in the three forms that feed readers take. Pure: it knows neither archive nor address of its own.

What is told is text: each form gets it escaped as that form wants it, so that no reader takes it for markup.
"""

from monitor.core.feed.json_feed import json_feed
from monitor.core.feed.nouns import Entry, Feed, tag
from monitor.core.feed.xml import atom, rss

__all__ = ["Entry", "Feed", "atom", "json_feed", "rss", "tag"]
