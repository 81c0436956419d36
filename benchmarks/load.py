"""A small HTTP client that keeps connections open: the same load for every server."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable

import msgspec


class Load(msgspec.Struct, frozen=True):
    """What a run came to: requests a second, and how they were answered."""

    per_second: float
    statuses: dict[int, int]
    median_ms: float
    p95_ms: float


def request(path: str, body: bytes, *, token: str = "") -> bytes:
    """Return one POST as it goes over the wire."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"{authorization}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def fetch(path: str, *, cookie: str) -> bytes:
    """Return one GET as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\n\r\n".encode()


async def run(port: int, requests: Iterable[bytes], connections: int) -> Load:
    """Send *requests* once each over so many connections, as fast as answers come."""
    queue = iter(requests)
    statuses: Counter[int] = Counter()
    times: list[float] = []

    async def worker() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for each in queue:
            began = time.perf_counter()
            writer.write(each)
            statuses[await _answer(reader)] += 1
            times.append(time.perf_counter() - began)
        writer.close()
        await writer.wait_closed()

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(connections)))
    took = time.perf_counter() - began
    times.sort()
    return Load(
        len(times) / took,
        dict(statuses),
        1000 * times[len(times) // 2],
        1000 * times[int(len(times) * 0.95)],
    )


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in lines
        if line.lower().startswith(b"content-length:")
    )
    await reader.readexactly(length)
    return int(lines[0].split(b" ")[1])
