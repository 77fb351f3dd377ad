"""How the words of a search are looked for: by the index, or where that would take long in the wordings themselves.

A beginning of a word (`visa*`) has the index join what it holds of every word that begins so, whatever is read of it
later. How much that is can be seen in the index; beyond a bound the newest wordings are read instead, where what so
many wordings have is soon found. A file of SQLite is asked so; a server is not.
"""

import re
import sqlite3
import unicodedata
from functools import cache

from monitor.core.patterns import LinearPattern, compile_pattern
from monitor.noun import dataclass

# Pages of the index (4 KB) that one search may join: some tens of milliseconds.
MOST_PAGES = 500

_SEGMENTS = """
WITH RECURSIVE segment (id) AS (
    SELECT min(segid) FROM revision_search_idx
    UNION ALL
    SELECT (SELECT min(segid) FROM revision_search_idx WHERE segid > segment.id) FROM segment WHERE id IS NOT NULL
)
SELECT id FROM segment WHERE id IS NOT NULL
"""
# The last page that begins before a term has it, if anything has. The lowest bit is no part of a page's number.
_PAGE = """
SELECT coalesce(max(pgno) >> 1, 1) FROM (
    SELECT pgno FROM revision_search_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1
)
"""
# Beginnings of Latin letters, and with which marks: those that the index leaves out (`remove_diacritics 2`).
_MARKED_LETTERS = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """Words as they are looked for: what the index is asked (`query`, "" is nothing), and what wordings are (`read`).

    `words` are all of them; a `*` ends those that are beginnings.
    """

    words: tuple[str, ...]
    query: str
    read: tuple[str, ...]

    @property
    def has_beginnings(self) -> bool:
        """Say whether some of the words are beginnings."""
        return any(word.endswith("*") for word in self.words)

    def install(self, connection: sqlite3.Connection) -> None:
        """Let SQL ask by `worded(title, body, all)` whether a wording has all words, or else those to be `read`."""
        every, read = map(_patterns, (self.words, self.read))

        def worded(title: str, body: str, is_all: int) -> bool:
            wanted = every if is_all else read
            return all(
                each.groups_in(title) is not None or each.groups_in(body) is not None
                for each in wanted
            )

        connection.create_function("worded", 3, worded, deterministic=True)


def search_of(connection: sqlite3.Connection, text: str) -> Search:
    """Return how the words of `text` are looked for. Of no words the index is asked for the word "", which none has."""
    words = tuple(re.findall(r"\w+\*?", text))
    if not words:
        return Search(words=(), query='""', read=())
    beginnings = {word: _pages(connection, word) for word in words if word.endswith("*")}
    room, asked = MOST_PAGES, {word for word in words if word not in beginnings}
    for word in sorted(beginnings, key=beginnings.__getitem__):
        room -= beginnings[word]
        if room >= 0:
            asked.add(word)
    return Search(
        words=words,
        query=query_of(tuple(word for word in words if word in asked)),
        read=tuple(word for word in words if word not in asked),
    )


def query_of(words: tuple[str, ...]) -> str:
    """Return words as a query of FTS5 in which nothing but a final `*` has a meaning."""
    return " ".join(f'"{word.rstrip("*")}"{"*" if word.endswith("*") else ""}' for word in words)


def _pages(connection: sqlite3.Connection, beginning: str) -> int:
    """Return how many pages the index has of the words that begin so.

    The table is described in fts5_index.c: by segment and page the first term on that page, behind the number of the
    index, which is "0".
    """
    term = b"0" + _folded(beginning.rstrip("*")).encode()
    pages = 0
    for (segment,) in connection.execute(_SEGMENTS).fetchall():
        first, last = (
            connection.execute(_PAGE, (segment, edge)).fetchone()[0]
            for edge in (term, term + b"\xff")
        )
        pages += last - first
    return pages


def _folded(word: str) -> str:
    """Return a word as the index has it: in small letters, Latin ones without their marks."""
    return "".join(_bare(letter) for letter in word.lower())


def _bare(letter: str) -> str:
    first = unicodedata.normalize("NFD", letter)[0]
    return first if first.isascii() else letter


def _patterns(words: tuple[str, ...]) -> tuple[LinearPattern, ...]:
    return tuple(map(_pattern, words))


@cache
def _spellings() -> dict[str, str]:
    """Return, by small Latin letter, the letters that the index takes for it."""
    found: dict[str, str] = {}
    for letter in map(chr, _MARKED_LETTERS):
        bare = _bare(letter).lower()
        if bare.isascii() and bare.isalpha():
            found[bare] = found.get(bare, bare) + letter
    return found


def _pattern(word: str) -> LinearPattern:
    """Return the pattern that finds a word, or one that begins so, as the index would."""
    letters = "".join(
        f"[{_spellings()[letter]}]" if letter in _spellings() else re.escape(letter)
        for letter in _folded(word.rstrip("*"))
    )
    end = "" if word.endswith("*") else r"(?:[^\pL\pN]|$)"
    return compile_pattern(rf"(?i)(?:^|[^\pL\pN]){letters}{end}")
