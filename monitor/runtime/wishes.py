"""Which work a wish is, and what comes of it. Owns the table of wishes; does none of them itself."""

from datetime import datetime

from monitor.config import Config
from monitor.model import Acknowledgement, Replay
from monitor.model.wish import (
    ArmWish,
    ExpireWish,
    Granted,
    Replayed,
    RereadWish,
    SilenceWish,
    Wish,
)
from monitor.ports import Store
from monitor.runtime.arming import arm
from monitor.runtime.dispatch import Dispatcher
from monitor.runtime.evidence import Keeper
from monitor.runtime.noting import acknowledge, expire, silence


async def grant(
    wish: Wish,
    *,
    store: Store,
    keeper: Keeper | None,
    dispatcher: Dispatcher,
    config: Config,
    now: datetime,
) -> Granted:
    """Return what granting a wish came to. Raises `StoreUnavailable`, and `SilenceError` for a silence that is none."""
    granted: Granted
    match wish:
        case ArmWish():
            granted = await arm(store, config, wish, now)
        case RereadWish():
            from monitor.runtime.correcting import reread  # noqa: PLC0415 - heavy, and no start needs it

            granted = await reread(store, keeper, config, wish, now)
        case Replay():
            granted = Replayed(deliveries=await store.replay(wish, now))
        case SilenceWish():
            granted = await silence(store, wish, now)
            await dispatcher.listen(now)
        case ExpireWish():
            granted = await expire(store, wish, now)
            await dispatcher.listen(now)
        case Acknowledgement():
            granted = await acknowledge(store, wish, now)
    return granted
