"""Several monitors as processes on one database of PostgreSQL: who dies is replaced, and nothing is told twice."""

from collections import Counter
from itertools import pairwise

from monitor.demo import Stall
from tests.store.looking import rows
from tests.supervisor import told

DELAY = 0.2


async def test_whoever_takes_over_from_a_killed_one_leads_asks_its_host_and_keeps_the_pace(
    program, newsroom, receiver, server, manager, tmp_path
):
    url = server.empty()
    program.configure(concurrency=1)
    said = program.path.read_text(encoding="utf-8")
    said = said.replace('database = "state/monitor.db"', f'database = "{url}"')
    said = said.replace('delay = "0s"', f'delay = "{round(DELAY * 1000)}ms"')
    program.path.write_text(said.replace('timeout = "5s"', 'timeout = "60s"'), encoding="utf-8")
    notify = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
    newsroom.script("/english/", Stall(), times=1)

    async with program.service(**notify) as first:
        await told(manager, "READY=1")
        await newsroom.wait_for(lambda: any(r.path == "/english/" for r in newsroom.requests))
        async with program.service(**notify) as second, program.service("worker", **notify):
            await told(manager, "READY=1")
            await told(manager, "READY=1")
            held = rows(url, "SELECT count(*) FROM monitor_stint WHERE until > now()")
            first.kill()
            await first.wait()
            await newsroom.wait_for(lambda: len(newsroom.requests) > 5)
            newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")
            await receiver.wait_for(1)
        assert second.returncode == 0

    assert held == [(1,)]
    assert program.log.count('"leading"') == 2
    times = [request.at for request in newsroom.requests]
    assert min(b - a for a, b in pairwise(times)) >= DELAY
    pages = Counter(r.path for r in newsroom.requests if r.path.startswith("/english/3"))
    assert max(pages.values()) == 1
    assert rows(url, "SELECT outcome FROM attempt") == [("sent",)]
    assert rows(url, "SELECT count(*) FROM monitor_stint WHERE holder IS NOT NULL") == [(0,)]


async def test_a_worker_shares_no_file(program):
    code, _, said = await program.run("worker")

    assert code == 1
    assert "this one is a file of SQLite" in said
    assert "Traceback" not in said
    assert not (program.folder / "state").exists()
