"""Compare two wordings sentence by sentence. Owns how much is compared; knows no meaning."""

from collections.abc import Sequence
from hashlib import blake2b

from monitor.core.difference.align import Span, align
from monitor.core.difference.nouns import Difference, Hunk
from monitor.core.difference.sentences import sentences

# What is longer is no article: it is compared as a whole.
_MOST_CHARACTERS = 200_000
_MOST_SENTENCES = 2_000
# What stands before the first sentence and behind the last.
EDGE = b""


def compare(before_title: str, before_body: str, after_title: str, after_body: str) -> Difference:
    """Return what differs between two wordings. White space does not count.

    Bodies over 200,000 characters or 2,000 sentences are compared as one sentence each.
    """
    titles = (" ".join(before_title.split()), " ".join(after_title.split()))
    return difference(titles, split(before_body), split(after_body))


def difference(titles: tuple[str, str], before: Sequence[str], after: Sequence[str]) -> Difference:
    """Return what differs between two wordings that are split into sentences already."""
    is_same = titles[0] == titles[1]
    return Difference(
        title=None if is_same else titles,
        heading=titles[0] if is_same else "",
        hunks=tuple(hunk(before, after, span) for span in align(before, after)),
        before=tuple(before),
        after=tuple(after),
    )


def split(body: str) -> list[str]:
    """Return the sentences of a body, or the whole of it as one if there is too much of it."""
    if len(body) <= _MOST_CHARACTERS:
        found = sentences(body)
        if len(found) <= _MOST_SENTENCES:
            return found
    return [" ".join(body.split())]


def hunk(before: Sequence[str], after: Sequence[str], span: Span) -> Hunk:
    """Return a span of an alignment with its sentences and its place."""
    return Hunk(
        before=tuple(before[span.a0 : span.a1]),
        after=tuple(after[span.b0 : span.b1]),
        slot=slot_of(before, span.a0, span.a1),
        at=span.a0,
    )


def slot_of(text: Sequence[str], start: int, stop: int) -> bytes:
    """Return the 8 bytes that name the place between sentence `start` - 1 and sentence `stop`."""
    left = digest(text[start - 1]) if start > 0 else EDGE
    return slot_between(left, digest(text[stop]) if stop < len(text) else EDGE)


def slot_between(left: bytes, right: bytes) -> bytes:
    """Return the 8 bytes that name the place between two sentences, given as digests (`EDGE` where there is none)."""
    return blake2b(left + b"|" + right, digest_size=8).digest()


def digest(text: str) -> bytes:
    """Return 8 bytes that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
