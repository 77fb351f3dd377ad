"""The newsroom's desk for other processes, over HTTP under `/-/`. Owns its JSON; decides nothing.

GET  /-/truth                 every article, with its view counter and spellings
GET  /-/requests              the request log
POST /-/publish               {"edition", "title", "paragraphs", "topics", "section"}, all optional
POST /-/edit/ID               {"title", "paragraphs"}
POST /-/withdraw/ID           {"status"}
POST /-/script                {"where", "fault": "Status", "times", …the fault's own fields}
POST /-/heal                  {"where"}
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Protocol

from monitor.demo import faults, wire_faults
from monitor.demo.article import Article
from monitor.demo.faults import Fault
from monitor.demo.ledger import Exchange, Ledger
from monitor.demo.messages import Request, Response, text_response

CONTROL_ROOT = "/-/"

FAULTS: dict[str, Callable[..., Fault]] = {
    "Status": faults.Status,
    "Redirect": faults.Redirect,
    "Charset": faults.Charset,
    "Bomb": faults.Bomb,
    "Redesign": lambda: faults.REDESIGN,
    "Slow": wire_faults.Slow,
    "Stall": wire_faults.Stall,
    "Truncated": wire_faults.Truncated,
    "Huge": wire_faults.Huge,
    "Informational": wire_faults.Informational,
    "Garbage": wire_faults.Garbage,
    "Hangup": wire_faults.Hangup,
    "Chunked": wire_faults.Chunked,
}


class Desk(Protocol):
    """What the control surface needs of a newsroom."""

    requests: Ledger[Exchange]

    @property
    def articles(self) -> Mapping[int, Article]: ...
    def views(self, article: Article) -> int: ...
    def spellings(self, article: Article) -> tuple[str, ...]: ...
    def publish(
        self,
        *,
        edition: str | None = None,
        title: str | None = None,
        paragraphs: Sequence[str] | None = None,
        topics: Collection[str] | None = None,
        section: str | None = None,
    ) -> Article: ...
    def edit(
        self, number: int, *, title: str | None = None, paragraphs: Sequence[str] | None = None
    ) -> Article: ...
    def withdraw(self, number: int, status: int = 404) -> Article: ...
    def script(self, where: str | int, fault: Fault, times: int | None = None) -> None: ...
    def heal(self, where: str | int | None = None) -> None: ...


def control(desk: Desk, request: Request) -> Response:
    """Return the answer to a request under `/-/`: 200 with JSON, or 400/404 with a sentence."""
    order = request.path.removeprefix(CONTROL_ROOT).strip("/")
    name, _, number = order.partition("/")
    try:
        wishes = json.loads(request.body) if request.body else {}
        return _obey(desk, f"{request.method} {name}", number, wishes)
    except KeyError as error:
        return text_response(404, f"not here: {error}\n")
    except (TypeError, ValueError) as error:
        return text_response(400, f"{error}\n")


def _obey(desk: Desk, order: str, number: str, wishes: dict[str, Any]) -> Response:
    match order:
        case "GET truth":
            return _json([_truth(desk, article) for article in desk.articles.values()])
        case "GET requests":
            return _json([asdict(exchange) for exchange in desk.requests])
        case "POST publish":
            return _json(_truth(desk, desk.publish(**wishes)))
        case "POST edit":
            return _json(_truth(desk, desk.edit(int(number), **wishes)))
        case "POST withdraw":
            return _json(_truth(desk, desk.withdraw(int(number), **wishes)))
        case "POST heal":
            desk.heal(wishes.get("where"))
        case "POST script":
            where, times, name = wishes.pop("where"), wishes.pop("times", None), wishes.pop("fault")
            desk.script(where, FAULTS[name](**_typed(wishes)), times)
        case _:
            raise KeyError(order)
    return _json({})


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a fault's fields as its constructor wants them: seconds as durations, text as bytes."""
    typed = dict(fields)
    for name in {"before", "every"} & typed.keys():
        typed[name] = timedelta(seconds=typed[name])
    for name in {"body", "sent"} & typed.keys():
        typed[name] = typed[name].encode()
    if "headers" in typed:
        typed["headers"] = tuple((name, value) for name, value in typed["headers"])
    return typed


def _truth(desk: Desk, article: Article) -> dict[str, Any]:
    return article.truth() | {
        "views": desk.views(article),
        "spellings": list(desk.spellings(article)),
    }


def _json(value: object) -> Response:
    return text_response(200, json.dumps(value, ensure_ascii=False), "application/json")
