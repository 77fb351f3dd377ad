"""The seam at which another process may ask: one exchange, and what it came to.

Knows neither politeness nor redirects: who asks sees to those.
"""

from collections.abc import Sequence
from typing import Protocol

from monitor.fetch.letters import Again, Came, Patient, Question
from monitor.model import Reading, Selectors
from monitor.model.evidence import Capture, Dictionary, KeptPage, Receipt
from monitor.model.healing import Remedy


class Exchange(Protocol):
    """Asks one question."""

    @property
    def scouts(self) -> int:
        """Return how many processes are up that ask and read."""
        ...

    async def ask(self, question: Question, selectors: Selectors | None) -> Came:
        """Return what the question came to. Raises nothing but cancellation, or a bug in the reading.

        With `selectors` a page that comes is read where it is fetched, and its bytes go no further.
        """
        ...

    async def keep(self, receipt: Receipt, dictionary: Dictionary | None) -> Capture | None:
        """Return what came under a receipt, packed with the dictionary; None if it is not at hand any more."""
        ...

    async def read_again(self, again: Again, dictionaries: Sequence[Dictionary]) -> Reading | None:
        """Return what a kept page says by today's selectors; None if it cannot be read, or ends its reader.

        `dictionaries` are those that it was packed with.
        """
        ...

    async def train(self, samples: Sequence[KeptPage], dictionaries: Sequence[Dictionary]) -> bytes:
        """Return a dictionary made of kept pages; b"" if they have too little in common."""
        ...

    async def heal(self, patient: Patient) -> tuple[Remedy, ...] | None:
        """Return what is found again of a site's broken fields; None if looking for it came to no end."""
        ...

    async def retire(self) -> None:
        """Let go of what is not needed for the questions under way; there will be no others."""
        ...

    async def aclose(self) -> None:
        """Let go of what it holds."""
        ...
