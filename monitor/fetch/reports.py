"""What a scout says, as bytes and back: MessagePack, every value of it held against its type. Owns no letter.

A scout reads hostile pages, and one that a page has taken over may say anything. What is heard of it is made here,
noun by noun, of what the nouns declare; no code is looked up, and nothing is changed that there was before. The first
byte says what the rest is.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, make_dataclass
from functools import cache
from operator import attrgetter
from types import GenericAlias, NoneType
from typing import Any, get_type_hints

import msgspec

from monitor.egress import Answer
from monitor.fetch.frames import Garbled
from monitor.fetch.letters import Broke, Lost, Ready, Told
from monitor.model import ArticleReading, Failed, Fetched, ListingReading, NotModified, Refused
from monitor.model.evidence import Capture, Receipt
from monitor.model.healing import Remedy

# All that a letter may come to, but for a page that came, by its class; and what may have been read of a page.
_CAME: Mapping[type, object] = {
    Answer: Answer,
    NotModified: NotModified,
    Failed: Failed,
    Refused: Refused,
    Lost: Lost,
    ArticleReading: ArticleReading,
    ListingReading: ListingReading,
    Capture: Capture,
    Receipt: Receipt,
    bytes: bytes,
    tuple: tuple[Remedy, ...],
    NoneType: None,
}
_READ = (ArticleReading, ListingReading, NoneType)
# The first byte: the place of one of these, first those, then these; or one of two.
_MARKS = {kind: mark for mark, kind in enumerate(_CAME)}
_PAGE_MARKS = {kind: mark for mark, kind in enumerate(_READ, start=len(_CAME))}
_READY, _BROKE = 254, 255

_encode = msgspec.msgpack.Encoder().encode


def pack_report(letter: Ready | Told | Broke) -> bytes:
    """Return the letter as it crosses."""
    match letter:
        case Ready():
            return bytes([_READY])
        case Broke():
            return bytes([_BROKE]) + _encode(letter)
    came = letter.came
    mark = _PAGE_MARKS[type(came.reading)] if isinstance(came, Fetched) else _MARKS[type(came)]
    return bytes([mark]) + _encode((letter.number, came))


def load_report(body: bytes) -> Ready | Told | Broke:
    """Return the letter that `body` is. Raises `Garbled` for everything else."""
    try:
        return _load(body[0], memoryview(body)[1:])
    except (msgspec.MsgspecError, IndexError, RecursionError, ValueError) as error:
        raise Garbled(str(error)) from error


def _load(mark: int, rest: memoryview) -> Ready | Told | Broke:
    if mark == _READY:
        return Ready()
    if mark == _BROKE:
        broke: Broke = _decoder(mark)(rest)
        return broke
    number, came = _decoder(mark)(rest)
    if mark >= len(_CAME):
        came = Fetched(**dict(zip(_FETCHED, _values_of(came), strict=True)))
    return Told(number=number, came=came)


@cache
def _decoder(mark: int) -> Callable[[memoryview], Any]:
    """Return what makes nouns of bytes. Raises IndexError for a mark that there is not."""
    if mark == _BROKE:
        return msgspec.msgpack.Decoder(Broke).decode
    came = [*_CAME.values(), *map(_page_with, _READ)][mark]
    return msgspec.msgpack.Decoder(GenericAlias(tuple, (int, came))).decode


_FETCHED = tuple(field.name for field in fields(Fetched))
_values_of: Callable[[object], tuple[Any, ...]] = attrgetter(*_FETCHED)


def _page_with(reading: type) -> type:
    """Return a class that has the fields of a page that came, and a reading of that kind.

    Of a value that may be one noun or another nothing in the bytes would say which it is.
    """
    hints = get_type_hints(Fetched) | {"reading": reading}
    return make_dataclass("Fetched", [(name, hints[name]) for name in _FETCHED], slots=True)
