"""What the other frameworks do with an article: eight rules as regular expressions, SQLite with a full-text index.

The way that one would write it by hand: batches of a hundred rows, one insert into the index a batch, and
`synchronous=FULL` as with the program itself. Runs in environments that have only the standard library and a framework.
"""

import re
import sqlite3
import time
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

ROW = "#newslist .lineNews .one .title a"
LISTING = "http://{address}/english/page_{number}/"
PAGE_SIZE = 50
BATCH = 100
# The rules of `benchmarks.path`: all of these, and none of those.
RULES: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (
    ((r"\b(?:vakunov|вакунов)\w*",), ()),
    ((r"\b(?:visa-free|безвизов\w*)",), ()),
    ((r"\bforeign\s+ministry\b",), ()),
    ((r"\bambassadors?\b", r"\b(?:visits?|arrivals?)\b"), ()),
    ((r"\bbudgets?\b",), (r"\bfootball\b",)),
    ((r"\bpresident\s+of\s+kyrgyzstan\b",), ()),
    ((r"\b(?:customs|borders?)\b",), ()),
    ((r"\bparliaments?\b", r"\bbills?\b"), ()),
)
COLUMNS = (
    "title",
    "published",
    "modified",
    "section",
    "author",
    "canonical",
    "images",
    "language",
    "body",
    "views",
)
SCHEMA = f"""
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE article (id INTEGER PRIMARY KEY, key BLOB UNIQUE, url TEXT, {", ".join(COLUMNS)});
CREATE TABLE observation (article, at, views, PRIMARY KEY (article, at)) WITHOUT ROWID;
CREATE TABLE matched (article, rule, PRIMARY KEY (article, rule)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (title, body, content='article', content_rowid='id');
"""
ADD = f"INSERT INTO article (id, key, url, {', '.join(COLUMNS)}) VALUES (?, ?, ?{', ?' * len(COLUMNS)})"
INDEX = "INSERT INTO search (rowid, title, body) SELECT id, title, body FROM article WHERE id > ?"
_VIEWS = re.compile(r"views?\s*:\s*(\d[\d\s]*)", re.IGNORECASE)
_NUMBER = re.compile(r"/(\d+)(?:_[^/]*)?/?$")


def number_of(url: str) -> str:
    """Return the article's own number, by which spellings of its link are one; "" if it has none."""
    found = _NUMBER.search(url.partition("?")[0].partition("#")[0])
    return found[1] if found else ""


def views_in(text: str) -> int | None:
    """Return the view counter in a text."""
    found = _VIEWS.search(text)
    return int(re.sub(r"\s", "", found[1])) if found else None


class Kept:
    """The database of one crawl."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "peer.db", isolation_level=None)
        self._connection.executescript(SCHEMA)
        self._rules = [tuple(tuple(map(_compiled, part)) for part in rule) for rule in RULES]
        self._batch: list[tuple[int, str, Mapping[str, object]]] = []
        self._seen: set[str] = set()
        self.articles = 0

    def is_new(self, url: str) -> bool:
        """Say whether the article is met first; remembers it."""
        number = number_of(url)
        if not number or number in self._seen:
            return False
        self._seen.add(number)
        return True

    def add(self, url: str, fields: Mapping[str, object]) -> None:
        """Keep an article."""
        self.articles += 1
        self._batch.append((self.articles, url, fields))
        if len(self._batch) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._batch:
            return
        now, first = int(time.time()), self._batch[0][0]
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            ADD,
            [
                (id_, _key(url), url, *(fields[name] for name in COLUMNS))
                for id_, url, fields in self._batch
            ],
        )
        self._connection.executemany(
            "INSERT INTO observation VALUES (?, ?, ?)",
            [(id_, now, fields["views"]) for id_, _, fields in self._batch],
        )
        self._connection.executemany(
            "INSERT INTO matched VALUES (?, ?)",
            [
                (id_, rule)
                for id_, _, fields in self._batch
                for rule in self._matching(f"{fields['title']}\n{fields['body']}")
            ],
        )
        self._connection.execute(INDEX, (first - 1,))
        self._connection.execute("COMMIT")
        self._batch.clear()

    def _matching(self, text: str) -> list[int]:
        return [
            number
            for number, (all_of, none_of) in enumerate(self._rules)
            if all(part.search(text) for part in all_of)
            and not any(part.search(text) for part in none_of)
        ]


def _key(url: str) -> bytes:
    return blake2b(url.encode(), digest_size=16).digest()


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
