"""What a receiver with a format of its own is sent in place of an alert's payload. Sends nothing, stores nothing.

The payload in the ledger stays as it is; a body is made of it at every attempt, and is the same at every attempt.
"""

import json

from monitor.core.body.chat import document_of
from monitor.core.body.notice import notice_of
from monitor.core.body.own import PLACEHOLDERS, filled, placeholders_in
from monitor.core.body.plain import plain_text
from monitor.model import BodyForm, OwnBody

__all__ = ["PLACEHOLDERS", "in_words", "placeholders_in", "render"]


def render(body: BodyForm | OwnBody | None, payload: str) -> str:
    """Return what is posted for an alert's `payload`: itself without a `body`, else JSON in that form."""
    document: object
    match body:
        case None:
            return payload
        case OwnBody():
            document = filled(body.document, payload)
        case BodyForm():
            document = document_of(body, notice_of(payload))
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def in_words(payload: str) -> tuple[str, str]:
    """Return a title and a plain text that tell an alert's `payload` to people."""
    return plain_text(notice_of(payload))
