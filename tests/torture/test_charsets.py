"""What pages declare and what they are, and that the harness can fail."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.torture import charsets
from benchmarks.torture.loopback import target
from benchmarks.torture.tally import Size
from monitor.config.sites import load_sites, shipped_folder
from monitor.core.reading import read
from monitor.model import Page, TargetKind

NOW = datetime(2026, 11, 27, tzinfo=UTC)
URL = "https://24.kg/english/363188_Envoy/"
LABELS = st.sampled_from(
    [
        "",
        "utf-8",
        "windows-1251",
        "koi8-r",
        "utf-16",
        "utf-7",
        "base64",
        "x-user-defined",
        "gb18030",
    ]
)
NASTY = st.text("\x00\x01\x1b\x7f\x85\x9b\u202e\u2066\ufeff\ufffe\U000e0001 аb\n", max_size=12)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from texts((*value.keys(), *value.values()))
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from texts(each)


def live(value: object) -> set[str]:
    return {
        one
        for text in texts(value)
        for one in text
        if (one < " " and one != "\n") or "\x7f" <= one <= "\x9f" or one in "\u202e\u2066\ufeff"
    }


def test_every_page_comes_to_what_it_should():
    tally = charsets.torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["as expected"] == tally.counts["pages"] >= 60


async def test_a_page_that_comes_to_something_else_is_told():
    (case, *_) = charsets.CASES

    (sentence,) = await charsets.judged([case._replace(expected="Another title")])

    assert sentence.endswith("not 'Another title'")


@given(NASTY, LABELS, st.sampled_from(["utf-8", "cp1251", "utf-16", "latin-1"]))
def test_nothing_that_is_read_holds_a_character_that_acts(text, label, encoding):
    nasty = text.replace("<", "")
    page = f"""<html lang="{nasty}"><head><link rel=canonical href="https://24.kg/{nasty}">
        <meta property="article:published_time" content="2026-11-27T10:00:00+06:00 {nasty}">
        <meta property="og:image" content="https://24.kg/i{nasty}.png"></head>
        <div itemscope itemtype="https://schema.org/NewsArticle"><h1 class=newsTitle>T{nasty}x</h1>
        <span itemprop=articleSection><a>{nasty}</a></span><span itemprop=author>A{nasty}</span>
        <div class=cont itemprop=articleBody><p>B{nasty}</p><p>{nasty}</p></div><a id=article-link>https://24.kg/o/1{nasty}/</a>
        <div class=newsLink>views {nasty}: 7</div></div>"""
    body = page.encode(encoding, "replace")
    content_type = f"text/html; charset={label}" if label else ""

    for kind in TargetKind:
        fetched = Page(url=URL, final_url=URL, body=body, content_type=content_type)
        reading = read(target(URL, kind=kind), fetched, SITES["24.kg"], NOW, every_block=True)
        assert live(reading) == set()


@given(st.binary(max_size=300), LABELS)
def test_no_bytes_raise_and_none_leave_a_nul(body, label):
    fetched = Page(
        url=URL,
        final_url=URL,
        body=b"<h1>" + body + b"</h1>" + body,
        content_type=f"text/html; charset={label}",
    )
    for kind in TargetKind:
        reading = read(target(URL, kind=kind), fetched, SITES["24.kg"], NOW, every_block=True)
        assert live(reading) == set()


SITES = load_sites(shipped_folder())
