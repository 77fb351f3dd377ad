"""The storm itself: kills at many moments while the newsroom publishes, and the record of what is left."""

from benchmarks.crash.aims import next_aim
from benchmarks.crash.configuration import EDITIONS, TOPICS
from benchmarks.crash.record import Record, StoredAlert
from benchmarks.crash.stage import Stage

# So many lives begin as processes of their own, with everything to import.
COLD = 0.05


async def storm(stage: Stage, kills: int, *, cold: float = COLD) -> None:
    """Kill the daemon so many times while the newsroom publishes and edits, then let everything come to rest."""
    await stage.crawl()
    stage.torment()
    async with stage.publishing():
        # One that is told to stop first may be gone before it can be killed; that is no kill.
        while stage.kills < kills:
            life = await stage.start("run", is_cold=stage.chance.random() < cold)
            await next_aim(stage, stage.chance)(stage, life, stage.chance)
            await stage.kill(life)
    await stage.come_to_rest()


def record_of(stage: Stage) -> Record:
    """Return what was published, what is stored and what came, once all is at rest."""
    articles = stage.newsroom.articles.values()
    truth = {f"24.kg#{a.id}": a for a in articles if a.edition in EDITIONS}
    alerts = stage.rows(
        "SELECT alert.id, alert.created_at, alert.kind, alert.rule, article.name "
        "FROM alert JOIN article ON article.id = alert.article ORDER BY alert.rowid"
    )
    return Record(
        kills=stage.lives,
        published=frozenset(truth),
        owed=frozenset(
            (name, topic)
            for name, article in truth.items()
            for topic in TOPICS
            if article.mentions_of(topic)
        ),
        stored=tuple(name for (name,) in stage.rows("SELECT name FROM article")),
        alerts=tuple(
            StoredAlert(id=id_, made=made, kind=kind, rule=rule, article=article)
            for id_, made, kind, rule, article in alerts
        ),
        states={
            (sink, alert): state
            for sink, alert, state in stage.rows("SELECT sink, alert, state FROM delivery")
        },
        receipts=tuple(stage.receipts),
        interrupted=stage.number("SELECT count(*) FROM attempt WHERE reason = 'interrupted'"),
        holes=stage.number("SELECT count(*) FROM hole"),
        leases=leases_of(stage),
        integrity=stage.rows("PRAGMA integrity_check")[0][0],
        moments={moment.value: count for moment, count in stage.moments.items()},
        survivors=stage.survivors,
        unrest=stage.unrest,
    )


def leases_of(stage: Stage) -> int:
    """Return how many leases are held."""
    held = "SELECT count(*) FROM {} WHERE leased_until IS NOT NULL"
    return stage.number(held.format("target")) + stage.number(held.format("delivery"))
