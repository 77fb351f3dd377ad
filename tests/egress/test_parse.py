"""Answers taken apart: what is one answer and what is not, in whatever pieces it comes, and what has no end."""

import pytest

from monitor.egress.fault import Stopped
from monitor.egress.parse import AnswerParser
from monitor.model import Reason

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
HELLO = b"5\r\nhello\r\n0\r\n\r\n"

WHOLE = {
    "a length": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello", True),
    "no body": (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", b"", True),
    "chunks": (CHUNKED + b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", b"hello", True),
    "chunk extensions": (CHUNKED + b'5;a=b;c="d"\r\nhello\r\n0;e\r\n\r\n', b"hello", True),
    "a space after a chunk's size": (CHUNKED + b"5 \r\nhello\r\n0 \r\n\r\n", b"hello", True),
    "a trailer": (CHUNKED + b"5\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n", b"hello", True),
    "lines without CR": (b"HTTP/1.1 200 OK\ncontent-length: 5\n\nhello", b"hello", True),
    "empty lines before it": (b"\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", b"", True),
    "no reason": (b"HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", b"", True),
    "304 with a length": (b"HTTP/1.1 304 Same\r\ncontent-length: 5\r\n\r\n", b"", True),
    "204 with a coding": (b"HTTP/1.1 204 No\r\ntransfer-encoding: chunked\r\n\r\n", b"", True),
    "an upgrade that was not asked for": (
        b"HTTP/1.1 200 OK\r\nupgrade: h2\r\nconnection: upgrade\r\ncontent-length: 5\r\n\r\nhello",
        b"hello",
        True,
    ),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello", b"hello", False),
    "HTTP/1.0 that stays": (
        b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 5\r\n\r\nhello",
        b"hello",
        True,
    ),
    "its last": (
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello",
        b"hello",
        False,
    ),
    "an interim answer": (
        b"HTTP/1.1 103 Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        b"",
        True,
    ),
    "another protocol": (
        b"HTTP/1.1 101 Switch\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        b"",
        False,
    ),
}


def heard(said: bytes, size: int = 1 << 20, **options) -> AnswerParser:
    parser = AnswerParser()
    parser.begin(**{"budget": 1_000_000, **options})
    for at in range(0, len(said), size):
        parser.feed(memoryview(said)[at : at + size])
    return parser


@pytest.mark.parametrize("size", [1 << 20, 1, 7])
@pytest.mark.parametrize(("said", "body", "may_stay"), WHOLE.values(), ids=WHOLE)
def test_an_answer_is_whole_in_whatever_pieces_it_comes(said, body, may_stay, size):
    parser = heard(said, size)
    assert (parser.is_whole, parser.take(), parser.may_stay) == (True, body, may_stay)


def test_fields_keep_their_order_and_lose_the_space_around_them():
    parser = heard(b"HTTP/1.1 200 OK\r\nB:  1 \t\r\na: \xd0\xb1\r\nB:\r\ncontent-length: 0\r\n\r\n")
    assert parser.headers == [
        (b"B", b"1"),
        (b"a", b"\xd0\xb1"),
        (b"B", b""),
        (b"content-length", b"0"),
    ]


def test_fields_of_interim_answers_and_trailers_are_not_the_answers():
    parser = heard(
        b"HTTP/1.1 103 Hints\r\nx: 1\r\n\r\n"
        + CHUNKED
        + b"5\r\nhello\r\n0\r\ncontent-encoding: br\r\n\r\n"
    )
    assert parser.headers == [(b"transfer-encoding", b"chunked")]


@pytest.mark.parametrize("status", [b"200 OK", b"404 Not Found"])
def test_what_has_no_length_ends_with_the_connection(status):
    parser = heard(b"HTTP/1.1 %b\r\n\r\nhel" % status)
    parser.feed(memoryview(b"lo"))
    assert not parser.is_whole
    parser.end()
    assert (parser.is_whole, parser.may_stay, parser.take()) == (True, False, b"hello")


def test_an_answer_to_head_has_no_body_and_is_the_last():
    parser = heard(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", is_bodiless=True)
    assert (parser.is_whole, parser.may_stay, parser.pieces) == (True, False, [])


@pytest.mark.parametrize(
    "more", [b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil", b"H", b"junk", b"\0"]
)
@pytest.mark.parametrize("size", [1 << 20, 1])
def test_what_follows_an_answer_ends_the_connection_and_changes_nothing(more, size):
    said = b"HTTP/1.1 404 No\r\na: b\r\ncontent-length: 5\r\n\r\nhello" + more
    parser = heard(said, size)
    assert (parser.status, parser.take(), parser.may_stay) == (404, b"hello", False)
    assert parser.headers == [(b"a", b"b"), (b"content-length", b"5")]


def test_one_parser_takes_many_answers():
    parser = AnswerParser()
    for _ in range(3):
        for said, body, may_stay in WHOLE.values():
            if may_stay:
                parser.begin(budget=100)
                parser.feed(memoryview(said))
                assert (parser.is_whole, parser.take(), parser.may_stay) == (True, body, True)


# Where two readers might see two different answers (RFC 9112 §6.3, §11).
AMBIGUOUS = {
    "a length and chunks": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
    "chunks and a length": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
    "one length twice": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\n",
    "a list of lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\n",
    "a signed length": b"HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\n",
    "a length beyond all": b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n",
    "a length with a space": b"HTTP/1.1 200 OK\r\ncontent-length: 5 5\r\n\r\n",
    "a coding that hides chunks": b"HTTP/1.1 200 OK\r\ntransfer-encoding: xchunked\r\n\r\n",
    "a coding before chunks": b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
    "a coding after chunks": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, gzip\r\n\r\n",
    "chunks twice": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
    "a folded field": b"HTTP/1.1 200 OK\r\nx: a\r\n b\r\ncontent-length: 0\r\n\r\n",
    "a folded length": b"HTTP/1.1 200 OK\r\ncontent-length:\r\n 5\r\n\r\n",
    "a folded first field": b"HTTP/1.1 200 OK\r\n x: a\r\ncontent-length: 0\r\n\r\n",
    "a space before the colon": b"HTTP/1.1 200 OK\r\ncontent-length : 5\r\n\r\n",
    "a name with a space": b"HTTP/1.1 200 OK\r\na b: c\r\ncontent-length: 0\r\n\r\n",
    "a line without a colon": b"HTTP/1.1 200 OK\r\njunk\r\ncontent-length: 0\r\n\r\n",
    "a CR in a value": b"HTTP/1.1 200 OK\r\nx: a\rcontent-length: 5\r\n\r\n",
    "a NUL in a value": b"HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n",
    "a chunk's size with a sign": CHUNKED + b"+5\r\nhello\r\n",
    "a chunk's size in hexadecimal form": CHUNKED + b"0x5\r\nhello\r\n",
    "a chunk's size beyond all": CHUNKED + b"fffffffffffffffff\r\n",
    "a chunk longer than it says": CHUNKED + b"4\r\nhello\r\n0\r\n\r\n",
    "a length in the trailer": CHUNKED + b"5\r\nhello\r\n0\r\ncontent-length: 9\r\n\r\n",
    "a status below all": b"HTTP/1.1 099 X\r\ncontent-length: 0\r\n\r\n",
    "a body of an interim answer": b"HTTP/1.1 150 X\r\ncontent-length: 5\r\n\r\nhello",
}  # fmt: skip


@pytest.mark.parametrize("size", [1 << 20, 1])
@pytest.mark.parametrize("said", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_may_be_read_in_two_ways_is_refused(said, size):
    with pytest.raises(Stopped) as refusal:
        heard(said, size)
    assert (refusal.value.reason, refusal.value.detail) == (
        Reason.PROTOCOL,
        "a body where there is none" if b" 150 " in said else "what came is not HTTP",
    )


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        (b"", "the server hung up without an answer"),
        (b"HTTP/1.1 2", "the answer ended too early"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n", "the answer ended too early"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell", "the answer ended too early"),
        (CHUNKED + b"5\r\nhello\r\n", "the answer ended too early"),
        (CHUNKED + b"5\r\nhello\r\n0\r\n", "the answer ended too early"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "the answer ended too early"),
    ],
)
def test_an_end_before_the_end_is_called_so(said, detail):
    parser = heard(said)
    with pytest.raises(Stopped) as refusal:
        parser.end()
    assert (refusal.value.reason, refusal.value.detail) == (Reason.PROTOCOL, detail)


ENDLESS = {
    "status line": (b"HTTP/1.1 200 ", b"x", "the head of the answer has no end"),
    "name": (b"HTTP/1.1 200 OK\r\n", b"x", "the head of the answer has no end"),
    "value": (b"HTTP/1.1 200 OK\r\nx: ", b"x", "the head of the answer has no end"),
    "fields": (b"HTTP/1.1 200 OK\r\n", b"x: y\r\n", "more header fields than any answer needs"),
    "interim": (b"", b"HTTP/1.1 100 Go on\r\n\r\n", "too many answers before the answer"),
    "empty lines": (b"", b"\r\n", "the head of the answer has no end"),
    "trailer": (CHUNKED + b"0\r\n", b"x: y\r\n", "more header fields than any answer needs"),
    "crumbs": (CHUNKED, b"1\r\nx\r\n", "a body in too many pieces"),
    "small pieces": (CHUNKED, b"9\r\nxxxxxxxxx\r\n", "a body in too many pieces"),
    "extension": (CHUNKED + b"1;", b"x", "more bytes than an answer of this size needs"),
    "extensions": (CHUNKED, b"40;" + b"x" * 3_000 + b"\r\n" + b"x" * 64 + b"\r\n",
                   "more bytes than an answer of this size needs"),
    "chunk": (CHUNKED + b"ffffff\r\n", b"x", "more bytes than an answer of this size needs"),
    "length": (b"HTTP/1.1 200 OK\r\n\r\n", b"x", "more bytes than an answer of this size needs"),
}  # fmt: skip


def pour(parser: AnswerParser, piece: bytes, times: int) -> None:
    for _ in range(times):
        parser.feed(memoryview(piece))
        parser.take()


@pytest.mark.parametrize("size", [64 << 10, 1_000])
@pytest.mark.parametrize(("start", "more", "detail"), ENDLESS.values(), ids=ENDLESS)
def test_what_has_no_end_is_cut(start, more, detail, size):
    parser = heard(start, budget=200_000)
    with pytest.raises(Stopped) as refusal:
        pour(parser, more * (size // len(more) + 1), 2_000_000 // size)
    assert refusal.value.detail == detail
