"""Texts that act, carried from pages through the whole program to everything that it prints, writes and sends.

A site on loopback says them as title, section, author, address and text; a real crawl reads, stores and tells them.
Then every output is made of that archive, and checked by `inertness`. Errors and names go straight to what shows them.
"""

import asyncio
import io
import json
import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stderr, suppress
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.torture.alert_desk import ack_page
from benchmarks.torture.hostile_site import Archive, crawled
from benchmarks.torture.inertness import (
    chat_fault,
    csv_fault,
    html_fault,
    json_lines_fault,
    live_in,
    plain_fault,
    table_fault,
)
from benchmarks.torture.payloads import PAYLOADS
from benchmarks.torture.tally import Size, Tally
from monitor.config.load import load
from monitor.core.body import in_words, render
from monitor.errors import ConfigError
from monitor.model import AlertKind, BodyForm, OwnBody
from monitor.model.report import AlertLife, AlertReport
from monitor.runtime.logs import configure_logs

_SHORT = 5
_NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_NAMES = ("title", "author", "section")


def torture(size: Size) -> Tally:
    """Return how many payloads are inert in how many outputs. SHORT carries every fifth."""
    payloads = PAYLOADS if size is Size.FULL else PAYLOADS[::_SHORT]
    with tempfile.TemporaryDirectory() as folder:
        archive = asyncio.run(crawled(Path(folder), payloads))
        faults = dict(_outputs(archive))
    broken = [f"{name}: {fault}" for name, fault in faults.items() if fault]
    counts = {
        "payloads": len(payloads),
        "places a payload stands in": len(_NAMES) + 2,
        "outputs": len(faults),
        "outputs inert": len(faults) - len(broken),
        "payloads × outputs": len(payloads) * len(faults),
    }
    return Tally(name="injection", counts=counts, broken=tuple(broken))


def _outputs(archive: Archive) -> Iterator[tuple[str, str]]:
    """Yield every output's name and what is wrong with it."""
    told = [line for line in archive.console.split("\n") if '"article.matched"' in line]
    titles = archive.titles
    yield "console", json_lines_fault("\n".join(told), "data.article.title", titles)
    yield "log of a crawl", _log_fault(archive.log)
    yield from _commands(archive)
    yield from _exports(archive)
    yield from _messages(told)
    yield (
        "page",
        _first(_page_fault(line, payload) for line in told for payload in archive.payloads[::7]),
    )
    yield from _errors(archive)


def _log_fault(log: str) -> str:
    if live := live_in(log):
        return f"holds {sorted(live)!r}"
    for line in filter(None, log.split("\n")):
        try:
            json.loads(line)
        except ValueError:
            return f"has a line that is not its own: {line[:80]!r}"
    return ""


def _commands(archive: Archive) -> Iterator[tuple[str, str]]:
    alerts = archive.run("show", "alerts", "--limit", "1000", "--json")
    yield "show alerts --json", json_lines_fault(alerts, "title", archive.titles)
    first = json.loads(alerts.split("\n")[0])
    many = ("--limit", "1000")
    for words in (
        ("show", "articles", *many), ("show", "alerts", *many), ("show", "deliveries", *many), ("show", "sources"),
        ("show", "sinks"), ("show", "events"), ("show", "stories"), ("show", "attention"), ("show", "coverage"),
        ("show", "latency"), ("show", "alert", first["id"], "--payload"), ("rule", "test", "r"), ("rule", "lint"),
    ):  # fmt: skip
        shown = [" ".join(title.split()) for title in archive.titles if title.isprintable()]
        expected = shown if words[1] in {"articles", "alerts"} else []
        yield " ".join(words[:2]), table_fault(archive.run(*words), expected)
    for words in (("show", "articles", *many), ("show", "deliveries", *many), ("show", "sources")):
        yield f"{' '.join(words[:2])} --json", _log_fault(archive.run(*words, "--json"))
    yield (
        "show article",
        _first(
            table_fault(archive.run("show", "article", f"s.example#{number}", *more), [])
            for number in range(1, len(archive.payloads) + 1, 9)
            for more in ((), ("--json",))
        ),
    )


def _exports(archive: Archive) -> Iterator[tuple[str, str]]:
    yield "export csv", csv_fault(archive.run("export", "articles"), archive.titles)
    lines = archive.run("export", "articles", "--format", "jsonl")
    yield "export jsonl", json_lines_fault(lines, "title", archive.titles)


def _messages(told: Sequence[str]) -> Iterator[tuple[str, str]]:
    for form in BodyForm:
        yield str(form), _first(chat_fault(form, render(form, line)) for line in told)
    yield "plain words", _first(plain_fault(*in_words(line)) for line in told)
    yield "JSON of one's own", _first(map(_own_fault, told))


def _own_fault(payload: str) -> str:
    title = json.loads(payload)["data"]["article"]["title"]
    own = OwnBody(
        path="own.json",
        document='{"a": "{article.title}", "b": "<{article.title}>", "{article.title}": 1}',
    )
    expected = {"a": title, "b": f"<{title}>", "{article.title}": 1}
    return "" if json.loads(render(own, payload)) == expected else f"loses {title!r}"


def _page_fault(line: str, payload: str) -> str:
    article = json.loads(line)["data"]["article"]
    hostile = _life(article["title"], payload, article["url"])
    return html_fault(
        ack_page(hostile, payload), ack_page(_life("a", "b", "https://s.example/"), "f")
    )


def _life(title: str, word: str, url: str) -> AlertLife:
    """Return an alert on which nobody has taken note, with `word` wherever a name may stand."""
    alert = AlertReport(
        id="msg_1", kind=AlertKind.MATCHED, rule=word, source=word, created_at=_NOW, article=1, title=title,
        url=url, payload="{}", pending=0, sent=1, gathered=0, muted=0, dead=0, acknowledged_at=None,
    )  # fmt: skip
    return AlertLife(alert=alert, source=word, published_at=None, first_seen_at=_NOW, deliveries=())


def _errors(archive: Archive) -> Iterator[tuple[str, str]]:
    """Yield what became of payloads in errors, facts and names."""
    yield "log of an error, JSON", _first(_logged(payload, "json") for payload in archive.payloads)
    yield "log of an error, text", _first(_logged(payload, "text") for payload in archive.payloads)
    yield (
        "faults of a configuration",
        _first(_config_fault(archive, each) for each in archive.payloads),
    )


def _logged(payload: str, form: str) -> str:
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logs(stream, {}, "json" if form == "json" else "text")
        try:
            raise ValueError(payload)
        except ValueError:
            logging.getLogger("monitor.torture").exception("failed", extra={"detail": payload})
    finally:
        root.handlers, root.level = before
    written = stream.getvalue()
    if form == "json":
        return _log_fault(written)
    forged = [line for line in written.rstrip("\n").split("\n")[1:] if not line.startswith("  | ")]
    return f"has the line {forged[0]!r}" if forged else table_fault(written, [])


def _config_fault(archive: Archive, payload: str) -> str:
    """Put a payload where a source's name, a rule's query and a selector stand, and look at what is said of it."""
    spelled = json.dumps(payload).replace("\x7f", "\\u007f")
    path = archive.config.with_name("faulty.toml")
    text = archive.config.read_text(encoding="utf-8")
    text = text.replace('id = "s"\n', f"id = {spelled}\n").replace(
        '"Vakunov"', f'{spelled[:-1]} AND ("'
    )
    path.write_text(text, encoding="utf-8")
    said = io.StringIO()
    with redirect_stderr(said), suppress(SystemExit):
        try:
            load(path, {})
        except ConfigError as error:
            said.write(str(error))
    return table_fault(said.getvalue(), []) or ("" if said.getvalue() else "was not said")


def _first(faults: Iterable[str]) -> str:
    return next(filter(None, faults), "")
