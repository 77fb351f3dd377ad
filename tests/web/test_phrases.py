"""The phrases that pages take from what they show, not from their templates: each is there in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import web
from monitor.core.health.course import CourseState
from monitor.core.rules.listing import _EXPLANATION_BY_MODE
from monitor.core.silence import HourState
from monitor.model import AlarmKind, AlertKind, DeliveryState, EventKind, LimitScope, TargetKind
from monitor.model.settings import Once
from monitor.web import alert, deliveries, life, source
from monitor.web.happenings import phrase_of
from monitor.web.source_hours import WEEK
from monitor.web.speech import load_speeches

FOLDER = Path(web.__file__).parent
ENUMERATED = (
    AlarmKind, AlertKind, CourseState, DeliveryState, EventKind, HourState, LimitScope, Once, TargetKind,
)  # fmt: skip


def said_by(module: str) -> Iterator[str]:
    """Yield what a module calls a phrase, or wrong, and the sentences that it puts on its page."""
    for node in ast.walk(ast.parse((FOLDER / module).read_text(encoding="utf-8"))):
        match node:
            case ast.keyword(arg="phrase", value=value):
                yield from sentences(value)
            case ast.Assign(targets=[ast.Name(id="phrase" | "wrong") | ast.Tuple()], value=value):
                yield from sentences(value)
            case ast.Call(func=ast.Attribute(attr="_page"), args=args):
                yield from (each for arg in args for each in sentences(arg))


def sentences(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and " " in each.value:
            yield each.value


@pytest.mark.parametrize("code", ["ru", "ky"])
def test_every_phrase_that_is_told_of_is_there(code: str):
    named = {kind.value for kinds in ENUMERATED for kind in kinds} - {AlertKind.TEST.value}
    told = set(map(phrase_of, named))
    told |= {"title", "body", "author", "section", "yes", "no"}
    told |= {"held", "failing", "not read yet", "not configured"}
    told |= {*_EXPLANATION_BY_MODE.values(), *life.WHY.values(), *WEEK}
    told |= {*alert.DONE.values(), *deliveries.DONE.values(), *filter(None, source.REST.values())}
    told |= {
        each for module in ("life.py", "source_hours.py", "alert.py") for each in said_by(module)
    }
    phrases = load_speeches()[code].phrases

    assert len(told) > 100
    assert sorted(told - set(phrases)) == []
    for phrase in told:
        # The same places to fill, or a page would fail in one language only.
        assert sorted(holes(phrases[phrase])) == sorted(holes(phrase)), phrase


def holes(phrase: str) -> list[str]:
    return [piece.partition("}")[0] for piece in phrase.split("{")[1:]]
