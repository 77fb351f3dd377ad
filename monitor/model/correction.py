"""What a kept page says by other selectors than it was read by, and what follows for its article. No behaviour."""

from collections.abc import Mapping
from datetime import datetime

from monitor.model.article import HeldArticle
from monitor.model.plan import ArticleUpdate, LateTelling, Revision
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """An article as it stands, with all that a page may correct.

    `page` is the kept page that its newest wording was read from, at `seen_at`; None where there is none.
    `is_first` if no wording of it came from another page. Its page was read last at `read_at`, when nothing may have
    been kept, and gave each field by the selector that `gave` names.
    """

    article: HeldArticle
    author: str | None
    short_url: str | None
    images: tuple[str, ...]
    modified_at: datetime | None
    page: str | None
    seen_at: datetime | None
    is_first: bool
    read_at: datetime | None
    gave: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """One field that is read otherwise now."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What one kept page corrects of its article, and what is told for that.

    It rests on the wording of number `expects` being the newest; 0: there is none. `revision` is None where title and
    text are as they were.
    """

    article: int
    expects: int
    page: str
    changes: tuple[FieldChange, ...]
    update: ArticleUpdate
    revision: Revision | None = None
    late: LateTelling | None = None
