"""How the program's log looks."""

import io
import json
import logging

import pytest

from monitor.model import Secret
from monitor.runtime.logs import JsonFormatter, TextFormatter, configure_logs


@pytest.fixture(autouse=True)
def _root_log():
    root = logging.getLogger()
    channels, level = root.handlers, root.level
    yield
    root.handlers, root.level = channels, level


def record(event: str, level: int = logging.INFO, **facts) -> logging.LogRecord:
    made = logging.LogRecord("monitor", level, "x.py", 1, event, (), None)
    vars(made).update(facts)
    return made


def test_json_holds_event_and_facts_and_no_empty_ones():
    line = json.loads(
        JsonFormatter(has_priority=False).format(record("checked", found=3, reason=None))
    )

    assert line["event"] == "checked"
    assert line["found"] == 3
    assert "reason" not in line


def test_scraped_text_cannot_forge_a_line_or_an_escape():
    evil = 'x\n<0>{"event": "forged"}\x1b[2J'

    as_json = JsonFormatter(has_priority=True).format(record("checked", title=evil))
    as_text = TextFormatter().format(record("checked", title=evil))

    for line in (as_json, as_text):
        assert "\n" not in line
        assert "\x1b" not in line


def test_journald_reads_the_priority_from_the_line():
    assert JsonFormatter(has_priority=True).format(record("x", logging.ERROR)).startswith("<3>{")


def test_a_stream_that_is_no_terminal_gets_json():
    stream = io.StringIO()

    configure_logs(stream, {}, "auto")
    logging.getLogger("monitor").info("checked", extra={"found": 1})

    assert json.loads(stream.getvalue())["found"] == 1


def test_text_can_be_asked_for():
    stream = io.StringIO()

    configure_logs(stream, {}, "text")
    logging.getLogger("monitor").info("checked", extra={"found": 1})

    assert "checked  found=1" in stream.getvalue()


def test_a_secret_in_the_facts_shows_nothing():
    line = JsonFormatter(has_priority=False).format(record("x", secret=Secret("whsec_canary")))

    assert "canary" not in line


def test_what_an_error_says_forges_no_line_and_moves_no_terminal():
    stream = io.StringIO()
    configure_logs(stream, {}, "text")
    try:
        raise ValueError("x\n12:00:00 checked  found=1\x1b[2J\x9b")
    except ValueError:
        logging.getLogger("monitor").exception("failed")

    first, *others = stream.getvalue().splitlines()
    assert first.endswith("ERROR failed")
    assert [line for line in others if not line.startswith("  | ")] == []
    assert {one for line in others for one in line if not one.isprintable()} == set()
