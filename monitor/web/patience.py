"""How long somebody waits who gave wrong passwords. Bounded memory, of this process only."""

from datetime import datetime, timedelta

# So many wrong ones cost no wait; then it doubles.
_FREE = 5
_FIRST, _LONGEST = timedelta(seconds=10), timedelta(minutes=15)
_MOST_KNOWN = 10_000


class Patience:
    """Counts wrong passwords, by who gave them and for whom."""

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[int, datetime]] = {}

    def wait(self, *names: str, now: datetime) -> timedelta:
        """Return how long whoever goes by these names has to wait before the next try; 0 if not at all."""
        return max((self._wait(name, now) for name in names), default=timedelta())

    def failed(self, *names: str, now: datetime) -> None:
        """Remember a wrong password."""
        for name in names:
            count, _ = self._wrong.pop(name, (0, now))
            self._wrong[name] = (count + 1, now)
        while len(self._wrong) > _MOST_KNOWN:
            del self._wrong[next(iter(self._wrong))]

    def succeeded(self, *names: str) -> None:
        """Forget what went wrong."""
        for name in names:
            self._wrong.pop(name, None)

    def _wait(self, name: str, now: datetime) -> timedelta:
        count, at = self._wrong.get(name, (0, now))
        if count < _FREE:
            return timedelta()
        length = min(_FIRST * (1 << min(count - _FREE, 20)), _LONGEST)
        return max(at + length - now, timedelta())
