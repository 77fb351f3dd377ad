"""What the daemon says of a time in which it was not running."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

VAKUNOV = "Vakunov meets the ambassador"
_LONG = timedelta(seconds=60)


def move_back(program, hours: int) -> None:
    """Let all that was written seem so many hours older: the program was away since then."""
    with (
        closing(sqlite3.connect(program.folder / "state" / "monitor.db")) as connection,
        connection,
    ):
        for table, column in (
            ("run", "began_at"),
            ("run", "alive_at"),
            ("run", "ended_at"),
            ("source", "polled_at"),
            ("source", "seeded_at"),
            ("article", "first_seen_at"),
        ):
            connection.execute(
                f"UPDATE {table} SET {column} = "
                f"strftime('%Y-%m-%dT%H:%M:%f+00:00', {column}, '-{hours} hours')"
            )


async def test_after_a_downtime_it_tells_the_gap_and_what_was_recovered(
    program, newsroom, receiver
):
    text = program.path.read_text(encoding="utf-8")
    alarms = '[monitor]\nalarms = ["desk"]\n'
    program.path.write_text(text.replace("[monitor]\n", alarms), encoding="utf-8")
    await program.run("crawl")
    async with program.service() as service:
        await newsroom.wait_for(lambda: bool(program.rows("SELECT 1 FROM run")))
        service.kill()
    move_back(program, 9)
    newsroom.publish(
        edition="en",
        title=VAKUNOV,
        paragraphs=["Nothing more."],
        published_at=newsroom.articles[max(newsroom.articles)].published_at,
        at_top=True,
    )

    async with program.service():
        await receiver.wait_until(lambda: len(receiver.accepted) == 2, within=_LONG)

    told = {each.json()["type"]: each.json()["data"] for each in receiver.accepted}
    matched, resumed = told["article.matched"], told["monitor.resumed"]
    late = matched["late"]
    assert late["why"] == "downtime"
    assert (late["since"], late["until"]) == (resumed["since"], resumed["until"])
    assert resumed["ended"] == "killed"
    assert (resumed["articles"], resumed["alerts"], resumed["holes"]) == (1, 1, 0)
    assert resumed["sources"] == [
        {"id": "en", "polled": True, "articles": 1, "alerts": 1, "holes": 0}
    ]
    _, shown, _ = await program.run("show", "uptime", "--json")
    second, first = (json.loads(line) for line in shown.splitlines())
    assert second["down_since"] == first["alive_at"]
    assert (first["ended_at"], second["told_at"] is None) == (None, False)
    _, life, _ = await program.run("show", "alert", matched["alert"])
    assert "late        the program was not running, from " in life
    _, table, _ = await program.run("show", "uptime")
    assert "9 h" in table
