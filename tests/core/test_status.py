"""What an HTTP status means."""

import pytest

from monitor.core.status import reason_of


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (206, "protocol"),
        (302, "http_3xx"),
        (403, "http_4xx"),
        (404, "not_found"),
        (410, "gone"),
        (429, "rate_limited"),
        (503, "http_5xx"),
        (999, "protocol"),
    ],
)
def test_a_status_has_one_reason(status, reason):
    assert reason_of(status) == reason
