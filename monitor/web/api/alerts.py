"""What can be asked of alerts and deliveries, and said of them. Sends nothing: what is asked for is a wish."""

from monitor.model import Acknowledgement, AlertKind, DeliveryState, Replay
from monitor.model.report import (
    AcknowledgementReport,
    AlertFilter,
    AlertLife,
    AlertReport,
    DeliveryFilter,
    DeliveryReport,
    Latency,
    Leaf,
    SinkReport,
)
from monitor.model.wish import Granted, Replayed
from monitor.ports.archive import Archive
from monitor.web.api.kinds import Choice, Flag, Text
from monitor.web.api.table import (
    PAGED,
    RULE,
    SINCE,
    SOURCE,
    UNTIL,
    Asked,
    Call,
    Endpoint,
    Parameter,
    Place,
    asking,
    in_path,
    known,
    reading,
)
from monitor.web.refusal import Refusal

_ALERT = in_path("id", "The alert's id.")
_SINK = asking("sink", "Only to the sink of this id.")
_STATE = asking("state", "Only where a delivery stands so.", Choice(of=DeliveryState))


def life_of(archive: Archive, alert: str) -> AlertLife:
    """Return an alert with all that became of it. Raises `Refusal` (404) if nobody knows it."""
    lives = archive.alert_lives(alert, 1)
    return known(next((each for each in lives if each.alert.id == alert), None), alert)


def done(granted: Granted) -> Granted:
    """Return what granting a wish came to. Raises `Refusal` (409) if it was not done."""
    if granted.trouble:
        raise Refusal(409, granted.trouble)
    return granted


def author_of(call: Call) -> str:
    """Return who says something: the one who is named, else the one who asks. Raises `Refusal` (422) if nobody."""
    author: str = call.asked["author"] or call.visitor.name
    if not author:
        raise Refusal(422, "Nobody is named.", remedy="say who, as author", parameter="author")
    return author


def _alerts(archive: Archive, asked: Asked) -> Leaf[AlertReport]:
    names = ("rule", "source", "kind", "sink", "state", "since", "until", "is_acknowledged")
    which = AlertFilter(**{name: asked[name] for name in names})
    return archive.alert_leaf(which, after=asked["after"], limit=asked["limit"])


def _deliveries(archive: Archive, asked: Asked) -> Leaf[DeliveryReport]:
    which = DeliveryFilter(**{name: asked[name] for name in ("state", "sink", "rule")})
    return archive.delivery_leaf(which, after=asked["after"], limit=asked["limit"])


def _latency(archive: Archive, asked: Asked) -> list[Latency]:
    return archive.latency(asked["source"], since=asked["since"])


async def _acknowledge(call: Call) -> AcknowledgementReport:
    alert = call.asked["id"]
    life = await call.desk.ask(lambda archive: life_of(archive, alert))
    if life.acknowledged is None:
        note = Acknowledgement(alert=alert, author=author_of(call), note=call.asked["note"])
        done(await call.desk.grant(note))
        life = await call.desk.ask(lambda archive: life_of(archive, alert))
    return known(life.acknowledged, alert)


async def _replay(call: Call) -> Granted:
    alert = call.asked["id"]
    await call.desk.ask(lambda archive: life_of(archive, alert))
    wish = Replay(state=call.asked["state"], alert=alert, sink=call.asked["sink"])
    return done(await call.desk.grant(wish))


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/v1/alerts",
        name="listAlerts",
        about="Alerts, newest first.",
        parameters=(
            RULE,
            SOURCE,
            asking("kind", "Only alerts of this kind.", Choice(of=AlertKind)),
            _SINK,
            _STATE,
            SINCE,
            UNTIL,
            asking("is_acknowledged", "Only those that somebody took note of, or nobody.", Flag()),
            *PAGED,
        ),
        answer=Leaf[AlertReport],
        answers=reading(_alerts),
    ),
    Endpoint(
        method="GET",
        path="/v1/alerts/{id}",
        name="getAlert",
        about="One alert from publication to every attempt.",
        parameters=(_ALERT,),
        answer=AlertLife,
        answers=reading(lambda archive, asked: life_of(archive, asked["id"])),
    ),
    Endpoint(
        method="POST",
        path="/v1/alerts/{id}/acknowledge",
        name="acknowledgeAlert",
        about="Say that somebody took note of an alert. Whoever said so first stays.",
        parameters=(
            _ALERT,
            Parameter(
                name="author",
                about="Who; left out: whoever the token or the login belongs to.",
                kind=Text(most=100),
                place=Place.BODY,
            ),
            Parameter(
                name="note",
                about="What they say.",
                kind=Text(least=0, most=1_000),
                place=Place.BODY,
                default="",
            ),
        ),
        answer=AcknowledgementReport,
        answers=_acknowledge,
    ),
    Endpoint(
        method="POST",
        path="/v1/alerts/{id}/replay",
        name="replayAlert",
        about="Send an alert anew under its old id, to sinks where it stands so.",
        parameters=(
            _ALERT,
            Parameter(
                name="state",
                about="Which deliveries: those that stand so.",
                kind=Choice(of=DeliveryState, without=(DeliveryState.PENDING,)),
                place=Place.BODY,
                default=DeliveryState.DEAD,
            ),
            Parameter(name="sink", about="Only to this sink.", kind=Text(), place=Place.BODY),
        ),
        answer=Replayed,
        answers=_replay,
        status=202,
    ),
    Endpoint(
        method="GET",
        path="/v1/deliveries",
        name="listDeliveries",
        about="Deliveries with every attempt, newest first; those in the state dead were given up.",
        parameters=(_STATE, _SINK, RULE, *PAGED),
        answer=Leaf[DeliveryReport],
        answers=reading(_deliveries),
    ),
    Endpoint(
        method="GET",
        path="/v1/latency",
        name="listLatencies",
        about="How long first finds since a moment took from publication to delivery, by source.",
        parameters=(
            SOURCE,
            Parameter(name="since", about=SINCE.about, kind=SINCE.kind, is_required=True),
        ),
        answer=list[Latency],
        answers=reading(_latency),
    ),
    Endpoint(
        method="GET",
        path="/v1/sinks",
        name="listSinks",
        about="Every sink that ever was configured, the present ones first.",
        answer=list[SinkReport],
        answers=reading(lambda archive, _: archive.sinks()),
    ),
)
