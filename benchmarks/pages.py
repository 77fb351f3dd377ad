"""`python -m benchmarks.pages`: what a page takes of the machine where a million articles are held.

Each question of the archive that stands behind a page, and whole answers of the application without the network: every
page, feed and route of the API (`pages_visited.py`). What is counted is the CPU time of the process, all threads; the
file is in the system's cache after the first round.
"""

import argparse
import asyncio
import io
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from benchmarks.pages_past import COMMON, NOW, RARE, fill
from benchmarks.pages_visited import BOUND, Visit, config_of, visits
from benchmarks.row import Row, at_most, print_rows
from monitor.config import Config, load
from monitor.model import AlertKind, DeliveryState
from monitor.model.report import AlertFilter, ArticleFilter, DeliveryFilter
from monitor.ports.archive import Archive
from monitor.runtime.clock import SystemClock
from monitor.runtime.desk import ArchiveDesk
from monitor.runtime.engine import open_engine
from monitor.runtime.listeners import Listeners
from monitor.store.reading import open_archive
from monitor.web import app_of
from monitor.web.api import table_of
from monitor.web.api.stream import AlertStream
from monitor.web.rehearsals import Rehearsals

SIZE = 1_000_000
# Of each address; fewer of those that take long.
ROUNDS, FEWEST = 20, 3
_PATIENCE_S = 2.0
_DAY = timedelta(days=1)
HELD = {
    "articles": "SELECT count(*) FROM article",
    "observations": "SELECT (SELECT count(*) FROM observation_live) + (SELECT sum(count) FROM observation_packed)",
    "alerts": "SELECT count(*) FROM alert",
    "deliveries": "SELECT count(*) FROM delivery",
}

Question = Callable[[Archive], object]


def _articles(**asked: object) -> Question:
    return lambda archive: archive.article_leaf(ArticleFilter(**asked))  # type: ignore[arg-type]


def _alerts(**asked: object) -> Question:
    return lambda archive: archive.alert_leaf(AlertFilter(**asked))  # type: ignore[arg-type]


def _deliveries(**asked: object) -> Question:
    return lambda archive: archive.delivery_leaf(DeliveryFilter(**asked))  # type: ignore[arg-type]


QUESTIONS: Mapping[str, Question] = {
    "articles": _articles(),
    "articles of the largest source": _articles(source="source-0"),
    "articles of a small source": _articles(source="source-49"),
    "articles in a language": _articles(language="en"),
    "articles in a language that none has": _articles(language="de"),
    "articles with views that none has": _articles(views=1_000_000),
    "articles of a source in no language": _articles(source="source-0", language="de"),
    "articles of the busiest rule": _articles(rule="rule-0"),
    "articles of a rule from the past": _articles(rule="rule-0", until=NOW - 100 * _DAY),
    "articles with a common word": _articles(text=COMMON),
    "articles with a rare word": _articles(text=RARE),
    "articles with a common and a rare word": _articles(text=f"{COMMON} {RARE}"),
    "articles with a beginning of a word": _articles(text="word1*"),
    "articles with a common word, of no language": _articles(text=COMMON, language="de"),
    "articles with a common word, from the past": _articles(text=COMMON, until=NOW - 100 * _DAY),
    "alerts": _alerts(),
    "alerts of a rule": _alerts(rule="rule-100"),
    "alerts of a source": _alerts(source="source-49"),
    "alerts of a kind that none has": _alerts(kind=AlertKind.SOURCE_BROKEN),
    "alerts to a sink that none has": _alerts(sink="none"),
    "alerts with a dead delivery": _alerts(state=DeliveryState.DEAD),
    "alerts that somebody acknowledged": _alerts(is_acknowledged=True),
    "deliveries": _deliveries(),
    "deliveries that are dead": _deliveries(state=DeliveryState.DEAD),
    "deliveries of a rule": _deliveries(rule="rule-199"),
    "rules by days, thirty of them": lambda archive: archive.rule_days(since=NOW - 30 * _DAY),
    "a rule by days": lambda archive: archive.rule_days("rule-0", since=NOW - 30 * _DAY),
    "rising": lambda archive: archive.rising(10, since=NOW - _DAY),
    "blind": lambda archive: archive.blind(NOW - _DAY),
    "failing pages": lambda archive: archive.failing(),
    "failing pages of a source": lambda archive: archive.failing(source="source-49"),
    "latency of a day": lambda archive: archive.latency(since=NOW - _DAY),
    "stories of a day": lambda archive: archive.stories(since=NOW - _DAY),
    "events of a day": lambda archive: archive.events(since=NOW - _DAY),
    "sinks": lambda archive: archive.sinks(),
    "sources, counted": lambda archive: archive.sources(),
    "health of a source": lambda archive: archive.health("source-0", NOW - 14 * _DAY),
    "hours of a source": lambda archive: archive.hours("source-0", NOW - 7 * _DAY),
    "attention": lambda archive: archive.attention(NOW),
}


class StillClock(SystemClock):
    """Stands where the past ends; what is waited for is waited for all the same."""

    def now(self) -> datetime:
        """Return that moment."""
        return NOW


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=SIZE)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where the database lies, and stays")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(
            _measured(
                wish.folder or Path(temporary),
                wish.articles,
                wish.rounds,
                # It takes minutes: each is told as it comes.
                lambda row: print_rows([row]),
            )
        )


def rows(*, is_short: bool) -> list[Row]:
    """Return what the questions and the pages take at a million articles; in short at a hundredth."""
    with tempfile.TemporaryDirectory() as folder:
        size, rounds = (SIZE // 100, 2) if is_short else (SIZE, ROUNDS)
        found: list[Row] = []
        asyncio.run(_measured(Path(folder), size, rounds, found.append))
        return found


async def _measured(folder: Path, articles: int, rounds: int, tell: Callable[[Row], None]) -> None:
    path = folder / f"pages-{articles}.db"
    if not path.exists():
        fill(path, articles)
    for row in _held(path):
        tell(row)
    with open_archive(path) as archive:
        for row in _asked(archive, rounds):
            tell(row)
    async for row in _visited(path, articles, rounds):
        tell(row)


def _held(path: Path) -> Iterator[Row]:
    """Yield how much the database holds."""
    with closing(sqlite3.connect(path)) as connection:
        for what, query in HELD.items():
            (count,) = connection.execute(query).fetchone()
            yield Row(label=f"held: {what}", value=count, unit="rows")
    yield Row(label="held: file", value=path.stat().st_size / 1e6, unit="MB")


def _asked(archive: Archive, rounds: int) -> Iterator[Row]:
    for name, question in QUESTIONS.items():
        costs = _costs(lambda question=question: question(archive), rounds)  # type: ignore[misc]
        yield _p95(f"asked: {name}", costs, BOUND)


def _costs(ask: Callable[[], object], rounds: int) -> list[float]:
    """Return what asking takes each time, in seconds of CPU, once the system has the file in its cache."""
    ask()
    costs: list[float] = []
    while len(costs) < rounds and (len(costs) < FEWEST or sum(costs) < _PATIENCE_S):
        began = time.process_time()
        ask()
        costs.append(time.process_time() - began)
    return costs


async def _visited(path: Path, articles: int, rounds: int) -> AsyncIterator[Row]:
    """Yield what whole answers take, by the application as it is beside the daemon that holds the database."""
    config, clock = _config(path), StillClock()
    assert config.web is not None
    console = io.StringIO()
    listeners = Listeners(on_checked=lambda _: None, on_settled=lambda _: None)
    engine = await open_engine(config, clock=clock, console=console, listeners=listeners)
    desk = ArchiveDesk(lambda: config, engine.grant, config.web, clock)
    try:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app_of(desk)), base_url="http://127.0.0.1:8787"
        ) as client:
            for visit in visits(table_of(AlertStream(desk), Rehearsals(desk))):
                costs = await _visits_of(visit, client, articles, rounds)
                yield _p95(visit.label, costs, visit.bound)
    finally:
        desk.close()
        await engine.close()


async def _visits_of(
    visit: Visit, client: httpx.AsyncClient, articles: int, rounds: int
) -> list[float]:
    """Return what a visit takes each time, in seconds of CPU of all threads."""
    costs: list[float] = []
    silences = [each["id"] for each in (await client.get("/api/v1/silences")).json()]
    for turn in range(rounds + 1):
        alert = f"msg_{articles - articles % 5 - 5 * turn:012d}"
        path = visit.path.format(
            alert=alert,
            newest=articles - 100,
            silence=silences[turn] if turn < len(silences) else "",
        )
        headers = {} if visit.method == "GET" else {"Sec-Fetch-Site": "same-origin"}
        began = time.process_time()
        answer = await client.request(
            visit.method, path, headers=headers, json=visit.body if visit.body else None
        )
        cost = time.process_time() - began
        if answer.status_code >= 400 and "nothing-is-here" not in path:
            raise RuntimeError(f"{visit.label}: {answer.status_code} {answer.text[:300]}")
        if turn:
            costs.append(cost)
        if "{silence}" in visit.path and turn + 1 >= len(silences):
            break
        if len(costs) >= FEWEST and sum(costs) > _PATIENCE_S:
            break
    return costs


def _config(path: Path) -> Config:
    file = path.with_suffix(".toml")
    file.write_text(config_of(str(path)), encoding="utf-8")
    secret = file.with_name("desk.secret")
    secret.write_text("whsec_YSBrZXkgb2YgdGhlIGRlc2ssIDMyIGJ5dGVzIGxvbmch\n", encoding="utf-8")
    secret.chmod(0o600)
    return load(file, {})


def _p95(name: str, costs: Sequence[float], bound: float) -> Row:
    ranked = [cost * 1e3 for cost in sorted(costs)]
    return Row(
        label=name,
        value=ranked[-(-len(ranked) * 95 // 100) - 1],
        unit="ms CPU, p95",
        low=ranked[0],
        high=ranked[-1],
        goal=at_most(bound),
    )


if __name__ == "__main__":
    main()
