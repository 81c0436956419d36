"""The service on a real port, in the loop of the tests, so that the clock is theirs."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar


@asynccontextmanager
async def on_a_port(app: Litestar) -> AsyncIterator[str]:
    """Serve *app* for the body; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(
        app, port=port, interface=Interfaces.ASGI, log_enabled=False, websockets=False
    )
    serving = asyncio.create_task(server.serve())
    address = f"http://127.0.0.1:{port}"
    try:
        await _until_it_answers(address)
        yield address
    finally:
        server.stop()
        await serving


async def _until_it_answers(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        for _ in range(100):
            try:
                await client.get("/preferences")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    raise TimeoutError(address)
