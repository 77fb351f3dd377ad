r"""A user's regular expression at work. Owns the promise that no pattern takes more than linear time on any text.

RE2 keeps it: it tries nothing twice. What needs more (looking around, referring back) is refused when the
configuration is read, with the column and a remedy, and so is what would be too large to be quick.
"""

from collections.abc import Callable
from dataclasses import field
from typing import Any

import re2

from monitor.core.patterns.spelling import AHEAD, mark, unmark
from monitor.core.patterns.translate import translate
from monitor.errors import SelectorError
from monitor.noun import dataclass

_MAX_BYTES = 32 << 20
_LONGEST = 2_000
_MOST_STEPS = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class LinearPattern:
    """A compiled pattern: how it was written and how many groups it keeps."""

    source: str
    groups: int
    is_marked: bool
    _machine: Any = field(repr=False, compare=False)

    def groups_in(self, text: str) -> tuple[str | None, ...] | None:
        """Return the groups of the first match in `text`, each None that took no part; None if nothing matches."""
        content = (mark(text) if self.is_marked else text).encode("utf-8", "replace")
        search = self._machine.match if self.is_marked else self._machine.search
        found = search(content)
        if found is None:
            return None
        groups = [found[number] for number in range(1, self.groups + 1)]
        texts = [None if group is None else group.decode("utf-8", "replace") for group in groups]
        if self.is_marked:
            return tuple(None if text is None else unmark(text) for text in texts)
        return tuple(texts)

    def __reduce__(self) -> tuple[Callable[[str], "LinearPattern"], tuple[str]]:
        return compile_pattern, (self.source,)


def compile_pattern(source: str) -> LinearPattern:
    """Return the pattern `source`. Raises SelectorError, with the column from 1, if it has no linear form."""
    if len(source) > _LONGEST:
        what = f"is longer than {_LONGEST:,} characters"
        raise SelectorError(what, column=_LONGEST + 1, hint="write classes in place of lists")
    plain = translate(source, is_marked=False)
    if not plain.has_border:
        return _compiled(source, plain.text, plain.groups, is_marked=False)
    marked = translate(source, is_marked=True)
    return _compiled(source, f"{AHEAD}(?:{marked.text})", marked.groups, is_marked=True)


def _compiled(source: str, text: str, groups: int, *, is_marked: bool) -> LinearPattern:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_BYTES
    try:
        # As bytes, so that texts are not measured a second time to count in characters.
        machine = re2.compile(text.encode("utf-8", "replace"), options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        shown = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise SelectorError(f"is not accepted: {shown}", column=1) from None
    if machine.programsize > _MOST_STEPS:
        hint = "write + or * in place of counts, and shorter alternatives"
        raise SelectorError("is too large to be quick on every text", column=1, hint=hint)
    return LinearPattern(source=source, groups=groups, is_marked=is_marked, _machine=machine)
