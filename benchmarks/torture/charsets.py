"""Bytes to text, case by case: what a page declares, what it is, and what is stored of it. Over real sockets.

Each page goes through the fetcher and the reader, and what is expected is a title, a reason or "304". No NUL may reach
what is stored, and nothing may be raised.
"""

import asyncio
import codecs
from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.torture.loopback import Hurried, answer, fetching, serving, target
from benchmarks.torture.tally import Size, Tally
from monitor.core.reading import read
from monitor.model import (
    ArticleSelectors,
    Failed,
    Fetched,
    Field,
    ListingSelectors,
    NotModified,
    Pick,
    Reason,
    Selectors,
    TargetKind,
)

_TITLE = "Посол Вакунов прибыл в Бишкек"
_ENGLISH = "Envoy Vakunov arrives in Bishkek"
_HTML = "text/html"
_EVERY = ("title", "body", "author", "section")


class Case(NamedTuple):
    """An answer, and what must come of it: the title, a reason, "304" or "no title". `etag`: what we hold."""

    name: str
    answer: bytes
    expected: str
    etag: str | None = None


def _html(title: str, head: str = "") -> str:
    paragraph = "Текст о визите посла, и ещё немного слов для того, кто угадывает кодировку. "
    return f"<!doctype html><html><head>{head}</head><body><h1>{title}</h1><p>{paragraph * 3}</p></body></html>"


def _page(
    name: str,
    encoding: str,
    *,
    header: str = "",
    meta: str = "",
    mark: bytes = b"",
    title: str = _TITLE,
    expected: str = "",
) -> Case:
    kind = f"{_HTML}; charset={header}" if header else _HTML
    head = f'<meta charset="{meta}">' if meta else ""
    body = mark + _html(title, head).encode(encoding, "replace")
    return Case(name, answer(body, content_type=kind), expected or title)


def _bytes(name: str, title: bytes, expected: str, kind: str = f"{_HTML}; charset=utf-8") -> Case:
    body = b"<html><body><h1>" + title + b"</h1><p>body</p></body></html>"
    return Case(name, answer(body, content_type=kind), expected)


def _lie(label: str) -> Case:
    """A label of no character set: the page is read as what it is."""
    return _page(f"the label {label}", "utf-8", header=label)


def _kind(name: str, body: bytes, kind: str, expected: str) -> Case:
    return Case(name, answer(body, content_type=kind), expected)


_UTF8 = _html(_TITLE).encode()
# What cp1252 makes of cp1251: a header that lies is believed, as browsers do.
_MISREAD = _TITLE.encode("cp1251").decode("cp1252", "replace")

DECLARED = (
    _page("utf-8 by header", "utf-8", header="utf-8"),
    _page("utf-8 by meta", "utf-8", meta="utf-8"),
    _page("utf-8 undeclared", "utf-8"),
    _page("utf-8 with a mark", "utf-8", mark=codecs.BOM_UTF8),
    _page("the mark goes before the header", "utf-8", header="windows-1251", mark=codecs.BOM_UTF8),
    _page("the mark goes before the meta", "utf-8", meta="koi8-r", mark=codecs.BOM_UTF8),
    _page("the header goes before the meta", "cp1251", header="windows-1251", meta="utf-8"),
    _page("declared twice, differently", "utf-8", header="utf-8", meta="koi8-r"),
    _page("cp1251 by header", "cp1251", header="windows-1251"),
    _page("cp1251 by meta", "cp1251", meta="windows-1251"),
    _page("cp1251 undeclared", "cp1251"),
    _page("koi8-r by header", "koi8_r", header="koi8-r"),
    _page("koi8-r by meta", "koi8_r", meta="KOI8-R"),
    _page("koi8-r undeclared", "koi8_r"),
    _page("cp866 by header", "cp866", header="ibm866"),
    _page("cp866 undeclared", "cp866"),
    _page("iso-8859-5 by header", "iso8859_5", header="iso-8859-5"),
    _page("latin-1 means cp1252", "cp1252", header="iso-8859-1", title="Café “déjà vu” – €"),
    _page("ascii means cp1252", "cp1252", header="us-ascii", title="Café €"),
    _page("a header that lies is believed", "cp1251", header="windows-1252", expected=_MISREAD.replace("\x90", "")),
    _page("utf-16 little with a mark", "utf-16-le", mark=codecs.BOM_UTF16_LE),
    _page("utf-16 big with a mark", "utf-16-be", mark=codecs.BOM_UTF16_BE),
    _page("utf-16 by header, without a mark", "utf-16-le", header="utf-16"),
    _page("utf-16be by header", "utf-16-be", header="utf-16be"),
    _page("utf-16 in a meta that can be read is a lie", "utf-8", meta="utf-16"),
    _page("gb18030", "gb18030", header="gb18030", title="维萨 Вакунов"),
    _page("shift_jis", "shift_jis", header="shift_jis", title="ビザ"),
    _page("a label in quotes", "cp1251", header='"windows-1251"'),
    _page("a label with blanks", "cp1251", header=" windows-1251 "),
)  # fmt: skip
LIES = tuple(
    map(_lie, ("utf-7", "base64", "rot13", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "zlib", "hex",
               "undefined", "mbcs", "utf-32", "iso-2022-kr", "replacement", "x" * 5_000))
)  # fmt: skip
DAMAGED = (
    _bytes("invalid UTF-8", b"Envoy \xff\xfe!", "Envoy \ufffd\ufffd!"),
    _bytes("a character cut short", b"Envoy \xd0", "Envoy \ufffd"),
    _bytes("an overlong slash", b"a\xc0\xafb", "a\ufffd\ufffdb"),
    _bytes("a surrogate in UTF-8", b"a\xed\xa0\x80b", "a\ufffd\ufffd\ufffdb"),
    _bytes("NUL within", b"Envoy\0 Vakunov", "Envoy Vakunov"),
    _bytes("NUL by reference", b"Envoy&#0; Vakunov", "Envoy\ufffd Vakunov"),
    _bytes("C0, C1 and DEL", b"En\x01vo\x1by\x7f\xc2\x9b!", "Envoy!"),
    _bytes("bidirectional overrides", "En\u202evoy\u2066!".encode(), "Envoy!"),
)
KINDS = (
    _kind("a PDF as HTML", b"%PDF-1.7\n\0", _HTML, Reason.WRONG_TYPE),
    _kind("a GIF as HTML", b"GIF89a\0\0", _HTML, Reason.WRONG_TYPE),
    _kind("JSON as HTML", b'{"title": "x"}', _HTML, Reason.WRONG_TYPE),
    _kind("HTML as a picture", _UTF8, "image/png", Reason.WRONG_TYPE),
    Case("HTML without a type", answer(_UTF8), _TITLE),
    _kind("empty, 200", b"", _HTML, "no title"),
)
ANSWERS = (
    Case("204", b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n", "not 200"),
    Case("206", answer(_UTF8, "206 Partial Content", content_type=_HTML), "not 200"),
    Case("304 to no condition", b"HTTP/1.1 304 Not Modified\r\n\r\n", Reason.PROTOCOL),
    Case("304 to a condition", b"HTTP/1.1 304 Not Modified\r\n\r\n", "304", etag='"a"'),
    Case("HTTP/0.9", _UTF8, Reason.PROTOCOL),
    Case("nothing", b"", Reason.PROTOCOL),
)
CASES = (*DECLARED, *LIES, *DAMAGED, *KINDS, *ANSWERS)


def torture(size: Size) -> Tally:
    """Return how many pages came to what they should. Both sizes are the same: it takes seconds."""
    del size
    wrong = asyncio.run(judged(CASES))
    counts = {"pages": len(CASES), "as expected": len(CASES) - len(wrong)}
    return Tally(name="charsets", counts=counts, broken=tuple(wrong))


async def judged(cases: Iterable[Case]) -> list[str]:
    """Return a sentence for each page that came to something else, raised, or left a NUL."""
    wrong = []
    for case in cases:
        try:
            found, stored = await _found(case)
        except Exception as error:  # noqa: BLE001 - that nothing is raised is what is tried
            found, stored = f"{type(error).__name__} was raised", ""
        if found != case.expected:
            wrong.append(f"{case.name}: {found!r}, not {str(case.expected)!r}")
        elif "\0" in stored:
            wrong.append(f"{case.name}: a NUL would be stored")
    return wrong


async def _found(case: Case) -> tuple[str, str]:
    """Return what a page came to, and all text that would be stored of it."""
    async with (
        serving({"*": case.answer}) as stage,
        fetching({stage.address}, Hurried(), robots=False) as fetcher,
    ):
        asked = target(stage.url("/a"), kind=TargetKind.ARTICLE, etag=case.etag)
        outcome = await fetcher.get(asked)
    match outcome:
        case NotModified():
            return "304", ""
        case Failed(status=status, reason=reason):
            is_odd = status not in {None, 200, 304}
            return ("not 200" if is_odd else reason), ""
        case Fetched(page=page, at=at):
            extraction = read(asked, page, _selectors(stage.address), at).extraction
            texts = (extraction.title, extraction.body, extraction.author, extraction.section)
            return extraction.title or "no title", "".join(filter(None, texts))
    return repr(outcome), ""


def _selectors(host: str) -> Selectors:
    fields = {"title": "h1", "body": "p", "author": "h1", "section": "h1"}
    link = Field(picks=(Pick(source="a::attr(href)", css="a", attribute="href"),))
    return Selectors(
        site="s",
        hosts=frozenset({host}),
        timezone=ZoneInfo("UTC"),
        listing=ListingSelectors(row="li", link=link),
        article=ArticleSelectors(
            fields={name: Field(picks=(Pick(source=css, css=css),)) for name, css in fields.items()}
        ),
    )
