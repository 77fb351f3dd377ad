"""One rule: what it looks for, what it met, what it told, and why it meets an article. Decides nothing."""

from dataclasses import field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.look import document_of, look_at_wording
from monitor.core.rules import CompiledRule
from monitor.core.rules.lint import Lint, Neighbours, lint_among, neighbours
from monitor.model import Rule
from monitor.model.report import AlertFilter, ArticleFilter, ArticleLine
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.desk import Desk, Facts
from monitor.web.frame import Frame
from monitor.web.of_rules import OfRules
from monitor.web.rules import DAYS, Hits, first_day, hits_of
from monitor.web.standing import Standing, standing_of
from monitor.web.words_met import Clause, WordMet, clause_of, words_met

_SHOWN = 10
_LONGEST_NAME = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """A rule held against an article, clause by clause."""

    article: int
    title: str
    clause: Clause


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """What the archive holds of a rule. `why` is of the article that was asked for, else of the newest that it met."""

    hits: Hits
    articles: tuple[ArticleLine, ...]
    alerts: tuple[Standing, ...]
    why: Why | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """What a configured rule looks for. So many words of it are not shown (`more`)."""

    rule: Rule
    query: str
    words: tuple[WordMet, ...]
    more: int
    lints: tuple[Lint, ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    """Shows one rule, also one that is configured no more."""

    desk: Desk
    frame: Frame
    _among: OfRules[Neighbours] = field(default_factory=lambda: OfRules(neighbours))

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/rules/{rule}", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        rule, article = request.path_params["rule"], request.query_params.get("article", "").strip()
        meant, met = await self.desk.ask(
            lambda archive: self._answer(archive, rule, article[:_LONGEST_NAME])
        )
        if meant is None and not met.articles and not met.alerts:
            raise HTTPException(404)
        return self.frame.page(
            request, "rule", rule=rule, meant=meant, met=met, asked=article, days=DAYS
        )

    def _answer(self, archive: Archive, rule: str, article: str) -> tuple[Meant | None, Met]:
        facts, now = self.desk.facts(), self.desk.now()
        compiled = next((each for each in facts.compiled if each.id == rule), None)
        days = archive.rule_days(rule, since=first_day(now))
        articles = archive.article_leaf(ArticleFilter(rule=rule), limit=_SHOWN).items
        alerts = archive.alert_leaf(AlertFilter(rule=rule), limit=_SHOWN).items
        newest = str(articles[0].id) if articles else ""
        name = article or newest
        met = Met(
            hits=hits_of(days, now),
            articles=articles,
            alerts=tuple(standing_of(alert, facts.zone) for alert in alerts),
            why=self._why(archive, facts, compiled, name) if compiled and name else None,
        )
        return None if compiled is None else self._meant(facts, compiled), met

    def _why(self, archive: Archive, facts: Facts, compiled: CompiledRule, name: str) -> Why | None:
        wording = archive.wording(name)
        if wording is None:
            return None
        source = wording.article.source
        sites = {str(each.id): each.site for each in facts.sources}
        document = document_of(
            look_at_wording(wording), source, sites.get(source, ""), self.desk.now()
        )
        texts = {
            "title": document.title,
            "body": document.body,
            "author": document.author,
            "section": document.section,
        }
        return Why(
            article=wording.article.id,
            title=document.title,
            clause=clause_of(compiled.explain(document), texts),
        )

    def _meant(self, facts: Facts, compiled: CompiledRule) -> Meant:
        words, more = words_met(compiled.query)
        return Meant(
            rule=next(each for each in facts.rules if each.id == compiled.id),
            query=compiled.query,
            words=words,
            more=more,
            lints=lint_among(compiled, self._among.of(facts.compiled)),
        )
