"""What can be asked of rules: those that are configured, what they met, and what a new one would. Arms nothing."""

from datetime import date, datetime, timedelta

from monitor.core.rehearsal import Sample
from monitor.core.rules import CompiledRule, compile_rule
from monitor.errors import RuleError
from monitor.model import Rule
from monitor.model.report import RuleDay
from monitor.noun import dataclass
from monitor.web.api.kinds import Count, Text
from monitor.web.api.table import SINCE, Call, Endpoint, Parameter, asking, in_path, known
from monitor.web.refusal import Refusal
from monitor.web.rehearsals import Rehearsals, Rehearsed

_DAYS = timedelta(days=30)
# The process that answers does the work, and others wait for it.
_MOST_ARTICLES = 1_000
# A rule of this name is nobody's: it cannot be typed as one.
_TRIED = "?"
_GRAMMAR = "docs/rules.md says what a query may hold"
_ID = in_path("id", "The rule's id.")


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialDay:
    """What a rule met of the articles of one day, in the zone of the configuration."""

    day: date
    articles: int
    matches: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """A configured rule, and how many of the articles that were met it meets too."""

    rule: str
    matches: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What a rule would have told of the newest articles. `since` is when the oldest of them was published.

    `alerts_per_day` is over the days that have articles. `articles` are fewer than were asked for where no more are
    held, or where the time for a try was over.
    """

    query: str
    articles: int
    matches: int
    alerts_per_day: float
    since: datetime | None
    days: tuple[TrialDay, ...]
    overlap: tuple[Overlap, ...]
    samples: tuple[Sample, ...]


async def _rules(call: Call) -> list[Rule]:
    return list(call.desk.facts().rules)


async def _rule(call: Call) -> Rule:
    return _named(call)


async def _days(call: Call) -> list[RuleDay]:
    rule = _named(call)
    since = call.asked["since"] or call.desk.now() - _DAYS
    return await call.desk.ask(lambda archive: archive.rule_days(rule.id, since=since))


def _named(call: Call) -> Rule:
    id_ = call.asked["id"]
    return known(next((each for each in call.desk.facts().rules if each.id == id_), None), id_)


async def _try(call: Call, rehearsals: Rehearsals) -> Trial:
    asked = call.asked
    try:
        compiled = compile_rule(Rule(id=_TRIED, query=asked["query"]))
    except RuleError as error:
        detail = f"{error}, at character {error.column}."
        raise Refusal(422, detail, remedy=error.hint or _GRAMMAR, parameter="query") from error
    rehearsed = await rehearsals.of(compiled, most=asked["articles"], samples=asked["samples"])
    return _trial(compiled, rehearsed)


def _trial(rule: CompiledRule, rehearsed: Rehearsed) -> Trial:
    rehearsal = rehearsed.rehearsal
    return Trial(
        query=rule.query,
        articles=rehearsal.articles,
        matches=rehearsal.matches,
        alerts_per_day=rehearsal.alerts_per_day,
        since=rehearsed.reached,
        days=tuple(
            TrialDay(day=day, articles=count, matches=rehearsal.matches_by_day[day])
            for day, count in sorted(rehearsal.articles_by_day.items())
        ),
        overlap=tuple(Overlap(rule=id_, matches=n) for id_, n in rehearsal.overlap.most_common()),
        samples=tuple(rehearsal.samples),
    )


def endpoints(rehearsals: Rehearsals) -> tuple[Endpoint, ...]:
    """Return the lines of the table; queries are tried by `rehearsals`."""
    trying = Endpoint(
        method="GET",
        path="/v1/rules/try",
        name="tryRule",
        about="What a query would have told of the newest articles: by day, with samples and overlap.",
        parameters=(
            Parameter(name="query", about="The query.", kind=Text(most=2_000), is_required=True),
            asking(
                "articles",
                "So many of the newest articles.",
                Count(least=1, most=_MOST_ARTICLES),
                500,
            ),
            asking(
                "samples",
                "So many articles that it meets, with the words that hit.",
                Count(most=50),
                5,
            ),
        ),
        answer=Trial,
        answers=lambda call: _try(call, rehearsals),
    )
    # Before /rules/{id}; no rule may have the id "try".
    return (trying, *_CONFIGURED)


_CONFIGURED = (
    Endpoint(
        method="GET",
        path="/v1/rules",
        name="listRules",
        about="The rules that are configured.",
        answer=list[Rule],
        answers=_rules,
    ),
    Endpoint(
        method="GET",
        path="/v1/rules/{id}",
        name="getRule",
        about="One rule that is configured.",
        parameters=(_ID,),
        answer=Rule,
        answers=_rule,
    ),
    Endpoint(
        method="GET",
        path="/v1/rules/{id}/days",
        name="listRuleDays",
        about="How many articles the rule met first on each day (UTC) since a moment, or within 30 days.",
        parameters=(_ID, SINCE),
        answer=list[RuleDay],
        answers=_days,
    ),
)
