"""The newsroom's desk for other processes, over HTTP under `/-/`. Owns its JSON; decides nothing.

GET  /-/truth                 every article, with its view counter and spellings
GET  /-/requests              the request log
GET  /-/acts                  what was done to articles, and the events that follow from it
GET  /-/history/ID            every wording an article had
POST /-/publish               {"edition", "title", "paragraphs", "topics", "section", "published_at", "at_top"}
POST /-/republish/ID          the same text as a new article, which is answered
POST /-/edit/ID               {"title", "paragraphs", "quote"}
POST /-/revise/ID             {"kind": "number_changed"}, a kind of event that a wording brings
POST /-/withdraw/ID           {"how"}: 404 (as without), 410, "front", "listing"
POST /-/restore/ID            a withdrawn article returns
POST /-/unlist/ID, relist/ID  off the listings and feeds, and back
POST /-/redate/ID             {"published_at"}
POST /-/pin/ID, unpin/ID      to the top of the listing, and back
POST /-/freeze/ID, thaw/ID    the view counter
POST /-/counter_cache/ID      {"every"}
POST /-/counter_back/ID       {"by", "requests", "lasting"}
POST /-/counter_reset/ID
POST /-/counter_bot/ID        {"per_hour"}
POST /-/churn/ID, settle/ID   {"kind": "clock"}, "advert", "counter" or "currency"
POST /-/script                {"where", "fault": "Status", "times", …the fault's own fields}
POST /-/heal                  {"where"}

Fields are optional where the method of that name has a default; durations are seconds, times ISO 8601.
An order about an article is answered with its truth.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from monitor.demo import faults, wire_faults
from monitor.demo.acts import Act
from monitor.demo.addresses import spellings
from monitor.demo.article import Article
from monitor.demo.desk import Desk
from monitor.demo.faults import Fault
from monitor.demo.ledger import Exchange, Ledger
from monitor.demo.messages import Request, Response, text_response
from monitor.demo.script import Script

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

ORDERS: dict[str, Callable[..., Act]] = {
    order.__name__: order
    for order in (
        Desk.republish,
        Desk.edit,
        Desk.revise,
        Desk.withdraw,
        Desk.restore,
        Desk.unlist,
        Desk.relist,
        Desk.redate,
        Desk.pin,
        Desk.unpin,
        Desk.freeze,
        Desk.thaw,
        Desk.counter_cache,
        Desk.counter_back,
        Desk.counter_reset,
        Desk.counter_bot,
        Desk.churn,
        Desk.settle,
    )
}


class Control:
    """Hands orders that come over HTTP to the desk and to the script of faults."""

    def __init__(self, desk: Desk, script: Script, requests: Ledger[Exchange]) -> None:
        self._desk = desk
        self._script = script
        self._requests = requests

    def respond(self, request: Request, host: str) -> Response:
        """Return the answer to a request under `/-/`: 200 with JSON, or 400/404 with a sentence."""
        name, _, number = request.path.removeprefix(CONTROL_ROOT).strip("/").partition("/")
        try:
            wishes = _typed(json.loads(request.body)) if request.body else {}
            if request.method == "GET":
                return _json(self._tell(name, number, host))
            return _json(self._obey(name, number, wishes, host))
        except KeyError as error:
            return text_response(404, f"not here: {error}\n")
        except (TypeError, ValueError) as error:
            return text_response(400, f"{error}\n")

    def _tell(self, name: str, number: str, host: str) -> object:
        match name:
            case "truth":
                return [self._truth(article, host) for article in self._desk.articles.values()]
            case "requests":
                return [asdict(exchange) for exchange in self._requests]
            case "acts":
                return [act.truth() for act in self._desk.acts]
            case "history":
                history = self._desk.history(int(number))
                return [asdict(wording) | {"at": wording.at.isoformat()} for wording in history]
        raise KeyError(name)

    def _obey(self, name: str, number: str, wishes: dict[str, Any], host: str) -> object:
        match name:
            case "publish":
                return self._truth(self._desk.publish(**wishes), host)
            case "heal":
                self._script.heal(wishes.get("where"))
            case "script":
                where, times = wishes.pop("where"), wishes.pop("times", None)
                self._script.add(where, FAULTS[wishes.pop("fault")](**wishes), times)
            case _:
                act = ORDERS[name](self._desk, int(number), **wishes)
                return self._truth(self._desk.articles[act.article], host)
        return {}

    def _truth(self, article: Article, host: str) -> dict[str, Any]:
        return article.truth() | {
            "views": self._desk.views(article),
            "spellings": list(spellings(article, host)),
        }


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an order as its method wants them: seconds as durations, text as bytes."""
    typed = dict(fields)
    for name in {"before", "every", "by", "lasting"} & typed.keys():
        typed[name] = timedelta(seconds=typed[name])
    for name in {"body", "sent"} & typed.keys():
        typed[name] = typed[name].encode()
    if "published_at" in typed:
        typed["published_at"] = datetime.fromisoformat(typed["published_at"])
    if "headers" in typed:
        typed["headers"] = tuple((name, value) for name, value in typed["headers"])
    return typed


def _json(value: object) -> Response:
    return text_response(200, json.dumps(value, ensure_ascii=False), "application/json")
