"""What `monitor doctor` finds. Decides nothing."""

from enum import StrEnum

from monitor.noun import dataclass


class Health(StrEnum):
    """How what was looked at is."""

    GOOD = "good"
    NOTE = "note"  # worth knowing, and no fault
    DOUBTFUL = "doubtful"  # works, and will not for long, or not as it should
    BAD = "bad"


class Part(StrEnum):
    """What was looked at."""

    CONFIGURATION = "configuration"
    DATABASE = "database"  # whether it can be used
    CONTENT = "content"  # whether it is whole
    DISK = "disk"
    WORK = "work"  # the daemon, its sinks and its wishes
    MACHINE = "machine"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at: what it is like, and the remedy where it needs one."""

    part: Part
    what: str
    health: Health
    detail: str
    hint: str = ""
