"""The redirects to be met, and how each has to end. Meets none itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Asker(StrEnum):
    """Who meets the redirect."""

    PAGE = "page"
    ROBOTS = "robots"
    WEBHOOK = "webhook"
    HEARTBEAT = "heartbeat"
    APPRISE = "apprise"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What the first server redirects, by path ("*": whatever else is asked), and how that has to end.

    `{first}` and `{other}` are the servers' addresses, `{{n}}` another number each time. `why` is the reason, or
    "came". With `from_tls` the first server speaks TLS; `back` is where the other one redirects to.
    """

    name: str
    hops: Mapping[str, str] = field(default_factory=dict)
    why: str = "redirects"
    asker: Asker = Asker.PAGE
    status: int = 302
    first_asked: int = 1
    other_asked: int = 0
    from_tls: bool = False
    back: str = ""


def _chain(length: int) -> dict[str, str]:
    return {f"/{n}" if n else "/": f"/{n + 1}" for n in range(length)}


CASES = (
    Case(name="to itself", hops={"/": "/"}),
    Case(name="to itself with a fragment", hops={"/": "/#top"}),
    Case(name="in a ring", hops={"/": "/a", "/a": "/"}, first_asked=2),
    Case(name="to ever new addresses", hops={"*": "/?hop={{n}}"}, first_asked=6),
    Case(name="five in a row", hops=_chain(5), why="came", first_asked=6),
    Case(name="six in a row", hops=_chain(6), first_asked=6),
    Case(name="twenty-one in a row", hops=_chain(21), first_asked=6, status=308),
    Case(name="from TLS to none", hops={"/": "http://{other}/"}, from_tls=True, first_asked=0),
    Case(name="to a file", hops={"/": "file:///etc/passwd"}),
    Case(name="to data", hops={"/": "data:text/html,<p>here</p>"}, status=301),
    Case(name="to a script", hops={"/": "javascript:alert(1)"}, status=307),
    Case(name="to gopher", hops={"/": "gopher://{other}/_GET"}),
    Case(name="to ftp", hops={"/": "ftp://{other}/"}),
    Case(name="to a user name", hops={"/": "http://{canary}:{canary}@{other}/"}),
    Case(name="to a backslash", hops={"/": "http:\\\\{other}\\"}),
    Case(name="to nowhere", hops={"/": ""}),
    Case(name="to a private address", hops={"/": "http://10.0.0.1/"}, why="forbidden_address"),
    Case(name="to another port here", hops={"/": "http://127.0.0.98:1/"}, why="forbidden_address"),
    Case(name="to another origin", hops={"/": "http://{other}/"}, why="came", other_asked=1),
    Case(
        name="to another origin and back",
        hops={"/": "http://{other}/"},
        back="http://{first}/back",
        why="came",
        first_asked=2,
        other_asked=1,
    ),
    Case(name="without a scheme", hops={"/": "//{other}/x"}, why="came", other_asked=1),
    Case(
        name="of robots.txt",
        hops={"/robots.txt": "http://{other}/robots.txt"},
        asker=Asker.ROBOTS,
        why="came",
        first_asked=2,
        other_asked=1,
    ),
    Case(
        name="of a webhook",
        hops={"/": "http://{other}/"},
        asker=Asker.WEBHOOK,
        why="http_3xx",
    ),
    Case(
        name="of a webhook, keeping its method",
        hops={"/": "http://{other}/"},
        asker=Asker.WEBHOOK,
        status=307,
        why="http_3xx",
    ),
    Case(
        name="of the heartbeat",
        hops={"/": "http://{other}/"},
        asker=Asker.HEARTBEAT,
        why="status 302",
    ),
    Case(
        name="of Apprise",
        hops={"/": "http://{other}/"},
        asker=Asker.APPRISE,
        status=307,
        why="not_taken",
    ),
)
