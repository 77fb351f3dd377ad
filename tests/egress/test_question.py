"""Requests in bytes: one request each, whatever a caller puts into it."""

import httpx
import pytest

from monitor.egress.fault import Stopped
from monitor.egress.question import Asked, spell
from monitor.egress.url import parse_url
from monitor.model import Reason


def asked(method: str = "GET", url: str = "http://site.test/a?b=c", **options) -> Asked:
    """Return what httpx makes of the options."""
    request = httpx.Request(method, url, **options)
    return Asked(
        method=request.method,
        url=parse_url(str(request.url)),
        fields=request.headers.raw,
        body=options.get("content", b""),
    )


def test_a_request_is_its_line_its_fields_and_its_body():
    question = asked("POST", headers=[(b"X", b"\xe4")], content=b"{}")
    assert spell(question, is_absolute=False) == (
        b"POST /a?b=c HTTP/1.1\r\nHost: site.test\r\nX: \xe4\r\nContent-Length: 2\r\n\r\n{}"
    )


def test_a_proxy_is_told_the_whole_url():
    question = asked(url="http://site.test:8080/a?b=c")
    assert spell(question, is_absolute=True).startswith(
        b"GET http://site.test:8080/a?b=c HTTP/1.1\r\nHost: site.test:8080\r\n"
    )


@pytest.mark.parametrize("url", ["http://site.test", "http://site.test/"])
def test_a_host_alone_is_asked_for_its_first_page(url):
    assert spell(asked(url=url), is_absolute=False).startswith(b"GET / HTTP/1.1\r\n")


def test_a_query_without_a_path_is_asked_of_the_first_page():
    said = spell(asked(url="http://site.test?b=/c"), is_absolute=False)
    assert said.startswith(b"GET /?b=/c HTTP/1.1\r\nHost: site.test\r\n")


UNSOUND = {
    "a value in two lines": {"headers": [(b"x", b"a\r\nHost: evil.test")]},
    "a value with a LF": {"headers": [(b"x", b"a\nb")]},
    "a value with a CR": {"headers": [(b"x", b"a\rb")]},
    "a value with a NUL": {"headers": [(b"x", b"a\0b")]},
    "a name in two lines": {"headers": [(b"x: y\r\nz", b"a")]},
    "a name with a colon": {"headers": [(b"x: y", b"a")]},
    "a name with a space": {"headers": [(b"x ", b"a")]},
    "no name": {"headers": [(b"", b"a")]},
    "a second host": {"headers": [(b"host", b"site.test"), (b"Host", b"evil.test")]},
    "chunks": {"headers": {"transfer-encoding": "chunked"}},
    "a length that lies": {"headers": {"content-length": "7"}, "content": b"{}"},
    "two lengths": {"headers": [(b"content-length", b"2"), (b"content-length", b"2")]},
    "a method of two words": {"method": "GET / HTTP/1.1\r\nx:"},
    "a method beyond ASCII": {"method": "GÉT"},
    "no method": {"method": ""},
}


@pytest.mark.parametrize("options", UNSOUND.values(), ids=UNSOUND)
def test_what_would_be_another_request_is_refused(options):
    with pytest.raises(Stopped) as refusal:
        spell(asked(**options), is_absolute=False)
    assert (refusal.value.reason, refusal.value.detail) == (
        Reason.PROTOCOL,
        "the request cannot be put into HTTP",
    )


@pytest.mark.parametrize("path", ["/a b", "/a\r\nX: y", "/\u00e4", "/%0d%0aX:%20y", "/a\tb"])
def test_no_path_breaks_its_line(path):
    url = parse_url(f"http://site.test{path}")
    if url is None:
        return
    said = spell(Asked(method="GET", url=url, fields=[(b"Host", b"site.test")]), is_absolute=False)
    assert said.split(b"\r\n")[1:] == [b"Host: site.test", b"", b""]
    assert said.split(b"\r\n")[0].count(b" ") == 2
