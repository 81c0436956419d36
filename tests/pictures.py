"""Takes the pictures of the README from a served demo: ``python -m tests.pictures``.

Beside ``./dev run``, in the environment that ``./dev test`` makes. The same demo gives
the same pictures but for the hour. Few colours, so that they stay small.
"""

import io
import os
from pathlib import Path
from typing import Any

import click
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from distribution.demo.sign_ins import SIGN_INS

FOLDER = Path(__file__).parents[1] / "docs" / "images"
COLOURS = 96
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
PASSWORD = SIGN_INS[0].password


def dashboard(page: Page) -> None:
    """Show a round at a glance."""
    page.set_viewport_size({"width": 1280, "height": 1240})
    page.goto("/")


def slots(page: Page) -> None:
    """Show the slots of the day that follows."""
    page.goto("/pickup")


def stock(page: Page) -> None:
    """Show what lies where."""
    page.goto("/stock")


def routes(page: Page) -> None:
    """Show today's routes."""
    page.set_viewport_size({"width": 1280, "height": 1180})
    page.goto("/routes")
    page.get_by_role("link", name="Otwórz trasy").click()
    page.locator("main svg").first.wait_for()


def board(page: Page) -> None:
    """Show the board on which stops are moved; makes a plan that nobody announces."""
    page.set_viewport_size({"width": 1280, "height": 1180})
    page.goto("/routes")
    page.get_by_role("link", name="Otwórz trasy").click()
    page.get_by_role("button", name="Zmień trasy").click()
    page.locator(".lane").first.wait_for()


def gathering(page: Page) -> None:
    """Show what is to be taken off the shelves for a round, and how far that is."""
    page.goto("/store/rounds")
    page.get_by_role("link", name="Zbieraj").first.click()
    page.get_by_label("Kod").first.wait_for()


def counter(page: Page) -> None:
    """Show the scanner's answer to a genuine code; begins a shift on this browser."""
    page.goto("/vouchers?standing=issued&channel=pickup")
    code = page.locator(".table .code").first.inner_text()
    page.goto("/scan/start")
    page.get_by_role("button", name="Zacznij").click()
    page.get_by_text("Jest sieć").wait_for()
    page.locator("[name=code]").fill(code)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Wydane").wait_for()


def run(page: Page) -> None:
    """Show a driver's next door."""
    page.goto("/run")
    page.get_by_text("Trasa jest w telefonie").wait_for()


def own_page(page: Page) -> None:
    """Show what a household opens from its text message: when, where, its code."""
    page.get_by_role("button", name="Gospodarstwo: strona z SMS-a").click()
    page.get_by_role("heading", name="Twój kod").wait_for()


PICTURES: tuple[tuple[str | None, Any, Any], ...] = (
    ("koordynator", dashboard, DESKTOP),
    ("koordynator", slots, DESKTOP),
    ("magazyn", stock, DESKTOP),
    ("koordynator", routes, DESKTOP),
    ("koordynator", board, DESKTOP),
    ("magazyn", gathering, PHONE),
    ("wydawanie", counter, PHONE),
    ("kierowca", run, PHONE),
    (None, own_page, PHONE),
)


def save(shot: bytes, name: str) -> int:
    """Write a picture with few colours; returns its bytes."""
    few = (
        Image.open(io.BytesIO(shot))
        .convert("RGB")
        .quantize(COLOURS, dither=Image.Dither.NONE)
    )
    path = FOLDER / f"{name}.png"
    few.save(path, optimize=True)
    return path.stat().st_size


@click.command()
@click.argument("address", default="http://127.0.0.1:8000")
def main(address: str) -> None:
    """Take every picture of the demo at ADDRESS."""
    browser_path = os.environ.get("KROMKA_TEST_BROWSER")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox"]
        )
        for login, show, size in PICTURES:
            page = browser.new_page(
                base_url=address,
                viewport=size,
                locale="pl-PL",
                device_scale_factor=2 if size is PHONE else 1,
            )
            page.goto("/sign-in")
            if login:
                page.fill("[name=login]", login)
                page.fill("[name=password]", PASSWORD)
                page.get_by_role("button", name="Zaloguj się").click()
                page.wait_for_load_state()
            show(page)
            click.echo(f"{show.__name__}: {save(page.screenshot(), show.__name__)} B")
            page.close()


if __name__ == "__main__":
    main()
