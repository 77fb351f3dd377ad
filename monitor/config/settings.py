"""What a sound configuration says, whole and resolved. Only the wiring sees it so; every object gets its few values."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.core.rules import CompiledRule
from monitor.model import (
    Canary,
    FetchLimits,
    Heartbeat,
    PolitenessRules,
    Rule,
    Selectors,
    SinkSettings,
    Source,
    Web,
)
from monitor.model.evidence import Retention
from monitor.model.healing import HealMode
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """One monitor.toml, checked. Paths are absolute.

    `selectors_by_site` has every site that a source names; its hosts include those of the listings.
    `compiled_rules` are the `rules` in the same order: compiling them is most of the work of loading.
    `escalations` have the ids of their rules.
    `warnings` are sentences about what is sound but doubtful.
    """

    path: Path
    # A file, or the URL of a database on a server.
    database: Path | str
    timezone: ZoneInfo
    # The sinks that hear when a source is in trouble.
    alarms: tuple[str, ...]
    # Whether articles are held against one another to find copies.
    stories: bool
    # What is done by itself about selectors that broke.
    heal: HealMode
    # The folder of the user's own selectors files.
    selectors_folder: Path
    heartbeat: Heartbeat | None
    # How long pages are kept as evidence; None: none are.
    archive: Retention | None
    canary: Canary | None
    web: Web | None
    limits: FetchLimits
    politeness: PolitenessRules
    sources: tuple[Source, ...]
    selectors_by_site: Mapping[str, Selectors]
    rules: tuple[Rule, ...]
    compiled_rules: tuple[CompiledRule, ...]
    escalations: tuple[CompiledRule, ...]
    sinks: tuple[SinkSettings, ...]
    warnings: tuple[str, ...] = ()

    @property
    def letterbox(self) -> Path:
        """Where commands leave wishes for the daemon: beside the database, or where its file would lie."""
        beside = self.database
        if isinstance(beside, str):
            beside = self.path.parent / "state" / "monitor.db"
        return beside.with_name(beside.name + ".wishes")
