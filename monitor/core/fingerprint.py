"""Tell one wording of an article from another, blind to what typesetting does to the same words."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

from monitor.model import HeldRevision

# The first byte of every fingerprint. A new way of normalising gets a new number, so that stored
# fingerprints are known to be of the old way instead of looking like edits of every article.
VERSION = 1

_LONGEST_WORD = 100

# Letters and signs that NFC leaves as they are: mostly there is nothing else in a text.
_COMPOSED = re.compile("[\x00-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027]*")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0f\ufeff]"
)


def fingerprint_beside(held: HeldRevision | None, title: str, body: str) -> bytes:
    """Return the fingerprint of a wording; where it is letter by letter the one that is held, that one's own."""
    seen = title, body, bytes([VERSION])
    if held is not None and (held.title, held.body, held.fingerprint[:1]) == seen:
        return held.fingerprint
    return fingerprint(title, body)


def fingerprint(title: str, body: str) -> bytes:
    """Return 17 bytes: the version, then a 128-bit hash of the wording.

    Spaces of every kind, line and paragraph breaks, soft hyphens, invisible characters and the way in which
    accents are encoded (NFC or not) do not count; every visible character and its case does.
    """
    heading = _normalise(title)
    # The title's length in front keeps ("a", "b c") and ("a b", "c") apart.
    text = len(heading).to_bytes(8, "big") + heading + _normalise(body)
    return bytes([VERSION]) + blake2b(text, digest_size=16).digest()


def _normalise(text: str) -> bytes:
    line = text.replace("\n", " ")
    # Mostly every sign is seen, and composed, and one blank apart from the next word.
    is_plain = line.isprintable() and "  " not in line and _COMPOSED.fullmatch(line)
    words = line.strip(" ") if is_plain else " ".join(_visible_words(text))
    # A lone surrogate cannot be encoded strictly, and foreign text must not raise.
    return words.encode("utf-8", "surrogatepass")


def _visible_words(text: str) -> Iterable[str]:
    words = _INVISIBLE.sub("", text).split()
    return words if _COMPOSED.fullmatch(text) else map(_compose, words)


def _compose(word: str) -> str:
    """Return the word in NFC, which is quadratic in a run of combining marks: a hostile run is left as it is."""
    return unicodedata.normalize("NFC", word) if len(word) <= _LONGEST_WORD else word
