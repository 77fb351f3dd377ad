"""Single values at their edges, where the files of tests/configs do not go."""

from typing import get_args

import pytest

from monitor.config import fields
from monitor.config.addresses import host_name
from monitor.config.faults import Refused, nearest, show


def read(kind, value):
    _, reader = get_args(kind)
    return reader(value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://127.0.0.1:8080/a?b=c#d",
        "http://[::1]:8080/",
        "HTTPS://Example.COM/",
    ],
)
def test_a_web_address_is_kept_as_it_is_spelled(url):
    assert read(fields.WebUrl, url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "//example.com/",
        "https:example.com",
        "https://exam\tple.com/",
        "https://example.com\\@evil.example/",
        "https://example.com:0/",
        "https://example.com:port/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://a..b/",
        "https://@example.com/",
        "javascript:alert(1)",
        "https://exa%6dple.com/",
        "https://exa mple.com/",
        "https://example!.com/",
        "https://example.com/" + "x" * 2_000,
    ],
)
def test_anything_else_is_no_web_address(url):
    with pytest.raises(Refused):
        read(fields.WebUrl, url)


@pytest.mark.parametrize(
    ("spelled", "address"),
    [
        ("127.0.0.1:80", "127.0.0.1:80"),
        ("[::1]:80", "[::1]:80"),
        ("[0:0:0:0:0:0:0:1]:080", "[::1]:80"),
        ("[FD00::A]:65535", "[fd00::a]:65535"),
    ],
)
def test_an_address_has_one_spelling(spelled, address):
    assert read(fields.Address, spelled) == address


@pytest.mark.parametrize(
    "spelled",
    [
        "127.0.0.1",
        "127.0.0.1:0",
        "127.0.0.1:*",
        "127.1:80",
        "0177.0.0.1:80",
        "::1:80",
        "[127.0.0.1]:80",
        "*:80",
        "[fe80::1%eth0]:80",
        "10.0.0.0/8:80",
    ],
)
def test_anything_else_is_no_address(spelled):
    with pytest.raises(Refused):
        read(fields.Address, spelled)


@pytest.mark.parametrize(
    "value", [10**7, -5, 1 << 20_000], ids=["large", "negative", "of 6000 digits"]
)
def test_a_bare_number_that_is_no_count_of_seconds_gets_the_common_hint(value):
    with pytest.raises(Refused) as refusal:
        fields.duration("1s", "1d")(value)
    assert refusal.value.defects[0].hint.startswith('write it like "90s"')


@pytest.mark.parametrize(
    ("spelled", "host"),
    [
        ("::1", "::1"),
        ("0:0::1", "::1"),
        ("Example.COM.", "example.com"),
        ("новости.рф", "xn--b1amnebsh.xn--p1ai"),
        ("my_host", "my_host"),
    ],
)
def test_a_host_has_one_spelling(spelled, host):
    assert host_name(spelled) == host


@pytest.mark.parametrize(
    ("spelled", "url"),
    [
        ("https://новости.рф:8443/лента/?а=б", "https://xn--b1amnebsh.xn--p1ai:8443/лента/?а=б"),
        ("https://example.com./", "https://example.com/"),
        ("http://[0:0::1]:80/", "http://[::1]:80/"),
    ],
)
def test_the_host_of_a_web_address_has_one_spelling(spelled, url):
    assert read(fields.WebUrl, spelled) == url


@pytest.mark.parametrize("value", ["ab@example.com", "whsec_abc"])
def test_what_may_be_secret_is_not_shown(value):
    assert show(value) == '"***"'


def test_what_is_long_is_cut():
    assert len(show("x" * 1_000)) == 62


def test_without_known_words_there_is_no_hint():
    assert nearest("log", []) == ""


def test_a_known_word_that_moves_a_terminal_is_quoted():
    assert nearest("zzz", ["desk", "\x00", "\x1b[2J"]) == 'known: "\\u0000", "\\u001b[2J", desk'


def test_many_known_words_are_cut():
    assert nearest("zzz", [f"sink-{i:02}" for i in range(30)]).endswith("sink-19, …")


def test_no_rule_is_called_as_the_page_that_tries_queries():
    with pytest.raises(Refused, match="is where queries are tried"):
        read(fields.RuleId, "try")
    assert read(fields.RuleId, "try-2") == "try-2"
