"""What is not to be told for a while: asked, wished for and ended. Keeps nothing."""

from monitor.core.dispatch import matcher_of
from monitor.errors import SilenceError
from monitor.model.report import SilenceReport
from monitor.model.wish import ExpireWish, Silenced, SilenceWish
from monitor.ports.archive import Archive
from monitor.web.api.alerts import author_of, done
from monitor.web.api.kinds import Flag, Kind, Text, Texts, Time
from monitor.web.api.table import Call, Endpoint, Parameter, Place, asking, in_path, known
from monitor.web.refusal import Refusal


def _said(name: str, about: str, kind: Kind, *, is_required: bool = True) -> Parameter:
    return Parameter(name=name, about=about, kind=kind, place=Place.BODY, is_required=is_required)


async def _silences(call: Call) -> list[SilenceReport]:
    after = None if call.asked["all"] else call.desk.now()
    return await call.desk.ask(lambda archive: archive.silences(after))


async def _begin(call: Call) -> SilenceReport:
    asked, now = call.asked, call.desk.now()
    try:
        list(map(matcher_of, asked["matchers"]))
    except SilenceError as error:
        raise Refusal(422, f"{error}.", remedy=error.hint, parameter="matchers") from error
    wish = SilenceWish(
        matchers=asked["matchers"],
        author=author_of(call),
        reason=asked["reason"],
        begins_at=asked["begins_at"] or now,
        ends_at=asked["ends_at"],
    )
    if wish.ends_at <= max(now, wish.begins_at):
        remedy = "give a moment to come, after begins_at"
        raise Refusal(422, "It would be over before it begins.", remedy=remedy, parameter="ends_at")
    granted = done(await call.desk.grant(wish))
    assert isinstance(granted, Silenced)  # noqa: S101 - by the wish
    return await call.desk.ask(lambda archive: _named(archive, granted.silence))


async def _end(call: Call) -> SilenceReport:
    id_ = call.asked["id"]
    await call.desk.ask(lambda archive: _named(archive, id_))
    done(await call.desk.grant(ExpireWish(silence=id_)))
    return await call.desk.ask(lambda archive: _named(archive, id_))


def _named(archive: Archive, id_: str) -> SilenceReport:
    return known(next((each for each in archive.silences() if each.id == id_), None), id_)


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/v1/silences",
        name="listSilences",
        about="The silences in force and to come, in the order of their beginnings.",
        parameters=(asking("all", "Those that are over, too.", Flag(), default=False),),
        answer=list[SilenceReport],
        answers=_silences,
    ),
    Endpoint(
        method="POST",
        path="/v1/silences",
        name="beginSilence",
        about="Let nothing be told that fits every matcher; it is kept, and can be replayed.",
        parameters=(
            _said("matchers", "Each as FIELD=PATTERN or FIELD!=PATTERN: rule=visa-free.", Texts()),
            _said("reason", "Why; it is shown wherever the silence is.", Text(most=1_000)),
            _said("ends_at", "Until when.", Time()),
            _said("begins_at", "From when on; left out: from now.", Time(), is_required=False),
            _said(
                "author",
                "Who wants it; left out: whoever the token or the login belongs to.",
                Text(most=100),
                is_required=False,
            ),
        ),
        answer=SilenceReport,
        answers=_begin,
        status=201,
    ),
    Endpoint(
        method="DELETE",
        path="/v1/silences/{id}",
        name="endSilence",
        about="Let a silence be over now. What it muted stays muted.",
        parameters=(in_path("id", "The silence's id."),),
        answer=SilenceReport,
        answers=_end,
    ),
)
