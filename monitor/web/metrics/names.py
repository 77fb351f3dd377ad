"""Every metric there is. A name that is given away stays: dashboards and alert rules are written by it.

docs/metrics.md says the same to people; a test compares them.
"""

from monitor.web.metrics.family import Family, counter, gauge, histogram

# What the archive knows, whoever asks it.
BUILD_INFO = gauge("monitor_build_info", "Always 1; the labels say what runs.", "version", "python")
BEGAN = gauge(
    "monitor_daemon_began_timestamp_seconds",
    "When the latest life of the daemon began, in seconds since 1970.",
)
ALIVE = gauge(
    "monitor_daemon_alive_timestamp_seconds",
    "When the daemon last wrote that it is alive (every 10 s), in seconds since 1970.",
)
SOURCE_POLLED = gauge(
    "monitor_source_polled_timestamp_seconds",
    "When a source was polled well last, in seconds since 1970.",
    "source",
)
SOURCE_FAILURES = gauge(
    "monitor_source_failures",
    "Polls of a source that failed in a row, by the reason of the last; 0 while it is well.",
    "source",
    "reason",
)
SOURCE_ALARM = gauge(
    "monitor_source_alarm",
    "1 while a source is in this trouble: silent, slow, flood or failing.",
    "source",
    "kind",
)
SOURCE_BROKEN = gauge(
    "monitor_source_broken", "1 while selectors of a source give nothing that they gave.", "source"
)
SOURCE_COVERAGE = gauge(
    "monitor_source_coverage_ratio",
    "How much of the last day of watching a source is proven: nothing posted in it was missed.",
    "source",
)
SOURCE_PROVEN = gauge(
    "monitor_source_proven_seconds", "The same in seconds, of the last 24 to 25 hours.", "source"
)
SOURCE_HOLES = counter(
    "monitor_source_holes_total",
    "Polls of a source that did not meet the one before: articles between may be missed.",
    "source",
)
TARGET_OVERDUE = gauge(
    "monitor_target_overdue_seconds",
    "For how long the oldest due page has been waiting, by kind: listing or article.",
    "kind",
)
HOST_FIRM = gauge(
    "monitor_host_firm_requests",
    "Requests an hour that the pages of a host ask for whatever the budget is.",
    "host",
)
HOST_BUDGET = gauge(
    "monitor_host_budget_requests",
    "Requests an hour that may go to a host, by the configuration.",
    "host",
)
HOST_OPEN = gauge(
    "monitor_host_open", "1 while a host is left alone because it keeps failing.", "host"
)
PENDING = gauge("monitor_deliveries_pending", "Deliveries that wait, held ones too.", "sink")
DELIVERY_OVERDUE = gauge(
    "monitor_delivery_overdue_seconds",
    "For how long the first due delivery to a sink has been waiting.",
    "sink",
)
OLDEST_PENDING = gauge(
    "monitor_delivery_oldest_pending_seconds",
    "The age of the oldest alert that is still on its way to a sink.",
    "sink",
)
LAST_DAY = gauge(
    "monitor_deliveries_last_day",
    "Deliveries of the alerts of the last 24 hours, by where they stand.",
    "sink",
    "state",
)
SINK_DISABLED = gauge(
    "monitor_sink_disabled", "1 while nothing is sent to a sink, because it is gone.", "sink"
)
LATENCY_LAST_HOUR = gauge(
    "monitor_latency_last_hour_seconds",
    "From publication to delivery, by percentile, of what was matched first in the last hour.",
    "source",
    "percentile",
)
LAST_ROW = gauge(
    "monitor_last_row",
    "The highest row number of a table: nearly how many rows there ever were.",
    "table",
)
DATABASE_BYTES = gauge("monitor_database_bytes", "The size of the database without its log.")
LOG_BYTES = gauge("monitor_database_log_bytes", "The size of the database's write-ahead log.")
FREE_BYTES = gauge("monitor_database_free_bytes", "What room the disk of the database has left.")

HELD: tuple[Family, ...] = (
    BUILD_INFO,
    BEGAN,
    ALIVE,
    SOURCE_POLLED,
    SOURCE_FAILURES,
    SOURCE_ALARM,
    SOURCE_BROKEN,
    SOURCE_COVERAGE,
    SOURCE_PROVEN,
    SOURCE_HOLES,
    TARGET_OVERDUE,
    HOST_FIRM,
    HOST_BUDGET,
    HOST_OPEN,
    PENDING,
    DELIVERY_OVERDUE,
    OLDEST_PENDING,
    LAST_DAY,
    SINK_DISABLED,
    LATENCY_LAST_HOUR,
    LAST_ROW,
    DATABASE_BYTES,
    LOG_BYTES,
    FREE_BYTES,
)

# How the engine is that runs in this process.
TROUBLE = gauge("monitor_trouble", "1 while the daemon takes no work because of its database.")
JOBS = gauge("monitor_jobs", "Checks and deliveries in hand.", "crew")
SCOUTS = gauge("monitor_scouts", "Processes that fetch and read pages, and are up.")

STATED: tuple[Family, ...] = (TROUBLE, JOBS, SCOUTS)

# What is counted while it runs.
CHECKS = counter(
    "monitor_checks_total",
    "Checks by what came of them: good, not_modified or failed, and the reason of a failed one.",
    "source",
    "kind",
    "outcome",
    "reason",
)
CHECK_SECONDS = histogram(
    "monitor_check_duration_seconds", "How long the exchange with the site took.", "kind"
)
HOST_CHECKS = counter(
    "monitor_host_checks_total", "Checks by host: what of its budget is used.", "host"
)
ARTICLES = counter("monitor_articles_total", "Articles that were new.", "source")
REVISIONS = counter("monitor_revisions_total", "Wordings that were stored.", "source")
OBSERVATIONS = counter("monitor_observations_total", "Sightings that were stored.", "source")
FALLBACKS = counter(
    "monitor_fallbacks_total",
    "Fields of new articles that no selector gave, and a fallback filled.",
    "source",
    "field",
)
EVENTS = counter(
    "monitor_events_total", "What happened to articles after publication, by kind.", "kind"
)
MATCHES = counter("monitor_matches_total", "Matches that were new.", "source")
ALERTS = counter("monitor_alerts_total", "Alerts that checks made.", "source")
ATTEMPTS = counter(
    "monitor_attempts_total",
    "Attempts at a delivery: sent, deferred or rejected, and the reason of one that was not taken.",
    "sink",
    "outcome",
    "reason",
)
ATTEMPT_SECONDS = histogram(
    "monitor_attempt_duration_seconds", "How long a sink took to answer.", "sink"
)
SETTLED = counter(
    "monitor_deliveries_total", "Deliveries that came to an end: sent or dead.", "sink", "state"
)
LATENCY = histogram(
    "monitor_delivery_latency_seconds",
    "From publication to delivery, of first matches that are not late.",
    "source",
)
PAUSE = histogram(
    "monitor_loop_pause_seconds",
    "How much later than asked the loop went on: for so long it stood still.",
)

COUNTED: tuple[Family, ...] = (
    CHECKS,
    CHECK_SECONDS,
    HOST_CHECKS,
    ARTICLES,
    REVISIONS,
    OBSERVATIONS,
    FALLBACKS,
    EVENTS,
    MATCHES,
    ALERTS,
    ATTEMPTS,
    ATTEMPT_SECONDS,
    SETTLED,
    LATENCY,
    PAUSE,
)

EVERY_FAMILY = (*HELD, *STATED, *COUNTED)
