"""The import contracts of pyproject.toml hold, and know every domain there is."""

import subprocess
import sys
import tomllib
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def contracts() -> list[dict[str, object]]:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return project["tool"]["importlinter"]["contracts"]


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [lint, "--no-cache"], cwd=_ROOT, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 0, answer.stdout


def test_every_part_of_the_service_has_its_place_in_the_layers() -> None:
    """A new folder or module beside them would otherwise go unwatched."""
    layers = " ".join(contracts()[0]["layers"])
    parts = {
        path.stem
        for path in (_ROOT / "distribution").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__")
        or (path.is_dir() and any(path.glob("*.py")))
    }

    assert sorted(part for part in parts if f"distribution.{part}" not in layers) == []
