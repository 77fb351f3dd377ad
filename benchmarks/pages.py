"""`python -m benchmarks.pages`: what a page takes of the machine where a million articles are held.

Each question of the archive that stands behind a page, and the whole pages through the application as the browser
gets them, without the network. What is counted is the CPU time of the process, all threads; the file is in the
system's cache after the first round.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import httpx

from benchmarks.pages_past import COMMON, NOW, RARE, fill
from benchmarks.row import Row, at_most, print_rows
from monitor.config import load
from monitor.model import AlertKind, DeliveryState
from monitor.model.report import AlertFilter, ArticleFilter, DeliveryFilter
from monitor.ports.archive import Archive
from monitor.runtime.clock import SystemClock
from monitor.runtime.desk import ArchiveDesk
from monitor.runtime.granting import grant_now
from monitor.store.reading import open_archive
from monitor.web import app_of

SIZE = 1_000_000
ROUNDS = 7
# Milliseconds of server time that no page goes beyond.
BOUND = 200
_DAY = timedelta(days=1)
_CONFIG = """
[monitor]
database = "{database}"
timezone = "Asia/Bishkek"

[web]
listen = "127.0.0.1:8787"
secret_file = "desk.secret"

[[source]]
id = "source-0"
site = "24.kg"
listing = "https://24.kg/english/"
language = "en"

[[rule]]
id = "rule-0"
query = "visa"
sinks = ["log"]

[[sink]]
id = "log"
kind = "console"
"""

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
# Not asked by a page as it is; they look at all there is.
_UNBOUNDED = frozenset({"sources, counted", "attention"})
PAGES = (
    "/",
    "/articles",
    "/articles?source=source-0",
    "/articles?language=de",
    f"/articles?text={COMMON}",
    "/articles?rule=rule-0",
    "/articles/1000",
    "/stories",
    "/rates",
    "/alerts",
    "/rules",
    "/sources",
    "/deliveries",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=SIZE)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where the database lies, and stays")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print_rows(_measured(wish.folder or Path(temporary), wish.articles, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return what the questions and the pages take at a million articles; in short at a hundredth."""
    with tempfile.TemporaryDirectory() as folder:
        size, rounds = (SIZE // 100, 2) if is_short else (SIZE, ROUNDS)
        return _measured(Path(folder), size, rounds)


def _measured(folder: Path, articles: int, rounds: int) -> list[Row]:
    path = folder / f"pages-{articles}.db"
    if not path.exists():
        fill(path, articles)
    with open_archive(path) as archive:
        found = list(_asked(archive, rounds))
    return found + asyncio.run(_visited(path, rounds))


def _asked(archive: Archive, rounds: int) -> Iterator[Row]:
    for name, question in QUESTIONS.items():
        question(archive)
        costs = []
        for _ in range(rounds):
            began = time.process_time()
            question(archive)
            costs.append(time.process_time() - began)
        yield from _rows(name, costs, is_bound=name not in _UNBOUNDED)


async def _visited(path: Path, rounds: int) -> list[Row]:
    """Return what whole pages take; those that are not there are left out."""
    file = path.with_suffix(".toml")
    file.write_text(_CONFIG.format(database=path), encoding="utf-8")
    secret = file.with_name("desk.secret")
    secret.write_text("whsec_YSBrZXkgb2YgdGhlIGRlc2ssIDMyIGJ5dGVzIGxvbmch\n", encoding="utf-8")
    secret.chmod(0o600)
    config, clock = load(file, {}), SystemClock()
    assert config.web is not None
    desk = ArchiveDesk(
        lambda: config,
        lambda wish: grant_now(config, wish, clock=clock, console=sys.stdout),
        config.web,
        clock,
    )
    found: list[Row] = []
    transport = httpx.ASGITransport(app_of(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8787") as client:
        for page in PAGES:
            answer = await client.get(page)
            if answer.status_code != 200:
                print(f"{page}: {answer.status_code}, left out")
                continue
            costs = []
            for _ in range(rounds):
                began = time.process_time()
                await client.get(page)
                costs.append(time.process_time() - began)
            found += _rows(f"page {page}", costs, is_bound=True)
    desk.close()
    return found


def _rows(name: str, costs: Sequence[float], *, is_bound: bool) -> Iterator[Row]:
    ranked = [cost * 1e3 for cost in sorted(costs)]
    p95 = ranked[-(-len(ranked) * 95 // 100) - 1]
    yield Row(label=f"{name}: p50", value=statistics.median(ranked), unit="ms CPU")
    goal = at_most(BOUND) if is_bound else None
    yield Row(label=f"{name}: p95", value=p95, unit="ms CPU", goal=goal)


if __name__ == "__main__":
    main()
