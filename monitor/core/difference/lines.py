"""A difference as lines for a screen, with the words that changed inside a reworded sentence. Owns no colours."""

import re
from collections.abc import Iterator, Sequence

from monitor.core.difference.align import Span, align
from monitor.core.difference.compare import split
from monitor.core.difference.nouns import DiffLine

_PIECE = re.compile(r"[^\W_]+(?:[.,:'’-][^\W_]+)*|[^\w\s]|_")

# Of a sentence that is longer nobody wants to see the words.
_LONGEST = 5_000


def lines(
    before_title: str, before_body: str, after_title: str, after_body: str
) -> tuple[DiffLine, ...]:
    """Return the whole of both wordings line by line: the headlines, then every sentence; trimming is the caller's.

    A line that stays has the sign " " and one piece. Of a reworded sentence the words that differ are marked;
    of one that is new or gone, all of it.
    """
    titles = [" ".join(before_title.split())], [" ".join(after_title.split())]
    headline = [] if titles[0] == titles[1] else [Span(0, 1, 0, 1)]
    before, after = split(before_body), split(after_body)
    return (*_lines(*titles, headline), *_lines(before, after, align(before, after)))


def trimmed(all_lines: Sequence[DiffLine], context: int) -> Iterator[DiffLine | None]:
    """Yield the lines that changed and `context` lines around each; None where lines are left out."""
    near = [
        any(each.sign != " " for each in all_lines[max(0, at - context) : at + context + 1])
        for at in range(len(all_lines))
    ]
    for at, line in enumerate(all_lines):
        if near[at]:
            yield line
        elif at == 0 or near[at - 1]:
            yield None


def _lines(
    before: Sequence[str], after: Sequence[str], spans: Sequence[Span]
) -> Iterator[DiffLine]:
    done = 0
    for span in spans:
        yield from (_plain(text) for text in before[done : span.a0])
        if span.is_pair and max(len(before[span.a0]), len(after[span.b0])) <= _LONGEST:
            yield from _reworded(before[span.a0], after[span.b0])
        else:
            yield from (_whole("-", text) for text in before[span.a0 : span.a1])
            yield from (_whole("+", text) for text in after[span.b0 : span.b1])
        done = span.a1
    yield from (_plain(text) for text in before[done:])


def _plain(text: str) -> DiffLine:
    return DiffLine(sign=" ", pieces=((text, False),))


def _whole(sign: str, text: str) -> DiffLine:
    return DiffLine(sign=sign, pieces=((text, True),))


def _reworded(before: str, after: str) -> Iterator[DiffLine]:
    ours, theirs = list(_PIECE.finditer(before)), list(_PIECE.finditer(after))
    spans = align([piece[0] for piece in ours], [piece[0] for piece in theirs])
    yield _marked("-", before, [ours[span.a0 : span.a1] for span in spans])
    yield _marked("+", after, [theirs[span.b0 : span.b1] for span in spans])


def _marked(sign: str, text: str, changed: Sequence[Sequence[re.Match[str]]]) -> DiffLine:
    pieces: list[tuple[str, bool]] = []
    done = 0
    for run in filter(None, changed):
        start, end = run[0].start(), run[-1].end()
        pieces += [(text[done:start], False), (text[start:end], True)]
        done = end
    pieces.append((text[done:], False))
    return DiffLine(sign=sign, pieces=tuple(piece for piece in pieces if piece[0]))
