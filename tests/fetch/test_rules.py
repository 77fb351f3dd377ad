"""RFC 9309 as a table: a robots.txt, a path, and whether we may."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.egress import parse_url
from monitor.fetch import Rules, product_token

ALL = "User-agent: *\n"
US = "User-agent: monitor\n"

TABLE = [
    # Groups, section 2.2.1
    ("an empty file allows", "", "/a", True),
    ("comments alone allow", "# nothing\n", "/a", True),
    ("everybody's group is ours", ALL + "Disallow: /\n", "/a", False),
    ("our group is ours", US + "Disallow: /\n", "/a", False),
    ("our name in capitals", "User-Agent: MONITOR\nDisallow: /\n", "/a", False),
    ("our name with a version", "User-agent: monitor/2.0\nDisallow: /\n", "/a", False),
    ("the field in capitals", "USER-AGENT: monitor\nDISALLOW: /\n", "/a", False),
    ("the field with white space", " user-agent :  monitor \n disallow : / \n", "/a", False),
    ("a name with a comment", "User-agent: monitor # us\nDisallow: /\n", "/a", False),
    ("somebody else's group", "User-agent: other\nDisallow: /\n", "/a", True),
    ("a shorter name is not ours", "User-agent: mon\nDisallow: /\n", "/a", True),
    ("a longer name is not ours", "User-agent: monitors\nDisallow: /\n", "/a", True),
    ("a joined name is not ours", "User-agent: monitor-news\nDisallow: /\n", "/a", True),
    ("our group beats everybody's", ALL + "Disallow: /\n" + US + "Allow: /\n", "/a", True),
    ("in either order", US + "Disallow: /x\n" + ALL + "Disallow: /\n", "/a", True),
    (
        "a group without rules is one with the next",
        US + "\n" + ALL.replace("*", "x") + "Disallow: /",
        "/a",
        False,
    ),
    ("groups of one name are one", US + "Disallow: /a\n\n" + US + "Disallow: /b\n", "/a", False),
    ("and the second counts too", US + "Disallow: /a\n\n" + US + "Disallow: /b\n", "/b", False),
    ("two names share a group", "User-agent: other\n" + US + "Disallow: /\n", "/a", False),
    ("in either order too", US + "User-agent: other\nDisallow: /\n", "/a", False),
    ("and everybody's may be one", ALL + "User-agent: other\nDisallow: /\n", "/a", False),
    ("rules before any group are nobody's", "Disallow: /\n" + ALL + "Allow: /\n", "/a", True),
    ("a blank line ends no group", US + "\n\nDisallow: /\n", "/a", False),
    ("a sitemap ends no group", US + "Sitemap: http://x.test/s\nDisallow: /\n", "/a", False),
    ("an unknown line ends no group", US + "Foo: bar\nDisallow: /\n", "/a", False),
    # Rules, section 2.2.2
    ("an empty disallow allows", ALL + "Disallow:\n", "/a", True),
    ("a path is a prefix", ALL + "Disallow: /a\n", "/abc", False),
    ("a prefix is no part", ALL + "Disallow: /b\n", "/a/b", True),
    ("paths have case", ALL + "Disallow: /A\n", "/a", True),
    ("a folder is not its name", ALL + "Disallow: /a/\n", "/a", True),
    ("the longest wins: allow", ALL + "Disallow: /a\nAllow: /a/b\n", "/a/b/c", True),
    ("the longest wins: disallow", ALL + "Allow: /a\nDisallow: /a/b\n", "/a/b/c", False),
    ("in either order", ALL + "Allow: /a/b\nDisallow: /a\n", "/a/b/c", True),
    ("at equal length allow wins", ALL + "Disallow: /a\nAllow: /a\n", "/a", True),
    ("in this order too", ALL + "Allow: /a\nDisallow: /a\n", "/a", True),
    ("the query counts", ALL + "Disallow: /a?b\n", "/a?b=c", False),
    ("another query does not", ALL + "Disallow: /a?b\n", "/a?c", True),
    ("robots.txt itself is allowed", ALL + "Disallow: /\n", "/robots.txt", True),
    ("the root alone", ALL + "Disallow: /$\n", "/", False),
    ("and nothing below", ALL + "Disallow: /$\n", "/a", True),
    # Special characters, section 2.2.3
    ("a star stands for anything", ALL + "Disallow: /*secret\n", "/a/b/secret", False),
    ("or nothing", ALL + "Disallow: /a*b\n", "/ab", False),
    ("a star in the middle", ALL + "Disallow: /a/*/c\n", "/a/b/c", False),
    ("a star needs its ends", ALL + "Disallow: /a/*/c\n", "/a/c", True),
    ("many stars are one", ALL + "Disallow: /a**b\n", "/axxb", False),
    ("a dollar ends the path", ALL + "Disallow: /*.pdf$\n", "/a.pdf", False),
    ("and nothing may follow", ALL + "Disallow: /*.pdf$\n", "/a.pdf?x", True),
    ("a comment ends the rule", ALL + "Disallow: /a # b\n", "/a", False),
    ("escapes compare as what they mean", ALL + "Disallow: /%D1%8B\n", "/ы", False),
    ("letters compare as their escapes", ALL + "Disallow: /ы\n", "/%D1%8B", False),
    ("escapes have no case", ALL + "Disallow: /%d1%8b\n", "/%D1%8B", False),
    ("an escaped plain letter is the letter", ALL + "Disallow: /%61\n", "/a", False),
    # The file's shape, sections 2.3 and 2.5
    ("lines may end with CR LF", "User-agent: *\r\nDisallow: /\r\n", "/a", False),
    ("or with CR", "User-agent: *\rDisallow: /\r", "/a", False),
    ("the last line needs no end", ALL + "Disallow: /", "/a", False),
    ("a web page says nothing", "<!DOCTYPE html><html><body>404</body></html>", "/a", True),
    ("noise says nothing", "\x00\x01\ufffd: \x7f\n:\n::\n", "/a", True),
    ("a rule after noise counts", "\ufffd\n" + ALL + "\x00\nDisallow: /\n", "/a", False),
]


@pytest.mark.parametrize(
    ("text", "path", "may"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_rfc_9309(text, path, may):
    url = parse_url(f"http://site.test{path}")
    assert Rules.parse(text, "monitor").allows(url) is may


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        (ALL + "Crawl-delay: 10\n", 10),
        (ALL + "Crawl-delay: 0.5\n", 0.5),
        (US + "Crawl-delay: 5\n" + ALL + "Crawl-delay: 10\n", 5),
        (US + "Disallow: /a\n" + ALL + "Crawl-delay: 10\n", 0),
        (ALL + "Crawl-delay: 86400\n", 60),
        (ALL + "Crawl-delay: -1\n", 0),
        (ALL + "Crawl-delay: nan\n", 0),
        (ALL + "Crawl-delay: inf\n", 0),
        (ALL + "Crawl-delay: soon\n", 0),
    ],
)
def test_a_crawl_delay_is_a_gap(text, seconds):
    assert Rules.parse(text, "monitor").gap == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("agent", "token"),
    [
        ("monitor (+https://example.org; desk@example.org)", "monitor"),
        ("monitor/1.0 (+https://example.org)", "monitor"),
        ("NewsDesk", "NewsDesk"),
        ("news-desk/2", "news-desk"),
        ("  spaced out", "spaced"),
        ("", ""),
    ],
)
def test_a_product_token_is_the_agents_first_word(agent, token):
    assert product_token(agent) == token


@given(st.text(max_size=400), st.text(max_size=50))
def test_no_file_breaks_the_parser(text, path):
    url = parse_url("http://site.test/" + path) or parse_url("http://site.test/")
    assert Rules.parse(text, "monitor").allows(url) in {True, False}


def test_a_file_of_full_size_and_full_malice_is_judged():
    line = "Disallow: /" + "*a" * 40 + "$\n"
    text = (ALL + line * (500 * 1024 // len(line)))[: 500 * 1024]
    url = parse_url("http://site.test/" + "a" * 2_000 + "b")
    assert Rules.parse(text, "monitor").allows(url) is True
