"""Chores: what is done now and then, by one for all. Does each once; who does it when, others say."""

import logging

from monitor.model.fleet import Chore
from monitor.runtime.engine import Engine

log = logging.getLogger(__name__)


async def do_chore(chore: Chore, engine: Engine) -> None:
    """Do a chore, and say what came of it. Raises `StoreUnavailable`."""
    match chore:
        case Chore.TEND:
            await engine.tend()
        case Chore.GAPS:
            if sought := await engine.seek_gaps():
                log.info("gaps sought", extra={"articles": sought})
        case Chore.OVERDUE:
            if await engine.tell_overdue():
                log.warning("canary overdue")
        case Chore.SPENT:
            if await engine.tell_spent():
                log.warning("a host's budget of the day is used up")
