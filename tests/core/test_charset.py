import re

import pytest
import webencodings
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from monitor.core.charset import _runs, decode
from monitor.core.extract import read_article
from tests.pages.snippets import NOW, article, page, site

TEXT = "Депутат Вакунов сообщил, что безвизовый режим обсуждают в Жогорку Кенеше."
HTML = f"<html><head>{{}}</head><body><h1>{TEXT}</h1><p>Ещё немного обычного русского текста.</p></body></html>"


def plain(body: bytes, content_type: str = "") -> str:
    text = decode(body, content_type).text
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text


@pytest.mark.parametrize("label", ["utf-8", "windows-1251", "koi8-r", "ibm866", "iso-8859-5"])
def test_the_header_s_label_counts(label):
    codec = webencodings.lookup(label).codec_info

    assert TEXT in plain(codec.encode(HTML.format(""))[0], f'text/html; charset="{label.upper()}"')


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="windows-1251">',
        "<META content='text/html; charset=cp1251' http-equiv=Content-Type>",
    ],
)
def test_the_meta_counts_where_the_header_is_silent(meta):
    body = HTML.format(meta).encode("cp1251")

    assert decode(body, "text/html").encoding == "windows-1251"
    assert TEXT in plain(body, "text/html")


def test_the_header_goes_before_the_meta_and_the_mark_before_both():
    body = HTML.format("<meta charset=koi8-r>").encode("cp1251")
    marked = b"\xef\xbb\xbf" + HTML.format("<meta charset=koi8-r>").encode()

    assert decode(body, "text/html; charset=windows-1251").encoding == "windows-1251"
    assert plain(marked, "text/html; charset=windows-1251") == HTML.format("<meta charset=koi8-r>")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_tells_utf_16(encoding):
    assert plain(("\ufeff" + TEXT).encode(encoding)) == TEXT


def test_utf_16_in_a_meta_that_could_be_read_is_a_lie():
    assert decode(HTML.format("<meta charset=utf-16>").encode(), "").encoding == "utf-8"


def test_a_meta_in_a_comment_or_far_below_does_not_count():
    hidden = HTML.format("<!-- <meta charset=koi8-r> -->").encode()
    below = (" " * 1_100 + HTML.format("<meta charset=koi8-r>")).encode()

    assert [decode(body, "").encoding for body in (hidden, below)] == ["utf-8", "utf-8"]


def test_utf_8_comes_back_as_the_very_bytes():
    body = HTML.format("").encode()

    assert decode(body, "").text is body
    assert decode(body, "text/html; charset=utf8").text is body


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_a_page_that_declares_nothing_is_guessed(encoding):
    assert TEXT in plain(HTML.format("").encode(encoding), "text/html")


def test_damaged_utf_8_stays_utf_8():
    body = HTML.format("").encode().replace("Ещё".encode(), b"\xd0")

    assert decode(body, "").encoding == "utf-8"
    assert TEXT in plain(body)
    assert article(body).title == TEXT


@pytest.mark.parametrize(
    "label",
    ["base64", "zlib", "hex", "rot13", "unicode_escape", "utf-7", "idna", "punycode", "replacement", "iso-2022-kr",
     "x-user-defined", "charset", "🦊", "a" * 500, "utf-8\\", "../etc"],
)  # fmt: skip
def test_a_hostile_label_does_no_harm(label):
    body = HTML.format(f"<meta charset='{label}'>").encode()

    assert (
        TEXT in plain(HTML.format("").encode(), f"text/html; charset={label}")
        or label == "x-user-defined"
    )
    assert isinstance(plain(body), str)


@pytest.mark.parametrize("label", sorted(LABELS))
def test_no_label_of_the_standard_raises(label):
    for body in (bytes(range(256)) * 3, b"\x1b$B\xff", b"\x81" * 9):
        assert isinstance(plain(body, f"text/html; charset={label}"), str)
        assert isinstance(plain(f"<meta charset={label}>".encode() + body), str)


# What a run is, said in one pattern; a search for it tries forty bytes at each place of a page.
RUN = re.compile(rb"[^<>\x80-\xff]{0,40}[\x80-\xff][^<>]{0,400}")
SCRAPS = st.sampled_from(
    [b"<", b">", b"x", b"\n", b"\xe0", b"\xff", b"a" * 39, b"b" * 41, b"\x80" * 401]
)


@given(st.lists(SCRAPS, max_size=40).map(b"".join) | st.binary(max_size=600))
def test_runs_of_foreign_bytes_are_what_the_pattern_says(body):
    assert list(_runs(body)) == RUN.findall(body)


@given(st.binary(), st.text())
def test_no_bytes_and_no_header_raise(body, content_type):
    assert isinstance(plain(body, content_type), str)
    read_article(page(body, content_type=content_type), site(), now=NOW)
