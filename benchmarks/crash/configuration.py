"""The configuration that a storm runs under: two sources, two rules, and a sink for each receiver."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from benchmarks.crash.receivers import TIMEOUT
from monitor.demo import Newsroom, Receiver

SECRET = "whsec_" + "YSBrZXkgdGhhdCBub2JvZHkgZWxzZSBoYXMsIDMyIGI="
EDITIONS = ("en", "ru")
TOPICS = ("vakunov", "visa-free")
_CONFIG = """\
[monitor]
database = "monitor.db"

[fetch]
agent = "monitor-crash (+https://example.org/monitor)"
timeout = "{timeout}s"
scouts = {scouts}
allow_addresses = [{addresses}]

[politeness]
delay = "0s"
concurrency = 8
budget = 100000
"""
_SOURCE = """
[[source]]
id = "{edition}"
site = "24.kg"
listing = "{listing}"
language = "{edition}"
every = "1s"
first_run = "alert"
recheck = ["{watched}:2s"]
"""
_RULES = """
[[rule]]
id = "vakunov"
query = "~Vakunov"
on = ["matched", "edited"]
sinks = [{sinks}]

[[rule]]
id = "visa-free"
query = "visa-free OR безвизовый OR визасыз"
on = ["matched", "edited"]
sinks = [{sinks}]
"""
_SINK = """
[[sink]]
id = "{sink}"
kind = "webhook"
url = "{url}"
secret_file = "secret"
timeout = "{timeout}ms"
retry = [{retry}]
"""
_RETRY = ", ".join(['"200ms"', '"500ms"', *['"2s"'] * 200])


def configuration(
    newsroom: Newsroom,
    receivers: Mapping[str, Receiver],
    *,
    timeout_s: int = 5,
    scouts: int = 0,
    sink_timeout_ms: int = round(TIMEOUT / timedelta(milliseconds=1)),
    watched: str = "30s",
) -> str:
    """Return the text of a `monitor.toml`: how long pages and receivers may take, and articles are watched.

    A life is too short for most scouts to come up: without any the daemon fetches by itself.
    """
    addresses = [newsroom.address, *(receiver.address for receiver in receivers.values())]
    sinks = ", ".join(f'"{sink}"' for sink in receivers)
    quoted = ", ".join(f'"{address}"' for address in addresses)
    text = _CONFIG.format(addresses=quoted, timeout=timeout_s, scouts=scouts)
    for edition in EDITIONS:
        listing = newsroom.listing(edition)
        text += _SOURCE.format(edition=edition, listing=listing, watched=watched)
    text += _RULES.format(sinks=sinks)
    for sink, receiver in receivers.items():
        text += _SINK.format(sink=sink, url=receiver.url, timeout=sink_timeout_ms, retry=_RETRY)
    return text


def prepare(folder: Path, text: str) -> None:
    """Make the folder of a storm, with its configuration and the secret of all receivers."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "monitor.toml").write_text(text, encoding="utf-8")
    secret = folder / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    secret.chmod(0o600)
