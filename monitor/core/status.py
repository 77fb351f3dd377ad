"""What an HTTP status that is not the good one means: one word for fetches and deliveries alike. Pure."""

from monitor.model import Reason

_BY_STATUS = {404: Reason.NOT_FOUND, 410: Reason.GONE, 429: Reason.RATE_LIMITED}
_BY_CLASS = {3: Reason.HTTP_3XX, 4: Reason.HTTP_4XX, 5: Reason.HTTP_5XX}


def reason_of(status: int) -> Reason:
    """Return the reason for a status (RFC 9110 §15); what is none of 3xx, 4xx and 5xx is a fault of protocol."""
    return _BY_STATUS.get(status) or _BY_CLASS.get(status // 100, Reason.PROTOCOL)
