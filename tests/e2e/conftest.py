"""One running service and one browser for all that is tried end to end."""

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.e2e.town import Town, serving_demo


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """The demo, small, served on a port."""
    with serving_demo() as town:
        yield town


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The Chromium of this machine, else Playwright's own."""
    async with async_playwright() as playwright:
        installed = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = await playwright.chromium.launch(
            executable_path=installed, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()
