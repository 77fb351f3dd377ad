"""Every error this program raises on purpose. Owns the tree, knows nothing of who raises what.

MonitorError                 a sentence for people, and a remedy
├─ ConfigError               every fault of the configuration at once          exit 2
├─ RuleError                 a query that does not compile
├─ SelectorError             a pattern that does not compile
├─ SilenceError              a silence that says nothing, or nothing of ours
├─ HostTaken                 another worker asks the host, and goes on doing so
└─ StoreError                the database would not do it                      exit 3
   ├─ StoreUnavailable       locked, read-only, full, an error of the disk
   │  ├─ StoreInUse          another process of ours has it open
   │  ├─ StoreDamaged        damaged, foreign or newer than the code         exit 6
   │  └─ StoreDefect         a statement of ours was refused
   ├─ StaleKnown             the article moved meanwhile: decide again
   └─ LeaseLost              another worker holds the target or delivery now

Between the stages of a check failures travel as values (`Failed`, `Refused`), not as exceptions.
"""

from collections.abc import Sequence

from monitor.noun import dataclass


class MonitorError(Exception):
    """The root: `str(error)` is one sentence, `hint` says what to do about it ("" if nothing)."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong in the configuration.

    `where` is its path ("monitor.toml: source[2].every"), `what` the defect, `hint` the remedy.
    """

    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        remedy = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.what}{remedy}"


class ConfigError(MonitorError):
    """The configuration has faults; `faults` lists them all."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class RuleError(MonitorError):
    """A query does not compile. `column` counts from 1 in `query`."""

    def __init__(self, message: str, *, query: str, column: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.query = query
        self.column = column


class SelectorError(MonitorError):
    """A pattern of a selectors file does not compile. `column` counts from 1 in the pattern."""

    def __init__(self, message: str, *, column: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.column = column


class SilenceError(MonitorError):
    """A silence cannot be what was asked for."""


class HostTaken(MonitorError):
    """Another worker of the fleet is at the host that a page leads to, and stays there: ask again later."""


class StoreError(MonitorError):
    """The database would not do it; the driver's own error is the cause."""


class StoreUnavailable(StoreError):
    """The database cannot be used as it is: locked, read-only, corrupt, full or of a newer version.

    `passes`: it may end by itself, as when space is freed or a lock released.
    """

    def __init__(self, message: str, *, hint: str = "", passes: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.passes = passes


class StoreInUse(StoreUnavailable):
    """Another process has the database open: a daemon, or a crawl."""


class StoreDamaged(StoreUnavailable):
    """The file is damaged, not ours, or newer than the code: it is kept as it is, and no restart mends it."""


class StoreDefect(StoreUnavailable):
    """The database refused a statement of ours, and is well: a defect of this program."""


class StaleKnown(StoreError):
    """What was known of the article when the plan was made is no longer so: decide again."""


class LeaseLost(StoreError):
    """The lease ran out and another worker took the work over: drop the plan."""
