"""The tests drive the browser that they are told to."""

from pathlib import Path

import pytest

from tests.browsers import browser_to_use


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the only one where programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("KROMKA_TEST_BROWSER", raising=False)
    return tmp_path


def has(programs: Path, name: str) -> str:
    path = programs / name
    path.touch(mode=0o755)
    return str(path)


def test_the_browser_that_is_named_comes_before_any_that_is_there(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has(programs, "chromium")
    chrome = has(programs, "google-chrome")

    for name in (chrome, "google-chrome"):
        monkeypatch.setenv("KROMKA_TEST_BROWSER", name)
        assert browser_to_use() == chrome
    monkeypatch.setenv("KROMKA_TEST_BROWSER", "/nowhere/chrome")
    assert browser_to_use() == "/nowhere/chrome"


def test_else_what_is_installed_and_at_last_playwrights_own(programs: Path) -> None:
    assert browser_to_use() is None
    chrome = has(programs, "google-chrome-stable")
    assert browser_to_use() == chrome
    chromium = has(programs, "chromium-browser")
    assert browser_to_use() == chromium
