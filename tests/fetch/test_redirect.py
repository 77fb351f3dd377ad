"""Where a redirect leads: never down from https to http, whatever the spelling."""

from datetime import timedelta

import pytest

from monitor.egress import Answer, Url, parse_url
from monitor.fetch.redirect import next_hop


def answer(location: str) -> Answer:
    return Answer(
        status=301, headers=(("location", location),), body=b"", wire_bytes=0, took=timedelta()
    )


@pytest.mark.parametrize(
    "location",
    [
        "http://example.org/",
        "HTTP://example.org/",
        "http://other.example/",
        "http://example.org:443/",
    ],
)
def test_a_downgrade_is_not_followed(location):
    why = next_hop(parse_url("https://example.org/"), answer(location))
    assert isinstance(why, str)
    assert why.startswith("a redirect from https to http, at ")


@pytest.mark.parametrize(
    ("here", "location", "there"),
    [
        ("http://example.org/", "https://example.org/", "https://example.org/"),
        ("https://example.org/a", "//other.example/b", "https://other.example/b"),
        ("https://example.org/a", "/b", "https://example.org/b"),
        ("http://example.org/a", "http://other.example/", "http://other.example/"),
        ("http://example.org/a", "/b#c", "http://example.org/b"),
        ("http://example.org/a", "/\xd1\x8b", "http://example.org/%D1%8B"),
        ("http://example.org/a", "/\xe9", "http://example.org/%C3%A9"),
    ],
)
def test_a_usable_place_is_gone_to(here, location, there):
    hop = next_hop(parse_url(here), answer(location))
    assert isinstance(hop, Url)
    assert hop.text == there


def test_a_sentence_quotes_no_query():
    why = next_hop(parse_url("https://example.org/"), answer("http://example.org/?key=secret"))
    assert "secret" not in why
