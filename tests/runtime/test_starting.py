"""What a start leaves for later, so that the first request waits for less."""

import subprocess
import sys


def loaded_by(*modules: str) -> frozenset[str]:
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    program = [sys.executable, "-c", code]
    return frozenset(
        subprocess.run(program, check=True, capture_output=True, text=True).stdout.split()
    )


def test_the_judgement_is_loaded_when_there_is_a_page_to_judge() -> None:
    loaded = loaded_by("monitor.runtime.crawl", "monitor.runtime.daemon")
    assert "monitor.runtime.engine" in loaded
    heavy = {"monitor.core.plan", "monitor.core.difference", "rich", "sqlite_utils", "starlette"}
    assert heavy.isdisjoint(loaded)


def test_what_reads_pages_is_loaded_by_scouts_alone() -> None:
    reads = {"monitor.core.reading", "monitor.core.extract", "monitor.core.doors"}
    assert reads.isdisjoint(loaded_by("monitor.runtime.crawl", "monitor.runtime.daemon"))
    # Patterns come with the selectors that a scout learns.
    assert reads | {"monitor.core.patterns"} <= loaded_by("monitor.runtime.scout")


def test_what_is_loaded_before_the_fork_is_wanted_on_both_sides_and_knows_no_secret() -> None:
    shared = loaded_by("monitor.cli.crawl", "monitor.fetch.vanguard")
    assert {"asyncio", "monitor.egress.client", "monitor.fetch.letters"} <= shared
    assert {"monitor.config", "monitor.store", "monitor.core.reading", "sqlite3"}.isdisjoint(shared)


def test_httpx_is_loaded_for_a_url_that_may_be_read_in_two_ways() -> None:
    everything = ("monitor.runtime.crawl", "monitor.runtime.daemon", "monitor.runtime.scout")
    assert "httpx" not in loaded_by(*everything)
    code = "import sys; from monitor.egress import parse_url; print(parse_url({!r}), 'httpx' in sys.modules)"
    for url, is_loaded in (("https://24.kg/1_a/", False), ("https://24.kg/1_ы/", True)):
        told = subprocess.run(
            [sys.executable, "-c", code.format(url)], check=True, capture_output=True, text=True
        ).stdout
        assert told.startswith("Url(")
        assert told.split()[-1] == str(is_loaded)


def test_httpx_is_loaded_without_its_command_line() -> None:
    code = "import sys; from monitor.egress import parse_url; parse_url('https://24.kg/1_ы/'); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "httpx" in loaded
    assert {"click", "rich", "pygments"}.isdisjoint(loaded)
