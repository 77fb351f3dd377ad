"""Documents that want to exhaust their reader, or to have it fetch something."""

import gzip
from datetime import UTC, datetime

import pytest

from monitor.config.sites import load_site, shipped_folder
from monitor.core.doors import door_of, read_door
from monitor.core.doors.mend import mend
from monitor.core.doors.pieces import MOST_ITEMS
from monitor.core.doors.xml import Unreadable, parse_xml
from monitor.model import Page, ProblemKind
from tests.core.doors.test_feeds import item, opened, rss, titles

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
LAUGHS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">
<!ENTITY % d SYSTEM "http://127.0.0.1/x.dtd"> %d;]>"""


def test_entities_of_the_document_stand_for_nothing():
    text = LAUGHS + rss(item("&b;&c;")).partition("?>")[2]

    assert titles(text) == ["&b;&c;"]
    assert opened(text).problems[0].detail == "it declares entities"


def test_a_document_that_declares_entities_is_refused_by_the_parser():
    for declaration in ('<!ENTITY a "b">', '<!ENTITY % a "b">', '<!ENTITY a SYSTEM "file:///x">'):
        with pytest.raises(Unreadable, match="declares entities"):
            parse_xml(f"<!DOCTYPE x [{declaration}]><x>&a;</x>", "https://example.org/")


def test_a_document_type_elsewhere_is_never_asked_for():
    text = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">' + rss(item()).partition("?>")[2]

    assert titles(text) == ["T"]


def test_elements_too_deep_in_each_other_cost_their_item():
    deep = "<item><title>" + "<a>" * 100 + "</a>" * 100 + "</title><link>/d</link></item>"

    assert "T" in titles(rss(deep, item()))


def test_too_many_elements_are_not_read():
    with pytest.raises(Unreadable, match="more elements"):
        parse_xml("<x>" + "<a/>" * 200_001, "https://example.org/")


def test_a_feed_is_read_up_to_a_thousand_items():
    many = rss(*(item(link=f"/{number}", date="") for number in range(MOST_ITEMS + 50)))

    assert len(opened(many).candidates) == MOST_ITEMS


def test_what_is_packed_unpacks_to_a_bound():
    bomb = gzip.compress(b"<rss>" + b" " * (16 << 20))

    assert door_of(bomb) is not None
    assert not opened(bomb).candidates


def test_json_deep_in_itself_is_a_problem():
    deep = '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000

    assert [problem.field for problem in opened(deep).problems] == ["page"]


@pytest.mark.parametrize(
    "text",
    ["<![CDATA[" * 40_000, "<!--" * 40_000, "&" * 200_000, "<?xml " * 40_000, "<!DOCTYPE [" * 40_000, "<item " * 40_000,
     "<item>" * 40_000, "<rss>" + "<item><title>" * 4_000],
)  # fmt: skip
def test_what_is_never_closed_takes_linear_time(text):
    mend(text)
    door_of(text.encode())
    opened("<rss>" + text)


def test_what_no_database_holds_and_no_terminal_shows_is_taken_out():
    feed = opened(
        r"""{"version": "https://jsonfeed.org/version/1.1", "items": [
        {"url": "/a\ud800b\u202e", "title": "A\u0000\ud800\u202eb", "content_text": "\u0007c\udfff",
         "authors": [{"name": "\u001b[31mx"}], "tags": ["\u2066y"]}, {"url": "javascript:\u202ex"}]}"""
    )

    (link,) = feed.candidates
    said = feed.said[link.url]
    assert (link.url, link.title, said.body) == ("https://example.org/ab", "Ab", "c")
    assert (said.author, said.section) == ("[31mx", "y")
    assert all(problem.detail.isprintable() for problem in feed.problems)


def test_a_feed_that_calls_another_site_its_home_sends_nobody_there():
    site = load_site(shipped_folder() / "vesti.kg.toml")
    text = rss(item("Own", "https://vesti.kg/1"), item("Other", "https://www.example.org/2"))
    page = Page(url="https://vesti.kg/rss", final_url="https://vesti.kg/rss", body=text.encode())
    found = read_door(page, site, first_page=page.url, now=NOW)

    assert [link.title for link in found.candidates] == ["Own"]
    assert [problem.kind for problem in found.problems] == [ProblemKind.FOREIGN]
