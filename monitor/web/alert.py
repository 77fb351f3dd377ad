"""One alert: its whole life, what was sent, and what can be done about it: note, replay, silence."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.core.dispatch import matcher_of
from monitor.errors import SilenceError
from monitor.model import Acknowledgement, DeliveryState, Replay
from monitor.model.access import Visitor
from monitor.model.report import AlertLife
from monitor.model.wish import SilenceWish, Wish
from monitor.noun import dataclass
from monitor.web.desk import Desk
from monitor.web.filters import one_of
from monitor.web.forms import shown_form
from monitor.web.frame import Frame
from monitor.web.life import steps
from monitor.web.standing import standing_of

MOST_NAME, MOST_NOTE = 100, 1_000
# What an address may say was done: words of ours, whoever wrote the address.
DONE = {
    "noted": "Your note is taken.",
    "replayed": "It is on its way again.",
    "silenced": "Its like is silenced.",
}
_SILENCE = timedelta(hours=4)
_Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Shows one alert, and takes what people want done about it."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page and its forms are."""
        return [
            Route("/alerts/{alert}", self._show, methods=["GET"]),
            Route("/alerts/{alert}/note", self._note, methods=["POST"]),
            Route("/alerts/{alert}/replay", self._replay, methods=["POST"]),
            Route("/alerts/{alert}/silence", self._silence, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        return self._page(request, await self._life(request))

    async def _note(self, request: Request) -> Response:
        form = await shown_form(request, self.desk.facts().web)
        if form is None:
            return _foreign()
        life, author = await self._life(request), author_of(request, form)
        if not author:
            return self._page(request, life, "Please say who you are.", 422, form)
        if life.acknowledged:
            return RedirectResponse(f"/alerts/{life.alert.id}", 303)
        note = form.get("note", "")[:MOST_NOTE].strip()
        wish = Acknowledgement(alert=life.alert.id, author=author, note=note)
        return await self._granted(request, life, wish, "noted", form)

    async def _replay(self, request: Request) -> Response:
        form = await shown_form(request, self.desk.facts().web)
        if form is None:
            return _foreign()
        life = await self._life(request)
        state = one_of(DeliveryState, form, "state")
        if state is None or state is DeliveryState.PENDING:
            return self._page(request, life, "Nothing is left to send again.", 422, form)
        wish = Replay(state=state, alert=life.alert.id)
        return await self._granted(request, life, wish, "replayed", form)

    async def _silence(self, request: Request) -> Response:
        facts = self.desk.facts()
        form = await shown_form(request, facts.web)
        if form is None:
            return _foreign()
        life = await self._life(request)
        wish = _silence(request, form, self.desk.now(), facts.zone)
        if isinstance(wish, str):
            return self._page(request, life, wish, 422, form)
        return await self._granted(request, life, wish, "silenced", form)

    async def _granted(
        self, request: Request, life: AlertLife, wish: Wish, done: str, form: _Form
    ) -> Response:
        if trouble := (await self.desk.grant(wish)).trouble:
            return self._page(request, life, trouble, 409, form)
        # So that loading the page anew does nothing again (RFC 9110 §15.4.4).
        return RedirectResponse(f"/alerts/{life.alert.id}?done={done}", 303)

    async def _life(self, request: Request) -> AlertLife:
        alert = request.path_params["alert"]
        lives = await self.desk.ask(lambda archive: archive.alert_lives(alert))
        life = next((life for life in lives if life.alert.id == alert), None)
        if life is None:
            raise HTTPException(404)
        return life

    def _page(
        self,
        request: Request,
        life: AlertLife,
        trouble: str = "",
        status: int = 200,
        form: _Form | None = None,
    ) -> Response:
        zone = self.desk.facts().zone
        shown = standing_of(life.alert, zone)
        return self.frame.page(
            request,
            "alert",
            status,
            life=life,
            standing=shown,
            headline="".join(part.text for part in shown.told.title),
            steps=list(steps(life)),
            payload=json.dumps(json.loads(life.alert.payload), ensure_ascii=False, indent=2),
            again=[state for state, _ in shown.states if state is not DeliveryState.PENDING],
            matchers=_matchers(life),
            until=f"{(self.desk.now() + _SILENCE).astimezone(zone):%Y-%m-%dT%H:%M}",
            form=form or {},
            trouble=trouble,
            done=DONE.get(request.query_params.get("done", ""), ""),
        )


def author_of(request: Request, form: _Form) -> str:
    """Return who writes: whoever is logged in, else the name that the form gives."""
    visitor: Visitor | None = request.scope.get("visitor")
    name = visitor.name if visitor else ""
    return (name or form.get("author", ""))[:MOST_NAME].strip()


def _silence(request: Request, form: _Form, now: datetime, zone: ZoneInfo) -> SilenceWish | str:
    """Return what a form wants silenced, or the phrase for what is wrong with it."""
    author, reason = author_of(request, form), form.get("reason", "")[:MOST_NOTE].strip()
    lines = [line.strip() for line in form.get("matchers", "").splitlines()]
    matchers = tuple(dict.fromkeys(line for line in lines if line))
    ends_at = _moment(form.get("until", ""), zone)
    wrong = (
        (not author, "Please say who you are."),
        (not reason, "Please say why."),
        (not matchers, "Please say what is to be silent."),
        (
            not all(map(_is_matcher, matchers)),
            "One of these lines is no matcher: write FIELD=PATTERN or FIELD!=PATTERN.",
        ),
        (ends_at is None, "Please say until when."),
        (ends_at and ends_at <= now, "The silence would be over before it begins."),
    )
    if ends_at is None or any(is_so for is_so, _ in wrong):
        return next(phrase for is_so, phrase in wrong if is_so)
    return SilenceWish(
        matchers=matchers, author=author, reason=reason, begins_at=now, ends_at=ends_at
    )


def _is_matcher(line: str) -> bool:
    try:
        matcher_of(line)
    except SilenceError:
        return False
    return True


def _moment(written: str, zone: ZoneInfo) -> datetime | None:
    """Return the local time that a field of a form says ("2026-11-24T08:00"), in UTC; None if it says none."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _matchers(life: AlertLife) -> str:
    """Return the matchers of what is like this alert, one a line."""
    alert = life.alert
    facts = {"rule": alert.rule, "source": life.source or alert.source, "kind": alert.kind.value}
    return "\n".join(f"{name}={value}" for name, value in facts.items() if value)


def _foreign() -> Response:
    return PlainTextResponse("This form did not come from a page of this server.", 403)
