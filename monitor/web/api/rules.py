"""What can be asked of rules: those that are configured, what they met, and what a new one would. Arms nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.core.look import document_of, look_at_wording
from monitor.core.rehearsal import Rehearsal, Sample, Shown
from monitor.core.rules import CompiledRule, Rulebook, compile_rule
from monitor.errors import RuleError
from monitor.model import Rule
from monitor.model.report import ArticleFilter, RuleDay
from monitor.ports.archive import Archive
from monitor.web.api.kinds import Count, Text
from monitor.web.api.table import MOST, SINCE, Call, Endpoint, Parameter, asking, in_path, known
from monitor.web.desk import Facts
from monitor.web.refusal import Refusal

_DAYS = timedelta(days=30)
# The process that answers does the work, and others wait for it.
_MOST_ARTICLES = 1_000
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

    `alerts_per_day` is over the days that have articles.
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


async def _try(call: Call) -> Trial:
    asked, facts, now = call.asked, call.desk.facts(), call.desk.now()
    try:
        compiled = compile_rule(Rule(id="query", query=asked["query"]))
    except RuleError as error:
        detail = f"{error}, at character {error.column}."
        raise Refusal(422, detail, remedy=error.hint or _GRAMMAR, parameter="query") from error
    return await call.desk.ask(
        lambda archive: _tried(
            compiled, _shown(archive, facts, asked["articles"], now), facts, asked["samples"]
        )
    )


def _tried(rule: CompiledRule, shown: list[Shown], facts: Facts, samples: int) -> Trial:
    rehearsal = Rehearsal(zone=facts.zone, most_samples=samples)
    rehearsal.show(Rulebook((rule,)), Rulebook(facts.compiled), shown)
    articles = [wording.article for wording, _ in shown]
    return Trial(
        query=rule.query,
        articles=rehearsal.articles,
        matches=rehearsal.matches,
        alerts_per_day=rehearsal.alerts_per_day,
        since=min((each.published_at or each.first_seen_at for each in articles), default=None),
        days=tuple(
            TrialDay(day=day, articles=count, matches=rehearsal.matches_by_day[day])
            for day, count in sorted(rehearsal.articles_by_day.items())
        ),
        overlap=tuple(Overlap(rule=id_, matches=n) for id_, n in rehearsal.overlap.most_common()),
        samples=tuple(rehearsal.samples),
    )


def _shown(archive: Archive, facts: Facts, most: int, now: datetime) -> list[Shown]:
    """Return the newest articles, as rules see them."""
    sites = {str(source.id): source.site for source in facts.sources}
    shown: list[Shown] = []
    after = ""
    while len(shown) < most:
        leaf = archive.article_leaf(
            ArticleFilter(), after=after, limit=min(MOST, most - len(shown))
        )
        for line in leaf.items:
            if (wording := archive.wording(str(line.id))) is not None:
                site = sites.get(line.source, "")
                shown.append(
                    (wording, document_of(look_at_wording(wording), line.source, site, now))
                )
        after = leaf.after
        if not after:
            break
    return shown


ENDPOINTS = (
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
        answers=_try,
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
