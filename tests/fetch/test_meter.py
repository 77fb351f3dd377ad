"""What one check asked of which host, as it is told with the outcome."""

from datetime import timedelta

from monitor.fetch import Fetcher
from monitor.model import Failed, Fetched, Politeness, PolitenessRules, Reason, Refused, Traffic
from tests.egress.stage import page, say
from tests.fetch.stagehand import target

POLITE = PolitenessRules(default=Politeness(delay=timedelta(), concurrency=4))
RULES = "User-agent: *\nDisallow: /private\n"


def traffic(requests: int, came: int) -> tuple[Traffic, ...]:
    return (Traffic(host="127.0.0.1", requests=requests, bytes=came),)


async def test_robots_redirects_and_the_page_all_count(set_stage, make_fetcher):
    moved = say("moved", "302 Found", location="/b")
    stage = await set_stage({"/robots.txt": say(RULES), "/a": moved, "/b": page("<p>here")})
    fetcher: Fetcher = make_fetcher(stage, politeness=POLITE)

    first = await fetcher.get(target(stage.url("/a")))
    second = await fetcher.get(target(stage.url("/b")))

    assert isinstance(first, Fetched)
    assert first.traffic == traffic(3, len(RULES) + len("moved") + len("<p>here"))
    assert second.traffic == traffic(1, len("<p>here"))


async def test_a_failure_counts_with_its_body(set_stage, make_fetcher):
    stage = await set_stage({"/": say("<p>not now", "503 No", content_type="text/html")})

    outcome = await make_fetcher(stage).get(target(stage.url()))

    assert outcome.traffic == traffic(1, len("<p>not now"))


async def test_what_is_refused_unasked_counts_the_asking_for_leave_only(set_stage, make_fetcher):
    stage = await set_stage({"/robots.txt": say(RULES)})

    outcome = await make_fetcher(stage, politeness=POLITE).get(target(stage.url("/private")))

    assert isinstance(outcome, Refused)
    assert outcome.traffic == traffic(1, len(RULES))


async def test_a_body_that_is_too_large_counts_as_the_most_that_may_come(set_stage, make_fetcher):
    stage = await set_stage({"/": page("x" * 5_000)})

    outcome = await make_fetcher(stage, max_bytes=2_000).get(target(stage.url()))

    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.TOO_LARGE
    assert outcome.traffic == traffic(1, 2_000)
