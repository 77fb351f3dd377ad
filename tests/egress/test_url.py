"""The parser's table: what it takes, in which spelling, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.egress import join_url, parse_url
from monitor.egress.url import _USUAL, _unusual, _usual
from monitor.noun import replace

REFUSED = {
    "": "nothing",
    "example.org": "no scheme",
    "/path": "no authority",
    "//example.org/": "no scheme",
    "ftp://example.org/": "scheme",
    "file:///etc/passwd": "scheme",
    "file://localhost/etc/passwd": "scheme",
    "gopher://127.0.0.1:70/": "scheme",
    "data:text/html,x": "scheme",
    "javascript:alert(1)": "scheme",
    "ws://example.org/": "scheme",
    "view-source:http://example.org/": "scheme",
    "http:/example.org/": "slashes",
    "http:///example.org/": "slashes",
    "http:example.org": "slashes",
    "http://": "host",
    "http:///": "host",
    "http://?q": "host",
    "http://:80/": "host",
    "http://.example.org/": "host",
    "http://a..b/": "host",
    "http://exa mple.org/": "host",
    "http://%31%32%37.0.0.1/": "escaped host",
    "http://example.org%00.test/": "escaped host",
    "http://exa$mple.org/": "host",
    "http://[::1/": "bracket",
    "http://[::1%25lo]/": "zone",
    "http://[fe80::1%25eth0]/": "zone",
    "http://[v1.a]/": "future address",
    "http://user@example.org/": "userinfo",
    "http://user:secret@example.org/": "userinfo",
    "http://@example.org/": "userinfo",
    "http://127.0.0.1:80@example.org/": "userinfo",
    "http://example.org:80@127.0.0.1/": "userinfo",
    "http://example.org\\@127.0.0.1/": "backslash",
    "http://example.org/\\x": "backslash",
    "http:\\\\example.org\\": "backslash",
    "http://example.org/a b": "space",
    " http://example.org/": "space",
    "http://example.org/\n": "control",
    "http://example.org/\r\nX: y": "control",
    "http://exam\tple.org/": "control",
    "http://example.org/\x00": "control",
    "http://example.org/\x7f": "control",
    "http://example.org/\u202e": "format character",
    "http://example.org/\u200b": "format character",
    "http://example.org/\ud800": "surrogate",
    "http://exam\u00adple.org/": "soft hyphen",
    "http://example.org:0/": "port",
    "http://example.org:65536/": "port",
    "http://example.org:99999/": "port",
    "http://example.org:-1/": "port",
    "http://example.org:8o/": "port",
    "http://example.org/" + "x" * 8000: "length",
}


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
def test_a_url_that_parsers_could_disagree_about_is_refused(text):
    assert parse_url(text) is None


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("http://example.org", "example.org", 80),
        ("https://example.org/", "example.org", 443),
        ("HTTPS://EXAMPLE.ORG/Path", "example.org", 443),
        ("http://example.org:8080/", "example.org", 8080),
        ("http://example.org:/", "example.org", 80),
        ("http://example.org./", "example.org", 80),
        ("http://my_site.example.org/", "my_site.example.org", 80),
        ("http://пример.рф/новости?q=ы", "xn--e1afmkfd.xn--p1ai", 80),
        ("http://127.0.0.1/", "127.0.0.1", 80),
        ("http://[::1]:8080/", "::1", 8080),
        ("http://[::ffff:7f00:1]/", "::ffff:7f00:1", 80),
        ("http://example.org/@user", "example.org", 80),
        ("http://example.org?q", "example.org", 80),
    ],
)
def test_a_good_url_has_a_host_and_a_port(text, host, port):
    url = parse_url(text)
    assert url is not None
    assert (url.host, url.port) == (host, port)


@pytest.mark.parametrize("scheme", ["http", "https", "HTTP"])
@pytest.mark.parametrize(
    "authority",
    [
        "example.org",
        "example.org.",
        "EXAMPLE.org",
        "my_site.org:8080",
        "example.org:443",
        "example.org:080",
        "example.org:",
        "127.0.0.1:80",
        "999.1.1.1",
        "1.2.3",
        "a..b",
        "-a.b",
        "example.org:0",
        "example.org:65536",
        "xn--e1afmkfd.xn--p1ai",
    ],
)
@pytest.mark.parametrize("path", ["/", "/a/b_c-~.html", "//a", "/a/..", "/a/../b", "/..b", "/a."])
def test_a_url_without_a_query_is_read_as_one_with_a_query(scheme, authority, path):
    plain = parse_url(f"{scheme}://{authority}{path}")
    asking = parse_url(f"{scheme}://{authority}{path}?q")
    assert (plain is None) == (asking is None)
    if plain is not None:
        assert asking == replace(plain, text=f"{plain.text}?q")
        assert asking.place == (plain.place[0], f"{plain.place[1]}?q")


def test_a_url_loses_its_fragment():
    assert parse_url("http://example.org/a?b=c#d").text == "http://example.org/a?b=c"


def test_letters_outside_ascii_are_escaped():
    assert parse_url("http://example.org/ы").text == "http://example.org/%D1%8B"


def test_an_origin_is_scheme_host_and_port():
    assert parse_url("https://example.org/a").origin == ("https", "example.org", 443)
    assert parse_url("https://EXAMPLE.org:443/").origin == parse_url("https://example.org").origin


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("/b", "http://example.org/b"),
        ("b", "http://example.org/dir/b"),
        ("../b", "http://example.org/b"),
        ("?q", "http://example.org/dir/a?q"),
        ("//other.example/x", "http://other.example/x"),
        ("https://other.example/", "https://other.example/"),
        ("#part", "http://example.org/dir/a"),
        ("", "http://example.org/dir/a"),
    ],
)
def test_a_reference_is_joined(reference, expected):
    assert join_url(parse_url("http://example.org/dir/a"), reference).text == expected


@pytest.mark.parametrize(
    "reference",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:,x",
        "//user@other.example/",
        "/\\other.example",
        "/a b",
        "/\n",
        "http://",
        "//:80/",
        "http://[::1",
    ],
)
def test_a_reference_to_no_usable_place_is_refused(reference):
    assert join_url(parse_url("http://example.org/"), reference) is None


# Near misses of a usual URL: figures for hosts, ports at their bounds, segments of dots, what httpx would escape.
ODD = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https"]),
    st.text("a12.-_059", min_size=1, max_size=14),
    st.sampled_from(["", ":80", ":443", ":8080", ":65535", ":65536", ":99999"]),
    st.text("/.a~-_,%9\n2eE", max_size=9),
    st.sampled_from(["", "?", "?a=b&c", "?a=/../b", "?x=,~%d1%8B", "?a=b\n", "?%2", "?%ZZ"]),
)


@given(text=st.from_regex(_USUAL, fullmatch=True) | ODD)
def test_a_usual_url_is_what_httpx_makes_of_it(text):
    usual = _usual(text)
    assert usual is None or usual == _unusual(text)


@pytest.mark.parametrize(
    "text",
    ["https://24.kg/english/1_visit/", "http://127.0.0.1:8080/p?b=2&a=1", "https://a.test/%D1%8B"],
)
def test_an_articles_url_is_a_usual_one(text):
    assert _usual(text) is not None
