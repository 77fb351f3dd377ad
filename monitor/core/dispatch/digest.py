"""The one message that tells many alerts. Leaves none of them out."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b

from monitor.core import message
from monitor.core.payload import alert_id
from monitor.model import Alert, AlertKind, Held, Waiting

# Of so many alerts a digest says what they are about; of the rest it gives the ids.
MOST_TOLD = 200


def digest_of(
    members: Sequence[Waiting], group: Mapping[str, str], why: Held, now: datetime
) -> Alert:
    """Return the alert that tells all of `members`, which wait at one sink; `group` is what they have in common.

    Its id comes from theirs, so that a crash repeats it.
    """
    kind, sink = AlertKind.DIGEST, members[0].sink
    ids = sorted(member.alert for member in members)
    occasion = blake2b("\n".join(ids).encode(), digest_size=16).hexdigest()
    id_ = alert_id(sink, "", kind, occasion)
    facts = {
        "alert": id_,
        "why": why.value,
        "group": dict(group),
        "since": message.moment(min(member.created_at for member in members)),
        "until": message.moment(max(member.created_at for member in members)),
        "count": len(members),
        "alerts": [_line(member) for member in members[:MOST_TOLD]],
        "more": [member.alert for member in members[MOST_TOLD:]],
    }
    payload = message.write(kind, now, facts)
    return Alert(id=id_, kind=kind, rule="", sinks=(sink,), payload=payload)


def _line(member: Waiting) -> dict[str, object]:
    told = json.loads(member.payload).get("data", {})
    article = told.get("article") or {}
    return {
        "alert": member.alert,
        "type": member.kind.value,
        "rule": member.rule,
        "source": member.source,
        "title": article.get("title"),
        "url": article.get("url"),
        "at": message.moment(member.created_at),
        "late": told.get("late"),
        "acknowledge": told.get("acknowledge"),
    }
