"""``kromka serve`` as a real process: what it starts, and that nothing outlives it."""

import importlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.core.postgres.conftest import (
    ROOT,
    a_data_dir,
    data_dir,
    eventually,
    processes_of,
    server_pid,
)

__all__ = ["data_dir"]


class Service:
    """A service of *data_dir* on a port of its own, in a session of its own."""

    def __init__(self, data_dir, *options):
        self.port = free_port()
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "distribution.cli", "serve"),
                *("--port", str(self.port), *options),
            ],
            cwd=ROOT,
            env={**os.environ, "KROMKA_DATA_DIR": str(data_dir)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )

    def greeting(self):
        """Wait for the line that says where it is, and return that."""
        for line in self.process.stdout:
            if line.startswith("Kromka:"):
                return line
        return ""

    def status(self, path="/"):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as got:
                return got.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def family(self):
        """Return the living processes of the service's session."""
        return session_of(self.process.pid)

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def session_of(leader):
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, session = (
                (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            )
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.append(int(entry.name))
    return found


@pytest.fixture(scope="module")
def home():
    """The directory of one installation, whose service comes and goes."""
    with a_data_dir() as found:
        yield found


@pytest.fixture
def serve(home):
    services = []

    def start(*options, data_dir=home):
        services.append(Service(data_dir, *options))
        return services[-1]

    yield start
    for service in services:
        service.close()


def test_a_service_whose_workers_end_first_ends_in_order(serve):
    """As when a whole control group is asked, and this process is the last to run."""
    service = serve("--workers", "2")
    assert f"http://127.0.0.1:{service.port}" in service.greeting()
    assert service.status() is not None
    eventually(lambda: len(service.family()) == 3)
    service.process.send_signal(signal.SIGSTOP)
    os.killpg(service.process.pid, signal.SIGTERM)
    eventually(lambda: service.family() == [service.process.pid])
    service.process.send_signal(signal.SIGCONT)
    ended_in_order(service)


def test_ctrl_c_is_answered_by_the_service_and_not_by_its_workers(serve):
    service = serve("--workers", "2")
    service.greeting()
    workers = [pid for pid in service.family() if pid != service.process.pid]
    assert workers
    eventually(lambda: all(blocks(pid, signal.SIGINT) for pid in workers))
    os.killpg(service.process.pid, signal.SIGINT)  # as Ctrl-C does
    assert "Unexpected" not in ended_in_order(service)


def ended_in_order(service):
    """Return what the service said, once it has ended as it should."""
    assert service.process.wait(60) == 0
    assert not service.family()
    assert not processes_of(service.data_dir)
    log = (service.data_dir / "postgres.log").read_text()
    assert log.rstrip().endswith("database system is shut down")
    return service.process.stdout.read()


def blocks(pid, number):
    """Return whether the kernel keeps a signal from the process."""
    facts = (Path("/proc") / str(pid) / "status").read_text()
    blocked = int(re.search(r"^SigBlk:\s*(\w+)", facts, re.MULTILINE)[1], 16)
    return bool(blocked >> (number - 1) & 1)


def test_a_service_that_is_killed_leaves_no_process_behind(serve, home):
    service = serve("--workers", "2")
    service.greeting()
    assert len(service.family()) >= 3
    service.process.kill()
    service.process.wait()
    eventually(lambda: not service.family())
    eventually(lambda: not processes_of(home))
    assert service.status() is None


def test_a_service_that_is_ended_while_it_starts_leaves_nothing(serve, data_dir):
    service = serve(data_dir=data_dir)
    eventually((data_dir / "postgres.keeper").exists)
    service.process.terminate()
    service.process.wait(60)
    eventually(lambda: not processes_of(data_dir))


@pytest.fixture(scope="module")
def running(home):
    """A service that runs, for what does not end it."""
    service = Service(home)
    service.greeting()
    yield service
    service.close()


def test_a_port_that_is_taken_is_refused_in_words(running, home):
    second = subprocess.run(
        [
            *(sys.executable, "-m", "distribution.cli", "serve"),
            *("--port", str(running.port)),
        ],
        cwd=ROOT,
        env={**os.environ, "KROMKA_DATA_DIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert str(running.port) in second.stderr
    assert "Traceback" not in second.stderr
    assert running.status() is not None


def test_the_service_outlives_a_crash_of_its_database(running, home):
    before = server_pid(home)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: server_pid(home) not in {None, before})
    assert running.process.poll() is None


def test_workers_do_not_know_the_owner_of_the_database(running, home):
    workers = [pid for pid in running.family() if pid != running.process.pid]
    assert workers
    assert running.status() is not None
    from distribution.cli.serve import _hand_to_workers
    from distribution.core.postgres.server import Server
    from distribution.core.settings import Settings, settings

    before = dict(os.environ)
    try:
        os.environ["KROMKA_OWNER_URL"] = "postgresql://owner@db/kromka"
        server = Server("postgresql://service@db/kromka", "postgresql://owner@db/k")
        _hand_to_workers(Settings(home, trusted_proxies=("10.0.0.0/8",)), server)
        read = settings()
        assert read.database_url == server.service_dsn
        assert read.owner_url is None
        assert read.trusted_proxies == ("10.0.0.0/8",)
    finally:
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()


async def test_with_demo_it_loads_the_town_and_names_who_signs_in(monkeypatch):
    """What the words on the command line lead to is found by its name alone."""
    loaded = []

    async def load(owner, service, *, say):
        loaded.append((owner, service))

    monkeypatch.setattr("distribution.demo.loading.load", load)
    server = SimpleNamespace(owner=lambda: "owner", service_dsn="service")
    serve = importlib.import_module("distribution.cli.serve")

    sign_ins = await serve._demo(server)

    assert loaded == [("owner", "service")]
    assert "koordynator" in [one.login for one in sign_ins]
    greeting = serve._greeting(serve.Settings(data_dir=Path()), sign_ins)
    assert "household's own page" in greeting.splitlines()[-1]
