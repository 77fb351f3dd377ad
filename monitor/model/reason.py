"""Why an outcome is not the good one. Owns the closed list; the same word is column, log field and metric label."""

from enum import StrEnum


class Reason(StrEnum):
    """A closed list: a new reason is a new line here, and a line in `docs/reasons.md`."""

    # The address
    BAD_URL = "bad_url"  # not http(s), or cannot be parsed
    FORBIDDEN_ADDRESS = "forbidden_address"  # the name leads to a private or special address
    DNS = "dns"  # the name does not resolve
    # The exchange
    CONNECT = "connect"  # refused, unreachable, reset
    TLS = "tls"  # the certificate or the handshake is bad
    TIMEOUT = "timeout"  # a part or the whole took too long
    PROTOCOL = "protocol"  # what came is not HTTP, or ended too early
    TOO_LARGE = "too_large"  # over the byte cap, on the wire or decoded
    BAD_ENCODING = "bad_encoding"  # unknown, stacked or broken content coding
    # The answer
    REDIRECTS = "redirects"  # too many, in a loop, or to no usable place
    RATE_LIMITED = "rate_limited"  # 429
    GONE = "gone"  # 410
    NOT_FOUND = "not_found"  # 404
    HTTP_3XX = "http_3xx"  # a redirect where none is followed
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    NOT_TAKEN = "not_taken"  # Apprise says no more than that
    WRONG_TYPE = "wrong_type"  # not the kind of document that was asked for
    # The attempt
    INTERRUPTED = "interrupted"  # we ended before we knew what came of it
    # The rules of politeness
    ROBOTS = "robots"  # robots.txt says no
    ROBOTS_UNREACHABLE = "robots_unreachable"  # robots.txt cannot be read: RFC 9309 says keep away
    # The page
    EMPTY_LISTING = "empty_listing"  # a listing on which no article was found
    UNREADABLE = "unreadable"  # an article page without its required fields
    REDIRECTED_AWAY = "redirected_away"  # an article's address leads to the front page or a listing
    BLOCKED = "blocked"  # a wall, a challenge or an error page in the place of the page
    OTHER_ARTICLE = "other_article"  # an article's address shows another one
    STALE_COPY = "stale_copy"  # an old copy, from a cache, of a page that was seen newer
    CRASHED = "crashed"  # the page ended the process that read it
    UNRENDERED = "unrendered"  # its scripts were to be run, and no browser did
    BUG = "bug"  # our own fault; the log has the traceback
