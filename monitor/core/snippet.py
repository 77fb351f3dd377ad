"""Show words in their surroundings: a piece of text around a hit, cut at word edges."""

from monitor.noun import dataclass

ELLIPSIS = "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Snippet:
    """A piece of text on one line. `text[start:end]` is the hit, in code points."""

    text: str
    start: int
    end: int


def snippet(text: str, start: int, end: int, width: int = 160) -> Snippet:
    """Return about `width` characters of `text` around the hit `text[start:end]`.

    "…" stands where something was cut, and comes on top of `width`. The hit is always whole, even where it is
    longer than `width`. Line breaks become spaces. Offsets beyond the text are taken as its end.
    """
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    left, right = _window(len(text), start, end, width)
    left = _cut_left(text, left, start)
    right = _cut_right(text, end, right)
    before = ELLIPSIS if text[:left].strip() else ""
    after = ELLIPSIS if text[right:].strip() else ""
    shown = before + _on_one_line(text[left:right]) + after
    shift = len(before) - left
    return Snippet(text=shown, start=start + shift, end=end + shift)


def _window(length: int, start: int, end: int, width: int) -> tuple[int, int]:
    """Return where a window of `width` with the hit in its middle begins and ends, kept inside the text."""
    room = max(width - (end - start), 0)
    total = room + end - start
    left = max(min(start - room // 2, length - total), 0)
    return left, min(left + total, length)


def _cut_left(text: str, left: int, start: int) -> int:
    """Move `left` on to the first whole word, but not past the hit."""
    if left > 0 and not text[left - 1].isspace():
        while left < start and not text[left].isspace():
            left += 1
    while left < start and text[left].isspace():
        left += 1
    return left


def _cut_right(text: str, end: int, right: int) -> int:
    """Move `right` back to the last whole word, but not into the hit."""
    if right < len(text) and not text[right].isspace():
        while right > end and not text[right - 1].isspace():
            right -= 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return right


def _on_one_line(text: str) -> str:
    """Return the text with every whitespace character as a space, one for one, so that offsets hold."""
    return "".join(" " if character.isspace() else character for character in text)
