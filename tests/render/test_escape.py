"""A page that tries every way out that browsers have, and two traps that hear of any."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from monitor.fetch.rendering import Rendered
from tests.egress.stage import page
from tests.web.browser.serving import FLAGS as PLAIN

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]
HOME = "http://127.0.0.1/"
# Each try is over when it failed or succeeded.
TRIES = """
<link rel=preconnect href=//@tcp@><link rel=dns-prefetch href=//@tcp@><link rel=prefetch href=//@tcp@/a>
<script type=speculationrules>{"prerender": [{"source": "list", "urls": ["http://@tcp@/b"]}]}</script>
<script type=module>
const inner = "fetch('http://@tcp@/c', {mode: 'no-cors'}).catch(() => 0).then(() => self.postMessage?.(1))";
const blob = URL.createObjectURL(new Blob([inner]));
const once = (thing, ...names) => new Promise(over => names.forEach(name => thing.addEventListener(name, over)));
const image = new Image();
image.src = "http://@tcp@/d";
const gathered = server => new Promise(async over => {
  const peer = new RTCPeerConnection({iceServers: [server]});
  peer.createDataChannel("x");
  peer.addEventListener("icegatheringstatechange", () => peer.iceGatheringState == "complete" && over());
  await peer.setLocalDescription(await peer.createOffer());
});
// It takes its time to give up.
gathered({urls: "turn:@tcp@?transport=tcp", username: "a", credential: "b"});
navigator.sendBeacon("http://@tcp@/e", "x");
new SharedWorker(blob);
await Promise.all([
  once(image, "load", "error"),
  once(new WebSocket("ws://@tcp@/f"), "open", "error", "close"),
  once(new EventSource("http://@tcp@/g"), "open", "error"),
  once(new Worker(blob), "message", "error"),
  fetch("http://@tcp@/h", {mode: "no-cors"}).catch(() => 0),
  gathered({urls: "stun:@udp@"}),
]);
document.body.insertAdjacentHTML("beforeend", "<p id=done>all tried</p>");
</script>
"""


@dataclass
class Trap(asyncio.DatagramProtocol):
    """Listens for connections and for datagrams."""

    heard: list[str] = field(default_factory=list)
    has_heard_both: asyncio.Event = field(default_factory=asyncio.Event)
    tcp: str = ""
    udp: str = ""

    def set_in(self, markup: str) -> str:
        return markup.replace("@tcp@", self.tcp).replace("@udp@", self.udp)

    def datagram_received(self, data, addr) -> None:
        self.hear("a datagram")

    async def connected(self, reader, writer) -> None:
        self.hear("a connection")
        writer.close()

    def hear(self, what: str) -> None:
        self.heard.append(what)
        if len(set(self.heard)) == 2:
            self.has_heard_both.set()


@pytest_asyncio.fixture(loop_scope="session")
async def trap() -> AsyncIterator[Trap]:
    trap = Trap()
    loop = asyncio.get_running_loop()
    server = await asyncio.start_server(trap.connected, "127.0.0.1", 0)
    transport, _ = await loop.create_datagram_endpoint(lambda: trap, local_addr=("127.0.0.1", 0))
    trap.tcp = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    trap.udp = f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    yield trap
    transport.close()
    server.close()
    await server.wait_closed()


async def let_loose(browser: Browser, markup: str) -> Page:
    """Have a page try all, of whose questions we take none but the first."""
    context = await browser.new_context()
    tab = await context.new_page()
    await tab.route(HOME, lambda route: route.fulfill(body=markup, content_type="text/html"))
    await tab.goto(HOME, wait_until="commit")
    return tab


async def test_a_rendered_page_reaches_nobody_by_itself(set_stage, render, trap):
    stage = await set_stage({"/": page(trap.set_in(f"<body>{TRIES}"))})

    came = await render(stage)

    assert isinstance(came, Rendered)
    assert b'<p id="done">' in came.body
    assert trap.heard == []
    assert stage.paths == ["/"]


async def test_what_is_not_taken_from_a_page_leads_nowhere(chromium, trap):
    assert await chromium.prepare() is None

    tab = await let_loose(chromium._browser, trap.set_in(TRIES))
    await tab.locator("#done").wait_for()
    await tab.context.close()

    assert trap.heard == []


async def test_the_traps_hear_of_a_browser_that_is_not_held(chromium, trap):
    async with async_playwright() as playwright, asyncio.timeout(60):
        path = chromium._limits.browser
        browser = await playwright.chromium.launch(executable_path=path, args=[*PLAIN])
        await let_loose(browser, trap.set_in(TRIES))
        await trap.has_heard_both.wait()
        await browser.close()
