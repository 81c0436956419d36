"""``kromka serve``: the database, the web workers, and a tidy end.

This process holds the database and forks the workers; it never serves itself. A
worker gets the address of the service role and no other, and dies with this one.
"""

import asyncio
import importlib
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import click
import msgspec
from granian.constants import Interfaces, Loops, SSLProtocols
from granian.log import LogLevels
from granian.server.mp import MPServer
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from distribution.cli.acting import prepare
from distribution.core.errors import ConflictError
from distribution.core.language import N_
from distribution.core.postgres.server import Server, database_server
from distribution.core.processes import die_with_parent
from distribution.core.settings import Settings, networks, settings

_APPLICATION = "distribution.app:app"

_KILL_AFTER = 5
"""Seconds that a worker gets to end; an open event stream would never."""


class PortTakenError(ConflictError):
    """Another program listens where the service was to."""

    reason = "port_taken"
    sentence = N_("Nie można słuchać na {host}:{port} ({problem}).")


def _networks(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the networks of all ``--trusted-proxy`` options."""
    try:
        return tuple(found for value in values for found in networks(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with a town.")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="[default: 1]")
@click.option("--tls-cert", type=_file, help="Certificate chain (PEM).")
@click.option("--tls-key", type=_file, help="Its private key (PEM).")
@click.option(
    "--trusted-proxy",
    "trusted_proxies",
    multiple=True,
    metavar="CIDR",
    callback=_networks,
    help="Believe the forwarding headers of this network; may be repeated.",
)
def serve(*, demo: bool, **chosen: Any) -> None:  # noqa: ANN401 (as click hands over)
    """Run the service until Ctrl-C or SIGTERM."""
    current = _with_options(settings(), chosen)
    signal.signal(signal.SIGTERM, _end)
    _must_be_free(current.host, current.port)
    with database_server(current) as server:
        asyncio.run(prepare(server))
        sign_ins = asyncio.run(_demo(server)) if demo else []
        _hand_to_workers(msgspec.structs.replace(current, demo=demo), server)
        _count_together(current)
        greeting = _greeting(current, sign_ins)
        threading.Thread(target=_greet, args=(current, greeting), daemon=True).start()
        _run(_granian(current))


def _with_options(read: Settings, chosen: dict[str, Any]) -> Settings:
    """Return the settings with what was given on the command line."""
    given = {name: value for name, value in chosen.items() if value}
    current = msgspec.structs.replace(read, **given)
    if (current.tls_cert is None) != (current.tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key go together.")
    return current


def _end(*_: object) -> None:
    """End in order on SIGTERM, until Granian takes the signals over."""
    sys.exit(0)


def _must_be_free(host: str, port: int) -> None:
    """Refuse a port that is taken: Granian would share it with the other program."""
    try:
        place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(*place[:3]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place[4])
    except OSError as error:
        problem = error.strerror or str(error)
        raise PortTakenError(host=host, port=port, problem=problem) from None


async def _demo(server: Server) -> list[Any]:
    """Load the demo if the database is empty; return its sign-ins."""
    demo = importlib.import_module("distribution.demo.loading")
    await demo.load(server.owner(), server.service_dsn, say=_say_on_a_terminal)
    return list(importlib.import_module("distribution.demo.sign_ins").SIGN_INS)


def _say_on_a_terminal(line: str) -> None:
    """Show how far the demo is; nothing goes into a pipe."""
    if sys.stderr.isatty():
        click.echo(line, err=True)


def _greeting(current: Settings, sign_ins: list[Any]) -> str:
    """Return the address, and who may sign in to the demo."""
    scheme = "https" if current.tls_cert else "http"
    host = f"[{current.host}]" if ":" in current.host else current.host
    lines = [f"Kromka: {current.public_url or f'{scheme}://{host}:{current.port}'}"]
    if sign_ins:
        lines.append("Demo sign-ins (login, password, centre, roles):")
    for each in sign_ins:
        roles = ", ".join(each.roles)
        lines.append(f"  {each.login:24} {each.password:16} {each.centre:10} {roles}")
    if sign_ins:
        lines.append("A household's own page needs none: its button is on /sign-in.")
    return "\n".join(lines)


def _greet(current: Settings, greeting: str) -> None:
    """Say where the service is as soon as it answers there."""
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (never bound to)
    host = anywhere.get(current.host, current.host)
    while True:
        with suppress(OSError), socket.create_connection((host, current.port), 1):
            break
        time.sleep(0.05)
    click.echo(greeting)
    sys.stdout.flush()


def _hand_to_workers(current: Settings, server: Server) -> None:
    """Leave in the environment what the workers read: never the owner's address."""
    os.environ["KROMKA_DATA_DIR"] = str(current.data_dir)
    os.environ["KROMKA_DATABASE_URL"] = server.service_dsn
    os.environ.pop("KROMKA_OWNER_URL", None)
    for name, value in (
        ("KROMKA_HOST", current.host),
        ("KROMKA_PORT", current.port),
        ("KROMKA_WORKERS", current.workers),
        ("KROMKA_TLS_CERT", current.tls_cert or ""),
        ("KROMKA_TLS_KEY", current.tls_key or ""),
        ("KROMKA_TRUSTED_PROXIES", ",".join(current.trusted_proxies)),
        ("KROMKA_DEMO", "1" if current.demo else ""),
    ):
        os.environ[name] = str(value)
    settings.cache_clear()


def _count_together(current: Settings) -> None:
    """Give several workers one place for their counts, empty at every start."""
    if current.workers > 1:
        place = current.data_dir / "metrics"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(place)


def _granian(current: Settings) -> MPServer:
    return MPServer(
        _APPLICATION,
        address=current.host,
        port=current.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=current.workers,
        workers_kill_timeout=_KILL_AFTER,
        respawn_failed_workers=True,
        ssl_cert=current.tls_cert,
        ssl_key=current.tls_key,
        ssl_protocol_min=SSLProtocols.tls12,
        log_level=LogLevels.warning,
    )


def _run(supervisor: MPServer) -> None:
    """Serve until asked to end.

    Granian calls it a failure when a worker was quicker to end than it. Whoever asks
    all processes at once (a process group, a control group) does not deserve that.
    """
    try:
        supervisor.serve(target_loader=partial(_load, os.getpid()))
    except SystemExit:
        if not supervisor.interrupt_signal:
            raise


def _load(parent: int, _target: str) -> Callable[..., Any]:
    """Return the application; runs in a worker, which must not outlive *parent*.

    Ctrl-C reaches every process of the terminal; *parent* alone answers, and asks its
    workers by SIGTERM. One that is still starting ends on that at once: until Granian
    takes the signals over it would only note down, in vain, what *parent* does.
    """
    die_with_parent(parent)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from distribution.app import app  # noqa: PLC0415 (the parent never needs it)

    proxies = settings().trusted_proxies
    served: Callable[..., Any] = app()
    if proxies:
        served = wrap_asgi_with_proxy_headers(served, trusted_hosts=list(proxies))
    return served
