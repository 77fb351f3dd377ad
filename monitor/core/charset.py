"""From bytes to text: which character set a page is in. Owns the order of evidence; never raises, never fetches.

The order is that of the Encoding and HTML standards: byte order mark, Content-Type, the first `<meta>` that
declares one. Only labels of the Encoding Standard count, so that no label reaches a codec that unpacks or
evaluates. Beyond the standard, a page that declares nothing is UTF-8 if it can be, else guessed.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import webencodings

# HTML standard, "prescan a byte stream to determine its encoding".
_PRESCAN = 1024
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]{1,40})", re.IGNORECASE)
_META = re.compile(
    rb"<meta[\s/][^>]{0,400}?charset\s*=\s*[\"']?\s*([^\s\"'/>;]{1,40})", re.IGNORECASE
)
_DECLARATION = re.compile(
    rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']\s*([^\s\"'>]{1,40})", re.IGNORECASE
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
# A foreign byte and what stands behind it. What stands before it is taken from there: a pattern that began with it
# would try its forty bytes at each place of the page.
_FOREIGN = re.compile(rb"[\x80-\xff][^<>]{0,400}")
_BEFORE = 40
_RUNS = 200
_SAMPLE = 4_096
# What pages without a declaration have been written in, in this part of the world and near it.
_GUESSES = ["cp1251", "koi8_r", "cp866", "cp1252", "cp1254", "iso8859_5"]
# A page is damaged UTF-8, not another encoding, while fewer than one in this many foreign bytes is wrong.
_DAMAGE = 10


class Decoded(NamedTuple):
    """Text, or the bytes as they came where they are to be read as UTF-8, and the name of the encoding."""

    text: bytes | str
    encoding: str


def decode(body: bytes, content_type: str) -> Decoded:
    """Return the page's text. What cannot be decoded becomes U+FFFD.

    UTF-8 comes back as the bytes it is, without its byte order mark and without a copy: the parser reads that
    itself, and replaces what is damaged.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding)
    return _decoded(body, _said(body, content_type) or _guess(body))


def decode_xml(body: bytes, content_type: str) -> str:
    """Return an XML or JSON document as text. What cannot be decoded becomes U+FFFD.

    The order is that of RFC 7303 §3: byte order mark, Content-Type, the document's own declaration. But what can be
    read as UTF-8 is UTF-8 whatever else is said, and what is declared so and cannot is guessed.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    said = _declared(_HEADER.search(content_type)) or _from_declaration(body)
    guess = _guess(body) if said in {None, "utf-8"} or _is_utf8(body) else said
    found = webencodings.lookup(guess)
    return body.decode("utf-8", "replace") if found is None else _text(body, found)


def is_declared_utf8(body: bytes, content_type: str) -> bool:
    """Say whether the page is UTF-8 by its own word, so that nothing behind its first kilobyte can change that."""
    return body.startswith(_BOMS[0][0]) or (
        not body.startswith((_BOMS[1][0], _BOMS[2][0])) and _said(body, content_type) == "utf-8"
    )


def _said(body: bytes, content_type: str) -> str | None:
    return _declared(_HEADER.search(content_type)) or _from_meta(body)


def _decoded(body: bytes, encoding: str) -> Decoded:
    found = webencodings.lookup(encoding)
    if encoding == "utf-8" or found is None:
        return Decoded(body, "utf-8")
    return Decoded(found.codec_info.decode(body, "replace")[0], encoding)


def _declared(found: re.Match[str] | None) -> str | None:
    encoding = webencodings.lookup(found[1]) if found else None
    # "replacement" would turn the whole page into one character; a guess serves the reader better.
    return None if encoding is None or encoding.name == "replacement" else str(encoding.name)


def _from_declaration(body: bytes) -> str | None:
    found = _DECLARATION.match(body[:_PRESCAN])
    name = (
        _declared(_HEADER.match("charset=" + found[1].decode("ascii", "replace")))
        if found
        else None
    )
    # A declaration that could be read as ASCII is proof that the document is not UTF-16.
    return "utf-8" if name is not None and name.startswith("utf-16") else name


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(body: bytes, encoding: webencodings.Encoding) -> str:
    text: str = encoding.codec_info.decode(body, "replace")[0]
    return text


def _from_meta(body: bytes) -> str | None:
    found = _META.search(_COMMENT.sub(b"", body[:_PRESCAN]))
    if found is None:
        return None
    name = _declared(_HEADER.match("charset=" + found[1].decode("ascii", "replace")))
    if name is not None and name.startswith("utf-16"):
        return "utf-8"  # HTML standard: a meta that could be read is proof that it is not UTF-16
    return "windows-1252" if name == "x-user-defined" else name


def _guess(body: bytes) -> str:
    if body.isascii():
        return "utf-8"
    wrong = body.decode("utf-8", "replace").count("\ufffd")
    if wrong == 0 or wrong * _DAMAGE < _foreign_bytes(body):
        return "utf-8"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and hardly any page needs it

    sample = b" ".join(islice(_runs(body), _RUNS))[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=_GUESSES).best()
    encoding = webencodings.lookup(best.encoding.replace("_", "-")) if best else None
    return str(encoding.name) if encoding else "utf-8"


def _foreign_bytes(body: bytes) -> int:
    return len(body) - len(body.translate(None, delete=bytes(range(0x80, 0x100))))


def _runs(body: bytes) -> Iterator[bytes]:
    """Yield each foreign byte and what stands around it, as far as no tag is in between."""
    end = 0
    for found in _FOREIGN.finditer(body):
        before = body[max(end, found.start() - _BEFORE) : found.start()]
        tag = max(before.rfind(b"<"), before.rfind(b">"))
        end = found.end()
        yield before[tag + 1 :] + found[0]
