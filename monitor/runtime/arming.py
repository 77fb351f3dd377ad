"""Arming a rule over the past: what it matches among the articles held, told late. Owns the walk over the archive."""

import asyncio
from datetime import datetime

from monitor.config import Config
from monitor.model import SourceId
from monitor.model.wish import Armed, ArmWish
from monitor.ports import Store
from monitor.runtime.watches import watches_of

# So many articles are matched without a pause; the loop has other work.
BATCH = 50


async def arm(store: Store, config: Config, wish: ArmWish, now: datetime) -> Armed:
    """Return what telling a rule late came to; articles of sources that are no longer configured are left out.

    An alert that was made before is not made again. Raises `StoreUnavailable`.
    """
    from monitor.core.plan import tell_late  # noqa: PLC0415 - heavy, and no start needs it

    rule = next((rule for rule in config.compiled_rules if rule.id == wish.rule), None)
    if rule is None:
        known = ", ".join(rule.id for rule in config.rules)
        return Armed(trouble=f"there is no rule {wish.rule} (rules: {known})")
    watches = watches_of(config, (rule,))
    armed, after = Armed(), 0
    while wordings := await store.wordings(wish.since, after=after, limit=BATCH):
        after = wordings[-1].article.id
        ours = [
            (wording, watch)
            for wording in wordings
            if (watch := watches.get(SourceId(wording.article.source))) is not None
        ]
        late = [told for wording, watch in ours if (told := tell_late(wording, watch, now))]
        committed = await store.tell_late(late, now)
        armed = Armed(
            articles=armed.articles + len(ours),
            matches=armed.matches + len(late),
            alerts=armed.alerts + committed.alerts,
        )
        await asyncio.sleep(0)
    return armed
