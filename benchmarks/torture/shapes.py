"""Shapes of HTML that are hard on a parser or on whoever walks its tree: name by name, up to a number of bytes."""

from collections.abc import Callable, Iterator, Mapping

_CONTENT = b'<div class="cont" itemprop="articleBody">'


def _nested(tag: bytes) -> Callable[[int], bytes]:
    return lambda size: (b"<" + tag + b">") * (size // (len(tag) + 2))


def _row(body: bytes) -> bytes:
    return (
        b'<div class="one"><span class="time">10:00</span><div class="title">'
        + body
        + b"</div></div>"
    )


def _filled(head: bytes, piece: bytes, tail: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: head + piece * ((size - len(head) - len(tail)) // len(piece)) + tail


def _attributes(size: int) -> bytes:
    names, used = [], 0
    while used < size - 20:
        names.append(b"a%x" % len(names))
        used += len(names[-1]) + 1
    return b"<p " + b" ".join(names) + b">x"


def _listing(size: int) -> bytes:
    rows, used = [], 0
    while used < size - 200:
        link = b'<a href="/english/%d_Title/">T</a>' % (300_000 + len(rows))
        rows.append(_row(link))
        used += len(rows[-1])
    return b'<div id="newslist"><div class="lineNews">' + b"".join(rows)


def _digits(size: int) -> bytes:
    return b'<h1 class="newsTitle">T</h1><div class="newsLink">Views: ' + b"9" * (size - 100)


SHAPES: Mapping[str, Callable[[int], bytes]] = {
    "nested div": _nested(b"div"),
    "nested option": _nested(b"option"),
    "nested li": _filled(b"", b"<ul><li>"),
    "nested svg": _nested(b"svg"),
    "nested math": _filled(b"<math>", b"<mi><mglyph>"),
    "nested template": _nested(b"template"),
    "nested table": _filled(b"", b"<table><tr><td>"),
    "nested select": _filled(b"", b"<select><optgroup><option>"),
    "nested button": _nested(b"button"),
    "nested form": _filled(b"", b"<form><fieldset>"),
    "nested frames": _filled(b"", b"<iframe srcdoc='<p>'>"),
    "unclosed b i": _filled(b"", b"<p><b><i>x"),
    "unclosed a": _filled(b"", b"<a href=x>"),
    "unclosed nobr font": _filled(b"", b"<nobr><font color=red size=7>"),
    "misnested": _filled(b"", b"<a><p></a><b></p></b>"),
    "anchors": _filled(b"", b'<a href="/english/1_x/">x</a>'),
    "line breaks": _filled(_CONTENT, b"<br>"),
    "paragraphs": _filled(_CONTENT, b"<p>x</p>"),
    "one text": _filled(_CONTENT + b"<p>", b"word "),
    "white space": _filled(_CONTENT + b"<p>", b" \n\t"),
    "zeros": _filled(_CONTENT, b"\0"),
    "many attributes": _attributes,
    "one attribute": _filled(b'<p title="', b"x"),
    "unclosed comment": _filled(b"<p>x</p><!--", b"-"),
    "unclosed script": _filled(b"<script>", b"<!--<script"),
    "unclosed textarea": _filled(b"<textarea>", b"</textare"),
    "plaintext": _filled(b"<plaintext>", b"<div>"),
    "entities": _filled(_CONTENT + b"<p>", b"&NotNestedGreaterGreater;&#x10FFFF;"),
    "cut entities": _filled(_CONTENT + b"<p>", b"&CounterClockwiseContourIntegra"),
    "metas": _filled(b"<head>", b'<meta property="og:title" content="x">'),
    "bases": _filled(b"<head>", b'<base href="http://[">'),
    "damaged utf-8": _filled(_CONTENT + b"<p>", b"\xc3\x28\xf0\x9f"),
    "utf-16 by mark": _filled(b"\xff\xfe", b"<\0p\0>\0"),
    "rows": _listing,
    "rows in rows": _filled(
        b'<div id="newslist"><div class="lineNews">', b'<div class="one"><div class="title">'
    ),
    "titles in a row": _filled(
        b'<div id="newslist"><div class="lineNews"><div class="one"><div class="title">',
        b"<a href=/1_x/>x</a>",
    ),
    "digits": _digits,
    "dates": _filled(b'<span itemprop="datePublished">', b"10 "),
    "signs": _filled(_CONTENT + b"<p>", "«“„—».!?".encode()),
    "one word": _filled(_CONTENT + b"<p>", "ы".encode()),
}


def cases(sizes: tuple[int, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield each shape in each size, with its name."""
    for name, make in SHAPES.items():
        for size in sizes:
            yield f"{name}, {size // 1000} kB", make(size)
