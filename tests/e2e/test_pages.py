"""Taking note by the link in an alert: the daemon's own page, over a real socket."""

import asyncio
import socket

import httpx
import pytest

VAKUNOV = "Vakunov <meets> the ambassador"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port(program):
    """Let the daemon answer people, and return the port."""
    port = free_port()
    text = program.path.read_text(encoding="utf-8")
    table = f'[web]\nlisten = "127.0.0.1:{port}"\nsecret_file = "desk.secret"\n\n[fetch]\n'
    program.path.write_text(text.replace("[fetch]\n", table), encoding="utf-8")
    return port


async def test_somebody_takes_note_by_the_link_of_an_alert(program, newsroom, receiver, port):
    await program.run("crawl")
    newsroom.publish(edition="en", title=VAKUNOV, paragraphs=["Nothing more."])
    async with program.service():
        await receiver.wait_until(lambda: len(receiver.accepted) == 1)
        (message,) = receiver.accepted
        link = message.json()["data"]["acknowledge"]
        async with httpx.AsyncClient(follow_redirects=True) as browser:
            looked = await browser.get(link)
            before = program.rows("SELECT count(*) FROM acknowledgement")
            noted = await browser.post(link, data={"author": "Aida", "note": "calling"})
            refused = await browser.get(link.replace("?key=", "?key=x"))

    _, life, _ = await program.run("show", "alert", message.id)
    assert link.startswith(f"http://127.0.0.1:{port}/ack/{message.id}?key=")
    assert "Vakunov &lt;meets&gt; the ambassador" in looked.text
    assert before == [(0,)]
    assert "<strong>Aida</strong> took note at " in noted.text
    assert refused.status_code == 404
    assert "acknowledged  by Aida at " in life


async def test_an_address_that_is_taken_is_said_to_be_so(program, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        async with program.service() as process, asyncio.timeout(30):
            await process.wait()

    assert process.returncode == 1
    assert f"cannot listen at 127.0.0.1:{port}: Address already in use" in program.log
