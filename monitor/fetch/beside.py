"""Two ways to ask side by side: pages whose scripts are run go to a process that has a browser, all others as ever.

Owns which way a question goes, and how many pages are in the browser at once. It starts nothing by itself.
"""

import asyncio
from collections.abc import Sequence

from monitor.fetch.exchange import Exchange
from monitor.fetch.letters import Again, Came, Patient, Question
from monitor.model import Reading, Selectors
from monitor.model.evidence import Capture, Dictionary, KeptPage, Receipt
from monitor.model.healing import Remedy

# Each is a process of the browser's, which takes a core while its scripts run, and as much memory as a scout may.
TABS = 2


class Beside:
    """`Exchange` over `plain`, and over `browser` for what is to be rendered. Closing it closes both."""

    def __init__(self, plain: Exchange, browser: Exchange) -> None:
        self._plain = plain
        self._browser = browser
        self._tabs = asyncio.Semaphore(TABS)

    @property
    def scouts(self) -> int:
        """See `Exchange.scouts`. The process with the browser is none."""
        return self._plain.scouts

    async def ask(self, question: Question, selectors: Selectors | None) -> Came:
        """See `Exchange.ask`."""
        if question.rendering is None:
            return await self._plain.ask(question, selectors)
        async with self._tabs:
            return await self._browser.ask(question, selectors)

    async def keep(self, receipt: Receipt, dictionary: Dictionary | None) -> Capture | None:
        """See `Exchange.keep`. It is at hand in one place only."""
        kept = await self._plain.keep(receipt, dictionary)
        return kept or await self._browser.keep(receipt, dictionary)

    async def read_again(self, again: Again, dictionaries: Sequence[Dictionary]) -> Reading | None:
        """See `Exchange.read_again`. What was rendered is kept as the browser left it, and needs none."""
        return await self._plain.read_again(again, dictionaries)

    async def train(self, samples: Sequence[KeptPage], dictionaries: Sequence[Dictionary]) -> bytes:
        """See `Exchange.train`."""
        return await self._plain.train(samples, dictionaries)

    async def heal(self, patient: Patient) -> tuple[Remedy, ...] | None:
        """See `Exchange.heal`."""
        return await self._plain.heal(patient)

    async def retire(self) -> None:
        """See `Exchange.retire`."""
        await self._plain.retire()
        await self._browser.retire()

    async def aclose(self) -> None:
        """See `Exchange.aclose`."""
        await self._plain.aclose()
        await self._browser.aclose()
