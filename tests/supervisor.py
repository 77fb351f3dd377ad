"""The service manager's end of its channel, as far as a test hears it."""

import asyncio
import socket


async def told(manager: socket.socket, wanted: str) -> str:
    """Return the next message that has `wanted` in it. Raises `TimeoutError` if none comes within a minute."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(60):
        while wanted not in (message := (await loop.sock_recv(manager, 4096)).decode()):
            pass
    return message
