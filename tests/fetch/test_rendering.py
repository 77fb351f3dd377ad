"""Pages that are rendered, as whoever fetches them sees it. The one who runs scripts is a stand-in here."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from monitor.core.evidence import Packer, unpacked_body, unpacked_head
from monitor.core.http_head import RENDERED_BY, parse_head
from monitor.egress import Egress
from monitor.fetch import Beside, Fetcher
from monitor.fetch.direct import Direct
from monitor.fetch.letters import Lost, Rendering
from monitor.fetch.rendering import Rendered, Unrendered
from monitor.model import (
    ArticleReading,
    Failed,
    Fetched,
    FetchLimits,
    Reason,
    Target,
    TargetKind,
    Traffic,
    Validators,
)
from tests.egress.stage import RealClock, page, say
from tests.factories import selectors
from tests.fetch.conftest import PLAIN
from tests.fetch.stagehand import target

TITLE = "Дороги"
MADE = Rendered(
    body=f"<h1>{TITLE}</h1>".encode(),
    by="Chromium/1; asked=2; refused=0",
    took=timedelta(seconds=1),
    traffic=(Traffic(host="127.0.0.1", requests=2, bytes=30), Traffic(host="cdn.test", requests=1, bytes=5)),
)  # fmt: skip
SHELL = "<noscript>You need to enable JavaScript to run this app.</noscript><script src=a></script>"
HOW = Rendering(awaited=((("h1", None),),))


@dataclass
class Player:
    """`Renderer` that makes the same of every page."""

    comes_to: Rendered | Unrendered | Lost = MADE
    trouble: Unrendered | None = None
    shown: list[bytes] = field(default_factory=list)

    async def prepare(self) -> Unrendered | None:
        return self.trouble

    async def render(self, request, answer, rendering, send) -> Rendered | Unrendered | Lost:
        assert rendering == HOW
        self.shown.append(answer.body)
        return self.comes_to

    async def aclose(self) -> None:
        pass


Opened = Callable[..., tuple[Fetcher, Direct]]


@pytest.fixture
async def opened():
    """Return a way to a fetcher that has articles rendered by a player, and to the exchange with that player."""
    made = []

    def make(stage, player: Player) -> tuple[Fetcher, Direct]:
        clock = RealClock()
        limits = FetchLimits(allow_addresses=frozenset({stage.address}))
        egress = Egress(limits, clock)
        made.append(egress)
        browser = Direct(egress, clock.now, renderer=player)
        fetcher = Fetcher(
            egress,
            Beside(Direct(egress, clock.now), browser),
            limits=limits,
            politeness=PLAIN,
            clock=clock,
            keeps=True,
            rendering=lambda target, _: HOW if target.kind is TargetKind.ARTICLE else None,
        )
        return fetcher, browser

    yield make
    for each in made:
        await each.aclose()


def of(url: str, **changes) -> Target:
    return replace(target(url), kind=TargetKind.ARTICLE, **changes)


async def test_what_scripts_make_of_a_page_is_what_is_read(set_stage, opened):
    stage = await set_stage(
        {"/a": page(SHELL, content_type="text/html; charset=windows-1251", etag='"e"', age="70")}
    )
    player = Player()
    fetcher, _ = opened(stage, player)

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert isinstance(came, Fetched)
    assert isinstance(came.reading, ArticleReading)
    assert came.reading.extraction.title == TITLE
    assert player.shown == [SHELL.encode()]


async def test_what_the_shell_says_of_its_age_says_nothing_of_what_was_read(set_stage, opened):
    stage = await set_stage({"/a": page(SHELL, etag='"e"', last_modified="x", age="70")})
    fetcher, _ = opened(stage, Player())
    held = Validators(etag='"e"')

    came = await fetcher.get(of(stage.url("/a"), validators=held), selectors())

    assert isinstance(came, Fetched)
    assert (came.page.validators, came.made_at) == (Validators(), None)
    assert "if-none-match" not in stage.heard[-1].headers


async def test_what_scripts_asked_counts_for_their_hosts(set_stage, opened):
    stage = await set_stage({"/a": page(SHELL)})
    fetcher, _ = opened(stage, Player())

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert set(came.traffic) == {
        Traffic(host="127.0.0.1", requests=3, bytes=30 + len(SHELL)),
        Traffic(host="cdn.test", requests=1, bytes=5),
    }


async def test_listings_of_a_source_whose_articles_are_rendered_are_read_as_they_come(
    set_stage, opened
):
    stage = await set_stage({"*": page("<p class=one><a href=/1>One</a></p>")})
    player = Player()
    fetcher, _ = opened(stage, player)

    await fetcher.get(target(stage.url("/")), selectors())

    assert player.shown == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (say("gone", "404 Not Found"), Reason.NOT_FOUND),
        (say("%PDF-1.7", content_type="application/pdf"), Reason.WRONG_TYPE),
        (say(SHELL, "503 Service Unavailable", content_type="text/html"), Reason.HTTP_5XX),
    ],
)
async def test_no_scripts_are_run_of_what_is_no_page(set_stage, opened, answer, reason):
    stage = await set_stage({"/a": answer})
    player = Player()
    fetcher, _ = opened(stage, player)

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert isinstance(came, Failed)
    assert came.reason is reason
    assert player.shown == []


async def test_a_block_page_that_scripts_put_there_is_no_page(set_stage, opened):
    stage = await set_stage({"/a": page(SHELL)})
    wall = b"<h1>Are you a robot?</h1><p>Please complete the captcha.</p><form><input></form>"
    fetcher, _ = opened(stage, Player(replace(MADE, body=wall)))

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert isinstance(came, Failed)
    assert came.reason is Reason.BLOCKED
    assert len(came.traffic) == 2


async def test_without_a_browser_the_site_is_not_asked(set_stage, opened):
    stage = await set_stage({"/a": page(SHELL)})
    none = Unrendered(reason=Reason.UNRENDERED, detail="the browser did not start")
    fetcher, _ = opened(stage, Player(trouble=none))

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert isinstance(came, Failed)
    assert (came.reason, came.detail) == (Reason.UNRENDERED, none.detail)
    assert stage.paths == []


async def test_a_page_that_is_not_rendered_counts_what_it_asked(set_stage, opened):
    stage = await set_stage({"/a": page(SHELL)})
    stuck = Unrendered(reason=Reason.CRASHED, detail="stuck", traffic=MADE.traffic[1:])
    fetcher, _ = opened(stage, Player(stuck))

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert isinstance(came, Failed)
    assert came.reason is Reason.CRASHED
    assert [each.requests for each in came.traffic] == [1, 1]


async def test_a_page_that_was_lost_with_another_is_asked_again_but_not_without_end(
    set_stage, opened
):
    stage = await set_stage({"/a": page(SHELL)})
    fetcher, _ = opened(stage, Player(Lost()))

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert isinstance(came, Failed)
    assert (came.reason, len(stage.paths)) == (Reason.INTERRUPTED, 3)


@pytest.mark.parametrize("is_rendered", [True, False])
async def test_a_rendered_page_is_kept_as_it_was_read_and_marked_so(set_stage, opened, is_rendered):
    stage = await set_stage(
        {"*": page(SHELL, content_type="text/html; charset=koi8-r", x_monitor_rendered_by="liar")}
    )
    fetcher, browser = opened(stage, Player())
    asked = of(stage.url("/a")) if is_rendered else target(stage.url("/a"))

    came = await fetcher.get(asked)

    assert isinstance(came, Fetched)
    assert came.receipt is not None
    exchange = browser if is_rendered else fetcher._exchange
    capture = await exchange.keep(came.receipt, None)
    assert capture is not None
    head = parse_head(unpacked_head(Packer(None), capture))
    assert head.field(RENDERED_BY) == (MADE.by if is_rendered else "")
    charset = "utf-8" if is_rendered else "koi8-r"
    assert head.field("content-type") == f"text/html; charset={charset}"
    body = MADE.body if is_rendered else SHELL.encode()
    assert unpacked_body(Packer(None), capture) == body
