"""What programs are told when something is not done: problem details (RFC 9457). Knows no page and no question."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from monitor.core.inert import json_of

MEDIA = "application/problem+json"


class Refusal(Exception):
    """Why a request was not done: a sentence and a remedy, and the parameter that is at fault, if one is."""

    def __init__(self, status: int, detail: str, *, remedy: str = "", parameter: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.remedy = remedy
        self.parameter = parameter


def told(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that tells of a refusal."""
    facts = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.detail,
    }
    for name in ("remedy", "parameter"):
        if said := getattr(refusal, name):
            facts[name] = said
    return Response(json_of(facts), refusal.status, dict(headers or {}), MEDIA)
