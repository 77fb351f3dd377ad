"""Pages rendered by the browser of the system: what it makes of them, and what it may ask."""

import asyncio
from dataclasses import replace

import pytest
from playwright.async_api import Error

from monitor.fetch.rendering import Rendered, Unrendered
from monitor.model import Reason
from monitor.render import asking, tab
from tests.egress.stage import page, say
from tests.render.conftest import AGENT, DONE

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]
SAYS = (
    "const say = text => document.body.insertAdjacentHTML('beforeend', `<p id=done>${text}</p>`);"
)


def by_script(code: str) -> bytes:
    """Return a page that is empty until its script has said what it has to say."""
    return page(f"<!doctype html><body><script type=module>{SAYS}{code}</script>")


def script(body: str, **fields: str) -> bytes:
    return say(body, content_type="text/javascript", **fields)


def said(came) -> str:
    assert isinstance(came, Rendered), came
    return came.body.decode().partition('<p id="done">')[2].partition("</p>")[0]


async def test_a_page_is_what_its_scripts_make_of_what_they_ask(set_stage, render):
    stage = await set_stage(
        {
            "/": by_script(
                "import word from '/word.js'; const got = await fetch('/a?b=1', {method: 'POST', body: 'x',"
                " headers: {'x-own': 'y'}}); say(word + await got.text());"
            ),
            "/word.js": script("export default 'Слово: '"),
            "/a": say("дело", "201 Created", set_cookie="a=b"),
        }
    )

    came = await render(stage)

    assert said(came) == "Слово: дело"
    assert came.body.startswith(b"<!DOCTYPE html>")
    _, word, asked = stage.heard
    assert (asked.method, asked.path, asked.body) == ("POST", "/a?b=1", b"x")
    assert (asked.headers["user-agent"], asked.headers["x-own"]) == (AGENT, "y")
    assert word.headers["referer"] == stage.url("/")
    (traffic,) = came.traffic
    assert (traffic.host, traffic.requests) == ("127.0.0.1", 2)


async def test_what_scripts_ask_goes_where_redirects_lead_but_never_past_the_guard(
    set_stage, render
):
    secret = await set_stage({"*": say("secret", access_control_allow_origin="*")})
    stage = await set_stage(
        {
            "/": by_script(
                f"const ask = url => fetch(url).then(got => got.text(), () => 'no');"
                f"say([await ask('/a'), await ask('{secret.url('/')}'), await ask('/c')]);"
            ),
            "/a": say("", "302 Found", location="/b"),
            "/b": say("there"),
            "/c": say("", "302 Found", location=secret.url("/")),
        }
    )

    came = await render(stage)

    assert said(came) == "there,no,no"
    assert secret.connections == 0


async def test_only_words_are_asked_for(set_stage, render):
    markup = """<link rel=stylesheet href=/style.css onload="window.styled = true"><link rel=icon href=/icon>
        <img src=/image><video src=/video></video><iframe src=/frame></iframe><object data=/object></object>
        <style>@font-face { font-family: x; src: url(/font) } p { font-family: x }</style>
        <form action=/form method=post><input name=a></form>"""
    code = """navigator.sendBeacon('/beacon', 'x'); new EventSource('/events'); open('/window');
        fetch('/put', {method: 'PUT'}).catch(() => 0); document.forms[0].submit(); location.href = '/elsewhere';
        setTimeout(() => say(window.styled), 300);"""
    stage = await set_stage(
        {"/": page(f"<body>{markup}<script>{SAYS}{code}</script>"), "*": say("no")}
    )

    came = await render(stage)

    assert said(came) == "true"
    assert stage.paths == ["/"]
    assert "asked=0; refused=" in came.by


async def test_scripts_that_may_be_kept_are_asked_for_once(set_stage, render):
    stage = await set_stage(
        {
            "/": by_script("import a from '/a.js'; import b from '/b.js'; say(a + b)"),
            "/a.js": script("export default 1", cache_control="public, max-age=60"),
            "/b.js": script("export default 2", cache_control="no-cache"),
        }
    )

    assert [said(await render(stage)) for _ in range(2)] == ["3", "3"]

    assert sorted(stage.paths) == ["/", "/", "/a.js", "/b.js", "/b.js"]


async def test_scripts_believe_to_be_where_the_readers_of_the_site_are(set_stage, render):
    stage = await set_stage(
        {
            "/": by_script(
                "say([Intl.DateTimeFormat().resolvedOptions().timeZone, navigator.language, document.cookie])"
            )
        }
    )

    came = await render(stage, replace(DONE, zone="Asia/Bishkek", language="ky"))

    assert said(came) == "Asia/Bishkek,ky,"


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("say('x'.repeat(60_000))", "its scripts make more than 50000 bytes of it"),
        ("say('ы'.repeat(30_000))", "its scripts make more than 50000 bytes of it"),
    ],
)
async def test_what_scripts_swell_to_is_bounded(set_stage, render, code, detail):
    stage = await set_stage({"/": by_script(code)})

    came = await render(stage, max_bytes=50_000)

    assert isinstance(came, Unrendered)
    assert (came.reason, came.detail) == (Reason.TOO_LARGE, detail)


async def test_what_scripts_ask_is_bounded_in_number(set_stage, render, monkeypatch):
    monkeypatch.setattr(asking, "MOST_REQUESTS", 5)
    code = """let got = 0; for (let i = 0; i < 9; i++) await fetch('/' + i).then(() => got++, () => 0); say(got)"""
    stage = await set_stage({"/": by_script(code), "*": say("x")})

    came = await render(stage)

    assert (said(came), len(stage.paths)) == ("5", 6)


async def test_what_scripts_ask_is_bounded_in_bytes(set_stage, render):
    code = """let got = 0; for (let i = 0; i < 9; i++) await fetch('/' + i).then(() => got++, () => 0); say(got)"""
    stage = await set_stage({"/": by_script(code), "*": say("x" * 6_000)})

    came = await render(stage, max_bytes=6_000)

    assert (said(came), len(stage.paths)) == ("4", 5)


async def test_a_page_that_never_shows_what_is_awaited_is_taken_as_it_is(
    set_stage, render, monkeypatch
):
    monkeypatch.setattr(tab, "_SILENT_S", 0.6)
    stage = await set_stage({"/": page("<p>Nothing more.</p>")})

    came = await render(stage)

    assert isinstance(came, Rendered)
    assert b"Nothing more." in came.body


async def test_a_page_that_hangs_costs_that_page(set_stage, render, chromium):
    hangs = await set_stage({"/": page("<script>while (true) {}</script>")})
    fine = await set_stage({"/": by_script("say(1)")})
    assert await chromium.prepare() is None
    browser = chromium._browser

    with pytest.MonkeyPatch.context() as hurry:
        hurry.setattr(tab, "_STUCK_S", 2.0)
        stuck = await render(hangs)

    assert isinstance(stuck, Unrendered)
    assert (stuck.reason, stuck.detail) == (
        Reason.CRASHED,
        "its scripts ran for 2 s without an end",
    )
    assert said(await render(fine)) == "1"
    assert chromium._browser is browser


async def test_a_browser_that_is_gone_is_started_anew(set_stage, render, chromium):
    is_under_way = asyncio.Event()

    async def wait(heard, _writer) -> None:
        is_under_way.set()
        await heard.hung_up()

    stage = await set_stage({"/": by_script("await fetch('/wait')"), "/wait": wait})
    other = await set_stage({"/": by_script("say(2)")})
    waiting = asyncio.ensure_future(render(stage))
    await is_under_way.wait()

    session = await chromium._browser.new_browser_cdp_session()
    with pytest.raises(Error, match="closed"):
        await session.send("Browser.crash")

    came = await waiting
    assert isinstance(came, Unrendered)
    assert (came.reason, came.detail) == (Reason.CRASHED, "its scripts ended the browser")
    assert said(await render(other)) == "2"
