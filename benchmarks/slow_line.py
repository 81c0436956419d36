"""A line between a browser and the service: slow, and everything on it is counted.

It slows the service worker down as well, which a browser's own throttle does not.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

CHUNK = 4096


class Line:
    """How fast it is now, and how many bytes came down it."""

    def __init__(self) -> None:
        self.bytes_per_second: float | None = None
        self.delay = 0.0
        self.came = 0
        self._free = asyncio.Lock()

    def slow_4g(self) -> None:
        """Be as Lighthouse's slow 4G: 1.6 Mbit/s, 150 ms there and back."""
        self.bytes_per_second, self.delay = 1_600_000 / 8, 0.15

    def fast(self) -> None:
        """Be no hindrance."""
        self.bytes_per_second, self.delay = None, 0.0

    async def up(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        """Carry what the browser asks."""
        while chunk := await source.read(CHUNK):
            await asyncio.sleep(self.delay)
            to.write(chunk)
            await to.drain()

    async def down(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter
    ) -> None:
        """Carry what the service answers, and count it."""
        while chunk := await source.read(CHUNK):
            self.came += len(chunk)
            if self.bytes_per_second:
                async with self._free:
                    await asyncio.sleep(len(chunk) / self.bytes_per_second)
            to.write(chunk)
            await to.drain()


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator[tuple[Line, str]]:
    """Lay a line to a port of this machine; yields it, and its other end."""
    line = Line()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            ways = [line.up(reader, far_writer), line.down(far_reader, writer)]
            tasks = [asyncio.create_task(way) for way in ways]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for end in (far_writer, writer):
                end.close()
            await asyncio.gather(*tasks, return_exceptions=True)

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    try:
        yield line, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
