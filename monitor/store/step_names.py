"""The names of the migrations, oldest first, as databases have them. A test compares them with `schema.py`.

They stand apart from the migrations because every start asks for the names, and hardly one for what they do.
"""

STEP_NAMES = (
    "m0001_first",
    "m0002_after_publication",
    "m0003_disabled_sinks",
    "m0004_dispatch",
    "m0005_stories",
    "m0006_uptime",
    "m0007_hosts",
    "m0008_health",
    "m0009_limits",
    "m0010_copies",
    "m0012_packed",
    "m0014_pages",
    "m0015_precedence",
    "m0017_evidence",
    "m0018_counts",
)
