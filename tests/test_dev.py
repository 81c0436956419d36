"""``./dev`` on machines that lack something: it says what, and to whom.

The machine is made of stubs: a directory of programs that is the whole PATH.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("sh", "dirname", "basename", "cat", "cut", "sort", "find", "sha256sum")
TOOLS += ("chmod", "flock", "rm", "mkdir", "cp")


class Machine:
    """A checkout on a machine with only the given programs."""

    def __init__(self, directory):
        self.programs = directory / "bin"
        self.checkout = directory / "paczki ś"
        self.programs.mkdir()
        self.checkout.mkdir()
        for tool in TOOLS:
            (self.programs / tool).symlink_to(shutil.which(tool))
        shutil.copy(ROOT / "dev", self.checkout)
        shutil.copy(ROOT / "pyproject.toml", self.checkout)
        shutil.copytree(ROOT / "requirements", self.checkout / "requirements")

    def has(self, name, script, *, where=None):
        """Put a program there that does what *script* says, and notes its call."""
        path = (where or self.programs) / name
        log = self.programs.parent / "calls"
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{log}"\n{script}\n')
        path.chmod(0o755)

    def has_environment(self, script):
        """Put an installed environment there, whose Python does *script*."""
        binaries = self.checkout / ".venv" / "bin"
        binaries.mkdir(parents=True)
        (self.checkout / ".venv" / "site").mkdir()
        site = f'case "$*" in *purelib*) echo "{binaries.parent}/site" ;; esac'
        self.has("python", f"{site}\n{script}", where=binaries)
        for kind in ("run", "dev"):
            done = subprocess.run(
                ["sha256sum", self.checkout / "requirements" / f"{kind}.lock"],
                capture_output=True,
                text=True,
                check=True,
            )
            (binaries.parent / f"installed-{kind}").write_text(done.stdout.split()[0])

    def dev(self, *arguments, cwd=None):
        return subprocess.run(
            [shutil.which("sh"), self.checkout / "dev", *arguments],
            cwd=cwd,
            env={"PATH": str(self.programs), "HOME": str(self.checkout)},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self):
        log = self.programs.parent / "calls"
        return log.read_text().splitlines() if log.exists() else []


PYTHON_WITHOUT_VENV = """
case "$*" in
*ensurepip*) exit 1 ;;
*venv*) echo python3.11-venv ;;
esac"""


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def as_user(machine, number):
    machine.has("id", f"echo {number}")


def test_help_needs_nothing_and_a_wrong_word_is_wrong_usage(machine):
    assert machine.dev().returncode == 0
    assert "bench" in machine.dev("--help").stdout
    wrong = machine.dev("tset")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert machine.calls() == []


@pytest.mark.parametrize(
    ("python", "package"),
    [(PYTHON_WITHOUT_VENV, "python3.11-venv"), ("exit 1", "python3 python3-venv")],
)
def test_without_root_it_names_the_one_command_for_an_administrator(
    machine, python, package
):
    as_user(machine, 1000)
    machine.has("python3", python)
    machine.has("apt-get", "exit 0")
    done = machine.dev("run")
    assert done.returncode == 1
    assert f"apt-get install -y {package}\n" in done.stderr
    assert not any(call.startswith("apt-get") for call in machine.calls())
    assert not (machine.checkout / ".venv").exists()


def test_root_installs_what_is_missing(machine):
    as_user(machine, 0)
    machine.has("python3", PYTHON_WITHOUT_VENV)
    machine.has("apt-get", "exit 0")
    assert machine.dev("run").returncode == 1  # the stub did not bring it
    installs = [call for call in machine.calls() if call.startswith("apt-get")]
    assert installs[0] == "apt-get -qq update"
    assert installs[1].endswith("install -y --no-install-recommends python3.11-venv")


def test_an_environment_that_fits_its_lock_is_not_touched(machine):
    machine.has_environment("exit 0")
    as_user(machine, 1000)
    assert machine.dev("kromka", "--version").returncode == 0
    assert not any("pip" in call for call in machine.calls())
    assert any("-m distribution.cli --version" in call for call in machine.calls())


def test_files_are_named_as_seen_from_where_it_is_called(machine, tmp_path):
    machine.has_environment('case "$*" in *-m*distribution.cli*) pwd ;; esac')
    as_user(machine, 1000)
    elsewhere = tmp_path / "kopie"
    elsewhere.mkdir()
    for command in (["run"], ["kromka", "backup", "baza"]):
        done = machine.dev(*command, cwd=elsewhere)
        assert done.stdout == f"{elsewhere}\n"


def test_a_lock_that_changed_is_installed_with_its_hashes(machine):
    machine.has_environment("exit 0")
    as_user(machine, 1000)
    for kind in ("run", "dev"):
        with (machine.checkout / "requirements" / f"{kind}.lock").open("a") as lock:
            lock.write("# changed\n")
    assert machine.dev("kromka").returncode == 0
    (installed,) = [call for call in machine.calls() if "pip install" in call]
    assert "--require-hashes -r requirements/run.lock" in installed
    assert machine.dev("kromka").returncode == 0
    assert sum("pip install" in call for call in machine.calls()) == 1


NO_BROWSER = 'case "$*" in *--version*) ;; *playwright*) exit 1 ;; esac'
"""An environment whose Playwright starts and has no browser of its own."""


def test_no_browser_to_be_had_is_a_failure_and_runs_no_test(machine):
    machine.has_environment(NO_BROWSER)
    as_user(machine, 0)
    machine.has("apt-get", "exit 1")
    done = machine.dev("test")
    assert done.returncode == 1
    assert "KROMKA_TEST_BROWSER" in done.stderr
    assert not any("pytest" in call for call in machine.calls())
    assert "apt-get -qq update" in machine.calls()


def test_a_chromium_that_is_a_snap_is_left_alone(machine):
    machine.has_environment(NO_BROWSER)
    as_user(machine, 0)
    machine.has("grep", f'exec {shutil.which("grep")} "$@"')
    machine.has("apt-get", 'case "$*" in *-s*) echo "Inst snapd (2.66 Ubuntu)" ;; esac')
    assert machine.dev("test").returncode == 1
    asked = [call for call in machine.calls() if call.startswith("apt-get")]
    assert asked
    assert not any(" -y " in call and "chromium" in call for call in asked)
    (wanted,) = [call for call in machine.calls() if "playwright install" in call]
    assert "--with-deps chromium" in wanted


def test_a_library_that_playwright_lacks_is_named(machine):
    machine.has_environment('case "$*" in *playwright*) exit 127 ;; esac')
    as_user(machine, 1000)
    done = machine.dev("test")
    assert done.returncode == 1
    assert "apt-get install -y libatomic1" in done.stderr


def test_a_browser_that_is_there_is_handed_to_the_tests(machine):
    machine.has_environment(
        'case "$*" in *pytest*) echo "$KROMKA_TEST_BROWSER" ;; esac'
    )
    as_user(machine, 1000)
    machine.has("chromium-browser", "exit 1")  # Ubuntu's stub for a snap
    machine.has("google-chrome", "exit 0")
    done = machine.dev("test", "-k", "skan")
    assert done.stdout == f"{machine.programs}/google-chrome\n"
    assert any("-m pytest -k skan" in call for call in machine.calls())


def entries_of(kind):
    """Return the entries of a lock: a pin with its hashes and comments each."""
    text = (ROOT / "requirements" / f"{kind}.lock").read_text()
    return re.split(r"\n(?=\S)", text.strip())


@pytest.mark.parametrize("kind", ["run", "dev"])
def test_locks_are_hashed_and_name_no_host_and_no_path(kind):
    entries = entries_of(kind)
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[0-9]", entry)
        assert "--hash=sha256:" in entry
        assert "://" not in entry
        assert not re.search(r"\s(/|file:|--index|--find)", entry)


def test_the_development_lock_holds_all_of_the_other():
    pins = {
        kind: {entry.split()[0] for entry in entries_of(kind)}
        for kind in ("run", "dev")
    }
    assert pins["run"] < pins["dev"]


def test_what_ci_runs_can_be_run():
    for script in ("dev", ".ci/run"):
        assert os.access(ROOT / script, os.X_OK)
        subprocess.run(["bash", "-n", ROOT / script], check=True)
