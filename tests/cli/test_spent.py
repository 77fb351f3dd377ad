"""What is said of the budgets of a day."""

import pytest

from monitor.cli.spent import is_short, spent
from monitor.model import Politeness, Traffic

BOUNDED = Politeness(daily_requests=100, daily_bytes=5_000_000)


@pytest.mark.parametrize(
    ("requests", "rest"),
    [
        (10, ""),
        (80, "; no article is read again before the day is over (UTC)"),
        (95, "; only listings are asked for until the day is over (UTC)"),
        (100, "; used up, it is asked nothing before the day is over (UTC)"),
    ],
)
def test_what_is_used_of_what_and_who_may_still_ask(requests, rest):
    today = Traffic(host="24.kg", requests=requests, bytes=1_200_000)

    assert spent(today, BOUNDED) == f"requests today: {requests} of 100, 1.2 of 5.0 MB came{rest}"
    assert is_short(today, BOUNDED) == bool(rest)
