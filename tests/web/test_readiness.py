"""/metrics, /healthz and /readyz: what is told is what is so."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from monitor.errors import MonitorError
from monitor.runtime.clock import SystemClock
from monitor.store.reading import tally as reading
from monitor.web import Meters, Vitals, app_of
from monitor.web.metrics import EVERY_FAMILY, HELD


def vitals(**changed) -> Vitals:
    well = Vitals(
        trouble="",
        is_at_work=True,
        is_starting=False,
        is_draining=False,
        jobs_by_crew={"checks": 3, "deliveries": 0},
        scouts=1,
        meters=Meters(),
    )
    return replace(well, **changed)


def browser_of(desk) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app_of(desk))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8787")


def engine_of(desk_of_archive, here: Vitals):
    """Return the desk as it is beside an engine in this process."""
    desk_of_archive._vitals = lambda: here
    return desk_of_archive


def change(config, statement: str, *values: object) -> None:
    with sqlite3.connect(config.database) as connection:
        connection.execute(statement, values)
    connection.close()


def run_row(config, alive_ago: timedelta, *, has_ended: bool = False) -> None:
    at = (SystemClock().now() - alive_ago).isoformat(timespec="milliseconds")
    change(
        config,
        "INSERT INTO run (began_at, alive_at, ended_at) VALUES (?, ?, ?)",
        *(at, at, at if has_ended else None),
    )


def ruin(database: Path, damage: str) -> None:
    for each in database.parent.glob("monitor.db*"):
        each.unlink()
    if damage == "no database":
        database.write_text("Dear diary, " * 900, encoding="utf-8")


async def told(browser: httpx.AsyncClient) -> dict[str, dict[tuple[str, ...], float]]:
    """Return every sample by its name and the values of its labels, in the order of the labels' names."""
    answer = await browser.get("/metrics")
    assert answer.status_code == 200, answer.text
    samples: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            samples.setdefault(sample.name, {})[
                tuple(v for _, v in sorted(sample.labels.items()))
            ] = sample.value
    return samples


async def test_what_the_archive_knows_is_told_without_an_engine(reader, config):
    run_row(config, timedelta(seconds=5))
    samples = await told(reader)

    with sqlite3.connect(config.database) as connection:
        articles = connection.execute("SELECT max(id) FROM article").fetchone()[0]
    connection.close()
    assert samples["monitor_last_row"]["article",] == articles
    assert set(samples["monitor_source_polled_timestamp_seconds"]) == {("24kg-en",), ("24kg-ru",)}
    assert samples["monitor_source_failures"] == {("", "24kg-en"): 0, ("", "24kg-ru"): 0}
    assert samples["monitor_deliveries_last_day"]["log", "sent"] >= 1
    assert samples["monitor_deliveries_pending"] == {("log",): 0}
    assert samples["monitor_database_bytes"][()] >= config.database.stat().st_size // 2
    assert "monitor_jobs" not in samples
    assert "monitor_checks_total" not in samples


async def test_every_metric_has_the_help_and_the_type_that_it_is_declared_with(desk_of_archive):
    async with browser_of(engine_of(desk_of_archive, vitals())) as browser:
        text = (await browser.get("/metrics")).text
    seen = {
        family.name.removesuffix("_total"): (family.type, family.documentation)
        for family in text_string_to_metric_families(text)
    }

    assert seen == {
        each.name.removesuffix("_total"): (each.kind.value, each.help) for each in EVERY_FAMILY
    }
    assert "_created" not in text


async def test_prometheus_may_ask_for_either_form(reader):
    accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"
    answer = await reader.get("/metrics", headers={"accept": accept})

    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    names = {family.name for family in openmetrics(answer.text)}
    assert names == {each.name.removesuffix("_total") for each in HELD}


async def test_queues_that_stand_still_are_told_by_their_age(reader, config):
    hour_ago = (SystemClock().now() - timedelta(hours=1)).isoformat(timespec="milliseconds")
    change(config, "UPDATE target SET due_at = ? WHERE kind = 'listing'", hour_ago)
    change(config, "UPDATE delivery SET state = 'pending', due_at = ? WHERE sink = 'log'", hour_ago)
    change(config, "UPDATE alert SET created_at = ?", hour_ago)
    change(config, "UPDATE source SET failures = 3, reason = 'dns', alarm = 'failing'")
    samples = await told(reader)

    assert 3_600 <= samples["monitor_target_overdue_seconds"]["listing",] < 3_700
    assert 3_600 <= samples["monitor_delivery_overdue_seconds"]["log",] < 3_700
    assert 3_600 <= samples["monitor_delivery_oldest_pending_seconds"]["log",] < 3_700
    assert samples["monitor_deliveries_pending"]["log",] >= 1
    assert samples["monitor_source_failures"]["dns", "24kg-en"] == 3
    assert samples["monitor_source_alarm"]["failing", "24kg-en"] == 1


async def test_a_delivery_in_hand_is_pending_too(reader, config):
    later = (SystemClock().now() + timedelta(hours=1)).isoformat(timespec="milliseconds")
    change(config, "UPDATE delivery SET state = 'pending', lease = 'x', leased_until = ?", later)
    samples = await told(reader)

    assert samples["monitor_deliveries_pending"]["log",] >= 1
    assert samples["monitor_delivery_overdue_seconds"]["log",] == 0


async def test_hours_that_are_proven_are_a_share_of_those_that_were_watched(reader, config):
    now = SystemClock().now()
    change(config, "UPDATE source SET seeded_at = ?", (now - timedelta(days=9)).isoformat())
    change(config, "DELETE FROM source_hour")
    hour_at = int(now.timestamp()) // 3_600 * 3_600 - 3 * 3_600
    change(
        config,
        "INSERT INTO source_hour VALUES ('24kg-en', ?, 1800000, 1, 0, 0, 0)",
        hour_at,
    )
    samples = await told(reader)

    assert samples["monitor_source_proven_seconds"] == {("24kg-en",): 1_800, ("24kg-ru",): 0}
    assert 1 / 51 <= samples["monitor_source_coverage_ratio"]["24kg-en",] <= 1 / 48


async def test_metrics_are_for_who_may_read(stranger):
    answer = await stranger.get("/metrics")

    assert answer.status_code == 401
    assert "monitor_" not in answer.text


async def test_without_its_database_it_still_tells_what_it_counted(desk_of_archive, config):
    config.database.unlink()
    async with browser_of(engine_of(desk_of_archive, vitals(trouble="the disk is full"))) as each:
        samples = await told(each)

    assert samples["monitor_trouble"] == {(): 1}
    assert "monitor_last_row" not in samples


def test_no_number_costs_a_look_at_every_row(config):
    connection = sqlite3.connect(config.database)
    asked = {"since": 0, "canary": "canary"}
    plans = {
        query: [
            row[3]
            for row in connection.execute(
                f"EXPLAIN QUERY PLAN {query}",
                asked if ":since" in query else ("",) * query.count("?"),
            )
        ]
        for query in (
            reading._SOURCES,
            reading._SINKS,
            reading._LAST_DAY,
            reading._HOSTS,
            reading._DUE,
            reading._RUN,
        )
    }
    connection.close()

    small = {"SCAN source", "SCAN sink", "SCAN host", "SCAN run", "SCAN waiting"}
    scans = [
        step
        for steps in plans.values()
        for step in steps
        if step.startswith("SCAN") and " USING " not in step and step not in small
    ]
    assert scans == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_readiness_is_open_to_all_and_says_a_word(stranger, published, path):
    run_row(published, timedelta(seconds=5))
    answer = await stranger.get(path, headers={"host": "10.0.0.7:8787"})

    assert answer.status_code == 200
    assert answer.text in {"alive\n", "ready\n"}


async def test_the_loop_answers_when_nobody_knows_who_may_come_in(desk_of_archive, config):
    access = config.path.parent / config.web.access
    access.write_text("{", encoding="utf-8")
    async with browser_of(desk_of_archive) as browser:
        answer = await browser.get("/healthz")

    with pytest.raises(MonitorError):
        desk_of_archive.access()
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("ago", "has_ended", "status", "word"),
    [(5, False, 200, "ready"), (90, False, 503, "daemon"), (5, True, 503, "daemon")],
)
async def test_pages_alone_are_ready_while_a_daemon_is_alive(
    reader, config, ago, has_ended, status, word
):
    run_row(config, timedelta(seconds=ago), has_ended=has_ended)
    answer = await reader.get("/readyz")

    assert (answer.status_code, answer.text) == (status, f"{word}\n")


async def test_pages_of_a_daemon_that_never_ran_are_not_ready(reader):
    answer = await reader.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "daemon\n")


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({}, "ready"),
        ({"trouble": "the disk is full"}, "trouble"),
        ({"is_at_work": False}, "stalled"),
        ({"is_starting": True}, "starting"),
        ({"is_starting": True, "is_at_work": False}, "stalled"),
        ({"is_draining": True}, "draining"),
        ({"is_draining": True, "trouble": "the disk is full"}, "draining"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_daemon_says_what_it_has_against_work(desk_of_archive, changed, word):
    async with browser_of(engine_of(desk_of_archive, vitals(**changed))) as browser:
        answer = await browser.get("/readyz")

    assert (answer.status_code, answer.text) == (200 if word == "ready" else 503, f"{word}\n")


async def test_pages_that_stop_send_nobody_here_any_more(reader, desk_of_archive, config):
    run_row(config, timedelta(seconds=5))
    desk_of_archive.retire()
    answer = await reader.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "draining\n")


@pytest.mark.parametrize("damage", ["gone", "no database"])
async def test_a_database_that_cannot_be_read_is_not_ready(desk_of_archive, config, damage):
    ruin(config.database, damage)
    async with browser_of(engine_of(desk_of_archive, vitals())) as browser:
        answer = await browser.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "database\n")
