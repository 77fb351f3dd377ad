"""What stands in a tab, looked at from a world of our own: the page's scripts cannot tell what we see of it."""

import json
from typing import Any, Self

from playwright.async_api import CDPSession, Page

from monitor.fetch.letters import Awaited

# What the browser does not understand as a selector is not waited for.
_IS_THERE = """(groups => {
  const says = ([css, attribute]) => {
    try {
      return [...document.querySelectorAll(css)].some(
        each => (attribute ? each.getAttribute(attribute) || "" : each.textContent).trim());
    } catch { return true; }
  };
  return groups.every(group => group.some(says));
})(%s)"""
_WHOLE = """(most => {
  const all = (document.doctype ? "<!DOCTYPE html>\\n" : "") + document.documentElement.outerHTML;
  return all.length > most ? null : all;
})(%d)"""


class Sight:
    """Looks at the document of one tab."""

    def __init__(self, session: CDPSession, world: int) -> None:
        self._session = session
        self._world = world

    @classmethod
    async def of(cls, page: Page) -> Self:
        """Return what looks at the page as it stands. Raises Playwright's `Error`."""
        session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        frame = {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "monitor"}
        made = await session.send("Page.createIsolatedWorld", frame)
        return cls(session, made["executionContextId"])

    async def is_there(self, awaited: Awaited) -> bool:
        """Say whether of each group one selector hits something that says something. Raises `Error`."""
        return bool(await self._evaluate(_IS_THERE % json.dumps(awaited)))

    async def document(self, most: int) -> str | None:
        """Return the document as it stands; None if it has more than `most` characters. Raises `Error`."""
        whole = await self._evaluate(_WHOLE % most)
        return whole if isinstance(whole, str) else None

    async def _evaluate(self, expression: str) -> Any:  # noqa: ANN401 - whatever the expression is
        question = {"expression": expression, "contextId": self._world, "returnByValue": True}
        return (await self._session.send("Runtime.evaluate", question))["result"].get("value")
