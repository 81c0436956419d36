"""A tiny SMS provider on this machine: answers as told, keeps what it was sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs


@dataclass
class Provider:
    """What it answers, how late, and the requests it got."""

    status: str = "200 OK"
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    origin: str = ""
    requests: list["Request"] = field(default_factory=list)


@dataclass
class Request:
    line: str
    headers: dict[str, str]
    form: dict[str, str]


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    line, *rest = head.strip().split("\r\n")
    headers = dict(h.lower().split(": ", 1) for h in rest if ": " in h)
    exact = dict(h.split(": ", 1) for h in rest if ": " in h)
    headers["authorization"] = {k.lower(): v for k, v in exact.items()}["authorization"]
    body = await reader.readexactly(int(headers["content-length"]))
    form = {name: value for name, [value] in parse_qs(body.decode()).items()}
    return Request(line, headers, form)


@asynccontextmanager
async def sms_provider(**answer) -> AsyncIterator[Provider]:
    """Serve on 127.0.0.1 for as long as the body runs."""
    provider = Provider(**answer)
    over = asyncio.Event()

    async def answer_one(reader, writer) -> None:
        provider.requests.append(await _read_request(reader))
        if provider.silent:
            await over.wait()
        else:
            headers = {
                "Content-Type": "application/json",
                "Content-Length": str(len(provider.body)),
                "Connection": "close",
            } | provider.headers
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            head = f"HTTP/1.1 {provider.status}\r\n{lines}\r\n".encode()
            writer.write(head + provider.body)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer_one, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    provider.origin = f"http://{host}:{port}"
    try:
        yield provider
    finally:
        over.set()
        server.close()
        await server.wait_closed()
