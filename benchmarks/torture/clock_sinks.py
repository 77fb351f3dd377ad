"""Who is told while the clock is set: a desk at once, two sinks that hold their alerts, one that hears of the clock."""

from datetime import timedelta
from pathlib import Path

from benchmarks.torture.faketime import WallClock
from benchmarks.torture.jumps import Message
from monitor.demo import Newsroom, Received, Receiver

EVERY = timedelta(seconds=1)
RETRY = timedelta(seconds=2)
EDITIONS = ("en", "ru")
DESK = "/desk"
_CONFIG = """\
[monitor]
database = "monitor.db"
selectors = "selectors"
timezone = "Europe/Berlin"
alarms = ["watch"]

[fetch]
agent = "monitor-torture (+https://example.org/monitor)"
timeout = "5s"
allow_addresses = ["{newsroom}", "{receiver}"]

[politeness]
delay = "0s"
concurrency = 4
budget = 100000

[[rule]]
id = "vakunov"
query = "~Vakunov"
sinks = ["desk", "daily", "night"]

[[sink]]
id = "desk"
kind = "webhook"
url = "{url}/desk"
retry = [{retry}]

[[sink]]
id = "daily"
kind = "webhook"
url = "{url}/daily"
digest_at = ["02:30"]

[[sink]]
id = "night"
kind = "webhook"
url = "{url}/night"
quiet = ["01:00-02:30"]

[[sink]]
id = "watch"
kind = "webhook"
url = "{url}/watch"
"""
_SOURCE = """
[[source]]
id = "{edition}"
site = "24.kg"
listing = "{listing}"
language = "{edition}"
every = "{every}s"
recheck = ["1h:30m"]
"""


class Heard:
    """What each sink was told, as it came."""

    def __init__(self, wall: WallClock) -> None:
        self._wall = wall
        self.messages: list[Message] = []
        self.held: dict[str, list[Message]] = {"daily": [], "night": []}
        self.notices: list[float] = []

    def hear(self, received: Received) -> None:
        """Note a message, and how far off its time is."""
        told, sink = received.json()["data"], received.path.strip("/")
        if sink == "watch":
            self.notices += [told["clock"]["seconds"]] if "clock" in told else []
            return
        lines = told.get("alerts", [{"alert": told["alert"]}])
        message = Message(
            id=received.id,
            about=told.get("article", {}).get("id", ""),
            at=received.at,
            is_taken=received.is_accepted,
            off=float(received.headers["webhook-timestamp"]) - self._wall.now(),
            tells=(*(line["alert"] for line in lines), *told.get("more", [])),
        )
        self.held.get(sink, self.messages).append(message)


def configure(folder: Path, newsroom: Newsroom, receiver: Receiver) -> None:
    """Write the configuration of a watch over the newsroom that tells the receiver."""
    retry = f"{RETRY.total_seconds():.0f}s"
    text = _CONFIG.format(
        newsroom=newsroom.address,
        receiver=receiver.address,
        url=f"http://{receiver.address}",
        retry=", ".join([f'"{retry}"'] * 20),
    )
    for edition in EDITIONS:
        text += _SOURCE.format(
            edition=edition,
            listing=newsroom.listing(edition),
            every=f"{EVERY.total_seconds():.0f}",
        )
    (folder / "monitor.toml").write_text(text, encoding="utf-8")
    # Without the address by which missing numbers are asked for: it leads to the real site.
    lines = Path("selectors/24.kg.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "selectors").mkdir()
    (folder / "selectors" / "24.kg.toml").write_text(
        "".join(line for line in lines if not line.startswith("article_url =")), encoding="utf-8"
    )
