"""What the whole program does when its disk fails it, and after a backup was put back."""

import json
import os
import resource
from datetime import timedelta
from pathlib import Path

from tests.supervisor import told

_LONG = timedelta(seconds=60)


def bound(process, size: int) -> None:
    """Let the process write no file beyond so many bytes."""
    _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, hard))


async def test_a_disk_that_fails_stops_the_work_and_not_the_daemon(
    program, newsroom, receiver, manager, tmp_path
):
    async with program.service(NOTIFY_SOCKET=str(tmp_path / "notify")) as service:
        await told(manager, "READY=1")
        await newsroom.wait_for(lambda: len(newsroom.requests) > 15)
        # The log of the service must go on: it is far shorter.
        bound(service, 150_000)
        newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")
        await told(manager, "takes no work")
        code, shown, _ = await program.run("show", "articles", "--json")
        # Whatever was in hand has ended by now.
        asked = len(newsroom.requests)
        await program.run("show", "sources")
        assert (code, bool(shown), len(newsroom.requests)) == (0, True, asked)
        bound(service, resource.RLIM_INFINITY)
        await told(manager, "watching 1 sources")
        await receiver.wait_until(lambda: len(receiver.accepted) >= 1, within=_LONG)
        assert service.returncode is None

    assert "recovered" in program.log
    assert "Traceback" not in program.log


def modes_of(process, database: Path) -> list[int]:
    """Return how a process has the database open, a number for each descriptor."""
    modes = []
    for link in Path(f"/proc/{process.pid}/fd").iterdir():
        if os.path.realpath(link) == str(database):
            facts = Path(f"/proc/{process.pid}/fdinfo/{link.name}").read_text(encoding="ascii")
            flags = next(line for line in facts.splitlines() if line.startswith("flags"))
            modes.append(int(flags.split()[1], 8) & os.O_ACCMODE)
    return sorted(modes)


async def test_after_a_restore_what_was_told_is_told_under_the_same_ids(
    program, newsroom, receiver
):
    backup = program.folder / "backup.db"
    await program.run("crawl")
    assert (await program.run("backup", str(backup)))[0] == 0
    for title in ("Vakunov speaks", "Vakunov is silent"):
        newsroom.publish(edition="en", topics=("vakunov",), title=title)
    await program.run("crawl")
    before = {each.json()["data"]["article"]["id"]: each.id for each in receiver.accepted}
    code, _, said = await program.run("restore", str(backup))
    await program.run("crawl")

    again = receiver.accepted[len(before) :]
    assert code == 0
    assert "kept: " in said
    assert len(before) == 2
    assert {each.json()["data"]["article"]["id"]: each.id for each in again} == before


async def test_beside_the_daemon_one_may_look_and_copy_and_not_write(program, manager, tmp_path):
    async with program.service(NOTIFY_SOCKET=str(tmp_path / "notify")) as service:
        await told(manager, "READY=1")
        assert modes_of(service, program.folder / "state" / "monitor.db") == [
            os.O_RDONLY,
            os.O_RDWR,
        ]
        backup = str(program.folder / "backup.db")
        copied, _, _ = await program.run("backup", backup)
        code, _, said = await program.run("restore", backup)
        doctor, lines, _ = await program.run("doctor", "--deep", "--json")

    assert (copied, code, doctor in {0, 4}) == (0, 3, True)
    assert f"process {service.pid}" in said
    found = {each["what"]: each for each in map(json.loads, lines.splitlines())}
    assert found["daemon"]["detail"] == "at work"
    assert {each["health"] for each in found.values()} <= {"good", "note", "doubtful"}
