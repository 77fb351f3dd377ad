"""What people say of alerts: silences and acknowledgements, as wishes that come true in the store. Tells nobody."""

from datetime import datetime
from secrets import token_hex

from monitor.core.dispatch import matcher_of
from monitor.errors import SilenceError
from monitor.model import Acknowledgement, Silence
from monitor.model.wish import ExpireWish, Noted, Silenced, SilenceWish
from monitor.ports import Store


async def silence(store: Store, wish: SilenceWish, now: datetime) -> Silenced:
    """Return the silence that was stored. Raises `SilenceError` if it says nothing, and `StoreUnavailable`."""
    if not wish.matchers:
        raise SilenceError("a silence without a matcher would mute everything", hint="add sink=*")
    if wish.ends_at <= max(now, wish.begins_at):
        raise SilenceError("the silence is over before it begins")
    id_ = f"sil_{token_hex(6)}"
    matchers = tuple(map(matcher_of, wish.matchers))
    made = Silence(
        id=id_,
        matchers=matchers,
        author=wish.author,
        reason=wish.reason,
        begins_at=wish.begins_at,
        ends_at=wish.ends_at,
    )
    await store.add_silence(made, now)
    return Silenced(silence=id_)


async def expire(store: Store, wish: ExpireWish, now: datetime) -> Silenced:
    """Return the silence that was ended. Raises `StoreUnavailable`."""
    if await store.expire_silence(wish.silence, now):
        return Silenced(silence=wish.silence)
    return Silenced(trouble=f"no silence {wish.silence} is in force: see `monitor silence list`")


async def acknowledge(store: Store, note: Acknowledgement, now: datetime) -> Noted:
    """Return that the alert is acknowledged. Raises `StoreUnavailable`."""
    if await store.acknowledge(note, now):
        return Noted()
    return Noted(trouble=f"there is no alert {note.alert}, or somebody acknowledged it before")
