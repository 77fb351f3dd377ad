"""Metrics and readiness of a real daemon, and of pages beside it."""

import asyncio
import json
import signal
import sys

import httpx
from prometheus_client.parser import text_string_to_metric_families

from monitor.web.metrics import EVERY_FAMILY, HELD
from tests.e2e.test_pages import free_port, port  # noqa: F401 - its fixture


async def readiness(browser: httpx.AsyncClient, wanted: str) -> httpx.Response:
    """Return the answer of /readyz once it says `wanted`."""
    async with asyncio.timeout(30):
        while True:
            try:
                answer = await browser.get("/readyz")
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.text == f"{wanted}\n":
                return answer
            await asyncio.sleep(0.05)


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Return the value of every sample by its name and the values of its labels, in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_daemon_tells_what_it_does(program, newsroom, receiver, port):  # noqa: F811
    await program.run("crawl")
    newsroom.publish(edition="en", title="Vakunov meets the ambassador", paragraphs=["No more."])
    async with (
        program.service(),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as browser,
    ):
        await receiver.wait_until(lambda: len(receiver.accepted) == 1)
        ready = await readiness(browser, "ready")
        alive = await browser.get("/healthz")
        seen = {}
        async with asyncio.timeout(20):
            # The receiver has it a moment before the daemon has noted that.
            while seen.get(("monitor_deliveries_total", "desk", "sent")) != 1:
                text = (await browser.get("/metrics")).text
                seen = samples(text)
        ((articles,),) = program.rows("SELECT max(id) FROM article")
        _, found, _ = await program.run("doctor", "--json")

    told = {each.name.removesuffix("_total") for each in text_string_to_metric_families(text)}
    assert (ready.status_code, alive.text) == (200, "alive\n")
    assert told == {each.name.removesuffix("_total") for each in EVERY_FAMILY}
    assert seen["monitor_attempts_total", "sent", "", "desk"] == 1
    assert seen["monitor_deliveries_last_day", "desk", "sent"] == 1
    assert seen["monitor_checks_total", "listing", "good", "", "en"] >= 1
    assert seen["monitor_host_checks_total", "127.0.0.1"] >= 2
    assert seen["monitor_articles_total", "en"] == 1
    assert seen["monitor_delivery_latency_seconds_count", "en"] == 1
    assert ("monitor_loop_pause_seconds_count",) in seen
    assert seen["monitor_scouts",] == 1
    assert seen["monitor_trouble",] == 0
    assert seen["monitor_last_row", "article"] == articles
    by_what = {each["what"]: each for each in map(json.loads, found.splitlines())}
    assert by_what["web listen"]["detail"] == f"monitor answers at 127.0.0.1:{port}"


async def test_pages_beside_a_daemon_are_ready_while_it_is_alive(program, port):  # noqa: F811
    async with program.service():
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
            await readiness(browser, "ready")
        elsewhere = free_port()
        config = program.path.read_text(encoding="utf-8")
        beside = program.folder / "beside.toml"
        beside.write_text(config.replace(f"127.0.0.1:{port}", f"127.0.0.1:{elsewhere}"))
        pages = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor", "--config", str(beside), "serve"),
            cwd=program.folder,
            stderr=asyncio.subprocess.DEVNULL,
        )
        browser = httpx.AsyncClient(base_url=f"http://127.0.0.1:{elsewhere}", timeout=30)
        await readiness(browser, "ready")
        told = {
            family.name.removesuffix("_total")
            for family in text_string_to_metric_families((await browser.get("/metrics")).text)
        }
    # The daemon was stopped.
    gone = await readiness(browser, "daemon")
    await browser.aclose()
    pages.send_signal(signal.SIGTERM)
    await pages.wait()

    assert told == {each.name.removesuffix("_total") for each in HELD}
    assert gone.status_code == 503
