"""What can be asked of articles: lists, one with all that is held of it, and what happened. Asks the archive only."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from monitor.core.cursor import place_of, spell
from monitor.core.identity import identify
from monitor.model import EventKind
from monitor.model.report import (
    ArticleFilter,
    ArticleLine,
    ArticleReport,
    EventFilter,
    EventLine,
    EventReport,
    Leaf,
    ObservationReport,
    RevisionReport,
    RisingLine,
    StoryReport,
)
from monitor.ports.archive import Archive
from monitor.web.api.kinds import Choice, Count, Text
from monitor.web.api.table import (
    LIMIT,
    PAGED,
    SINCE,
    SOURCE,
    UNTIL,
    Asked,
    Call,
    Endpoint,
    Parameter,
    asking,
    in_path,
    known,
    reading,
)

T = TypeVar("T")

_ARTICLE = in_path("id", "Its row (17) or its name (24.kg%23363188).")
_RISING_WITHIN = timedelta(hours=24)
_STORIES_OF = timedelta(days=7)


def _articles(archive: Archive, asked: Asked) -> Leaf[ArticleLine]:
    names = ("source", "language", "rule", "text", "since", "until", "views")
    which = ArticleFilter(**{name: asked[name] for name in names})
    return archive.article_leaf(which, after=asked["after"], limit=asked["limit"])


def _events(archive: Archive, asked: Asked) -> Leaf[EventLine]:
    which = EventFilter(**{name: asked[name] for name in ("kind", "source", "since", "until")})
    return archive.event_leaf(which, after=asked["after"], limit=asked["limit"])


async def _article(call: Call) -> ArticleReport:
    name = call.asked["id"]
    return known(await call.desk.ask(lambda archive: archive.article(name)), name)


async def _article_of_link(call: Call) -> ArticleReport:
    name = call.asked["link"]
    # A spelling that was never seen names its article too.
    identities = [identify(name, each) for each in call.desk.facts().selectors_by_site.values()]
    keys = [each.key for each in identities if each is not None]
    return known(await call.desk.ask(lambda archive: archive.article(name, keys)), name)


async def _story(call: Call) -> StoryReport:
    name = call.asked["id"]
    return known(await call.desk.ask(lambda archive: archive.story(name)), name)


def _part(of: Callable[[ArticleReport], Sequence[T]]) -> Callable[[Call], Awaitable[object]]:
    """Return the answer that is a part of one article's list. Such a list only grows at its end."""

    async def answers(call: Call) -> Leaf[T]:
        items = of(await _article(call))
        place = place_of(call.asked["after"])
        begin = place[0] if place and isinstance(place[0], int) and place[0] > 0 else 0
        end = begin + call.asked["limit"]
        return Leaf(items=tuple(items[begin:end]), after=spell((end,)) if end < len(items) else "")

    return answers


async def _stories(call: Call) -> list[StoryReport]:
    since = call.asked["since"] or call.desk.now() - _STORIES_OF
    limit = call.asked["limit"]
    return await call.desk.ask(lambda archive: archive.stories(since=since, limit=limit))


async def _rising(call: Call) -> list[RisingLine]:
    since = call.asked["since"] or call.desk.now() - _RISING_WITHIN
    source, limit = call.asked["source"], call.asked["limit"]
    return await call.desk.ask(lambda archive: archive.rising(limit, source, since=since))


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/v1/articles",
        name="listArticles",
        about="Articles, newest first: by publication, or first sight where that is unknown.",
        parameters=(
            SOURCE,
            asking("language", "Only in this language.", Text(most=35)),
            asking("rule", "Only those that this rule matched."),
            asking(
                "text",
                "Only those with a wording that has all these words; word* for its beginnings.",
            ),
            SINCE,
            UNTIL,
            asking("views", "Only those whose counter showed so many at least.", Count()),
            *PAGED,
        ),
        answer=Leaf[ArticleLine],
        answers=reading(_articles),
    ),
    # A link holds slashes, which a part of a path cannot.
    Endpoint(
        method="GET",
        path="/v1/articles/by-link",
        name="getArticleByLink",
        about="All that is held of one article, by any spelling of its link.",
        parameters=(
            Parameter(name="link", about="The link.", kind=Text(most=2_000), is_required=True),
        ),
        answer=ArticleReport,
        answers=_article_of_link,
    ),
    Endpoint(
        method="GET",
        path="/v1/articles/{id}",
        name="getArticle",
        about="All that is held of one article.",
        parameters=(_ARTICLE,),
        answer=ArticleReport,
        answers=_article,
    ),
    Endpoint(
        method="GET",
        path="/v1/articles/{id}/observations",
        name="listObservations",
        about="What the article's view counter showed, oldest first.",
        parameters=(_ARTICLE, *PAGED),
        answer=Leaf[ObservationReport],
        answers=_part(lambda article: article.observations),
    ),
    Endpoint(
        method="GET",
        path="/v1/articles/{id}/revisions",
        name="listRevisions",
        about="Every wording of the article, oldest first.",
        parameters=(_ARTICLE, *PAGED),
        answer=Leaf[RevisionReport],
        answers=_part(lambda article: article.revisions),
    ),
    Endpoint(
        method="GET",
        path="/v1/articles/{id}/events",
        name="listEventsOfArticle",
        about="What happened to the article, oldest first.",
        parameters=(_ARTICLE, *PAGED),
        answer=Leaf[EventReport],
        answers=_part(lambda article: article.events),
    ),
    Endpoint(
        method="GET",
        path="/v1/events",
        name="listEvents",
        about="What happened to articles, newest first.",
        parameters=(
            asking("kind", "Only events of this kind.", Choice(of=EventKind)),
            SOURCE,
            SINCE,
            UNTIL,
            *PAGED,
        ),
        answer=Leaf[EventLine],
        answers=reading(_events),
    ),
    Endpoint(
        method="GET",
        path="/v1/rising",
        name="listRising",
        about="Articles whose counters grow, fastest first; read since a moment, or within 24 hours.",
        parameters=(SOURCE, SINCE, LIMIT),
        answer=list[RisingLine],
        answers=_rising,
    ),
    Endpoint(
        method="GET",
        path="/v1/stories",
        name="listStories",
        about="Stories that were copied since a moment, or within 7 days; those with the most articles first.",
        parameters=(SINCE, LIMIT),
        answer=list[StoryReport],
        answers=_stories,
    ),
    Endpoint(
        method="GET",
        path="/v1/stories/{id}",
        name="getStory",
        about="The story of an article, by the article's row or name.",
        parameters=(in_path("id", "The article's row or name."),),
        answer=StoryReport,
        answers=_story,
    ),
)
