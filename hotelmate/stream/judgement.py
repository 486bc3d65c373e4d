"""Who a client is, judged anew whenever that may have changed."""

import asyncio
from collections.abc import Hashable
from typing import Protocol

from hotelmate.core.actor import Actor
from hotelmate.stream.threads import ask

# Verdicts of one credential are shared by all its connections for so long.
FRESH_SECONDS = 5.0


class Credential(Hashable, Protocol):
    """What a client showed: a token, a session, the signed word of the web process."""

    def actor(self) -> Actor | None:
        """Who that is at this moment; None when it opens nothing any more."""
        ...


class Judge:
    """Asks who a credential belongs to; one question serves all connections that ask at the same time."""

    def __init__(self) -> None:
        self._asked: dict[Credential, tuple[float, asyncio.Future[Actor | None]]] = {}

    async def verdict(self, credential: Credential, *, since: float | None = None) -> Actor | None:
        """Who it is now; `since` asks for a verdict that was begun no earlier."""
        now = asyncio.get_running_loop().time()
        asked = self._asked.get(credential)
        if asked is None or asked[0] < (now - FRESH_SECONDS if since is None else since):
            asked = (now, asyncio.ensure_future(ask(credential.actor)))
            self._asked[credential] = asked
        return await asyncio.shield(asked[1])

    def forget_old(self) -> None:
        """Drop verdicts that nobody may use any more."""
        oldest = asyncio.get_running_loop().time() - FRESH_SECONDS
        self._asked = {
            credential: (begun, verdict)
            for credential, (begun, verdict) in self._asked.items()
            if begun >= oldest or not verdict.done()
        }
