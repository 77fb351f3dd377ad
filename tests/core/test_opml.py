"""Lists of sources, ours and those of feed readers."""

import tomllib

import pytest

from benchmarks.torture.payloads import PAYLOADS
from monitor.core.opml import Outline, listed, opml, outlines_of, source_blocks
from monitor.errors import MonitorError
from monitor.model import Source, SourceId
from tests.factories import selectors

READER = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Subscriptions</title></head>
  <body>
    <outline text="Kyrgyzstan">
      <outline text="24.kg: English" type="rss" xmlUrl="https://24.kg/rss/"
        htmlUrl="https://24.kg/english/" language="en"/>
      <outline text="24.kg: English" type="rss" xmlUrl="https://24.kg/rss/" htmlUrl="https://www.24.kg/"/>
    </outline>
    <outline text="Only a feed" type="rss" xmlUrl="https://example.org/feed"/>
    <outline text="A link" type="link" url="https://example.org/news?x=1&amp;y=2"/>
    <outline text="Evil" htmlUrl="javascript:alert(1)"/>
  </body>
</opml>
"""


def test_what_a_reader_exports_becomes_sources():
    blocks = source_blocks(outlines_of(READER), [selectors()])
    sources = tomllib.loads(blocks)["source"]

    assert [each["id"] for each in sources] == [
        "24.kg-english", "24.kg-english-2", "only-a-feed", "a-link",
    ]  # fmt: skip
    assert [each["site"] for each in sources] == ["24.kg", "24.kg", "feed", "example.org"]
    assert sources[0]["listing"] == "https://24.kg/rss/"
    assert [each.get("language") for each in sources] == ["en", None, None, None]
    assert sources[2]["listing"] == "https://example.org/feed"
    assert sources[3]["listing"] == "https://example.org/news?x=1&y=2"
    assert blocks.count("# needs selectors/") == blocks.count("selectors/example.org.toml") == 1
    assert "javascript" not in blocks


def test_what_we_write_we_read():
    source = Source(
        id=SourceId("24kg-en"), site="24.kg", listing="https://24.kg/?a=1&b=2", language="en"
    )
    (outline,) = outlines_of(opml(listed([source], None)).encode())

    assert outline == Outline(title="24kg-en", page=source.listing, language="en")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_list_is_text(payload):
    outline = Outline(title=payload, page="https://example.org/", language=payload)
    (read,) = outlines_of(opml([outline]).encode("utf-8", "replace"))
    feed = Outline(title=payload, feed="https://example.org/f")
    blocks = source_blocks([outline, feed, read], [])
    sources = tomllib.loads(blocks)["source"]

    assert [set(each) for each in sources] == [{"id", "site", "listing"}] * 3
    assert all(one.isprintable() or one == "\n" for one in blocks)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (
            b'<!DOCTYPE opml [<!ENTITY a "aaaa">]><opml><body><outline text="&a;"/></body></opml>',
            "DOCTYPE",
        ),
        (b'<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml/>', "DOCTYPE"),
        (b"<rss/>", "no OPML"),
        (b"<opml>", "no XML"),
        (b"", "no XML"),
        (b"\xff\x00", "no XML"),
        (b"<opml>&b;</opml>", "no XML"),
    ],
)
def test_what_is_no_list_is_refused(document, why):
    with pytest.raises(MonitorError, match=why):
        outlines_of(document)


def test_a_list_without_end_is_cut():
    many = b"<opml>" + b'<outline text="x" url="https://example.org/"/>' * 20_000 + b"</opml>"

    assert len(outlines_of(many)) == 10_000
