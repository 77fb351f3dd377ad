"""How values of Python go to a server and come back: as SQLite keeps them."""

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Dumper, Loader
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown


class _TruthDumper(Dumper):
    """Writes a truth value as SQLite does: 0 or 1."""

    oid = psycopg.adapters.types["int8"].oid

    def dump(self, obj: bool) -> Buffer:
        return b"1" if obj else b"0"


class _NumberLoader(Loader):
    """Reads a sum of whole numbers as a whole number."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


def without_nul(text: str) -> str:
    """Return `text` with U+FFFD in the place of every U+0000."""
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def adapt(adapters: AdaptersMap) -> None:
    """Let a connection write and read values so."""
    # One type whatever its size: every type of a parameter makes another statement.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(bool, _TruthDumper)
    # Of no type: what it is compared with says which. It refuses the one character that no text of PostgreSQL has.
    adapters.register_dumper(str, StrDumperUnknown)
    adapters.register_loader("numeric", _NumberLoader)
