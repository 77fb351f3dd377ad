"""How the program's log looks: JSON lines for journald and files, readable lines for a terminal.

Owns formats only. What is logged is an event (a fixed phrase) with facts beside it (`extra=`).
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

from monitor.core.inert import json_of
from monitor.errors import MonitorError

LogFormat = Literal["auto", "json", "text"]

# sd-daemon(3): the priority that journald reads from the start of a line.
_PRIORITY_BY_LEVEL = {
    logging.DEBUG: 7,
    logging.INFO: 6,
    logging.WARNING: 4,
    logging.ERROR: 3,
    logging.CRITICAL: 2,
}
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure_logs(stream: TextIO, environ: Mapping[str, str], log_format: LogFormat) -> None:
    """Send the program's log to `stream`: in "auto", text to a terminal and JSON to everything else.

    Under systemd (JOURNAL_STREAM) each line begins with its journald priority.
    """
    as_text = log_format == "text" or (log_format == "auto" and stream.isatty())
    formatter: logging.Formatter = (
        TextFormatter() if as_text else JsonFormatter(has_priority="JOURNAL_STREAM" in environ)
    )
    channel = logging.StreamHandler(stream)
    channel.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [channel]
    root.setLevel(logging.INFO)
    # Libraries speak up only when something is wrong.
    for library in ("urllib3", "apscheduler", "charset_normalizer"):
        logging.getLogger(library).setLevel(logging.WARNING)
    # Of a server that is away they speak at each try; we say it once.
    for library in ("procrastinate", "psycopg.pool"):
        logging.getLogger(library).setLevel(logging.CRITICAL)


def facts_of(record: logging.LogRecord) -> dict[str, object]:
    """Return the facts that were logged beside the event, without those that are None."""
    return {k: v for k, v in vars(record).items() if k not in _STANDARD and v is not None}


class JsonFormatter(logging.Formatter):
    """One JSON object a line. JSON escapes line breaks and control characters, so no text can forge a line."""

    def __init__(self, *, has_priority: bool) -> None:
        super().__init__()
        self._has_priority = has_priority

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **facts_of(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        text = json_of(line, default=str)
        prefix = f"<{_PRIORITY_BY_LEVEL.get(record.levelno, 6)}>" if self._has_priority else ""
        return prefix + text


class TextFormatter(logging.Formatter):
    """`12:34:56 checked  source=24kg-en found=3`: local time, event, facts; control characters made harmless."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, and its traceback below it."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        facts = " ".join(f"{k}={_plain(v)}" for k, v in facts_of(record).items())
        level = "" if record.levelno <= logging.INFO else f"{record.levelname} "
        line = f"{at:%H:%M:%S} {level}{_plain(record.getMessage())}  {facts}".rstrip()
        if record.exc_info:
            # Behind a bar, so that no line of what an error says passes for one of the log.
            told = self.formatException(record.exc_info).splitlines()
            line += "".join(f"\n  | {_plain(each)}" for each in told)
        return line


def _plain(value: object) -> str:
    text = str(value)
    return "".join(c if c.isprintable() else " " for c in text)


def log_trouble(log: logging.Logger, error: MonitorError) -> None:
    """Log an error in its own words, with its remedy."""
    log.error("trouble", extra={"detail": str(error), "hint": error.hint or None})
