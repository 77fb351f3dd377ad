"""What programs are told when something is not done: problem details (RFC 9457). Knows no page and no question."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from monitor.core.inert import json_of

MEDIA = "application/problem+json"


class Problem(Exception):
    """Why a request was not done: a sentence and a remedy, and the parameter that is at fault, if one is."""

    def __init__(self, status: int, detail: str, *, remedy: str = "", parameter: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.remedy = remedy
        self.parameter = parameter


def told(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that tells of a problem."""
    facts = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    for name in ("remedy", "parameter"):
        if said := getattr(problem, name):
            facts[name] = said
    return Response(json_of(facts), problem.status, dict(headers or {}), MEDIA)
