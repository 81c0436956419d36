"""What a person may rely on: nothing typed is lost, and no mouse is needed."""

import httpx
from playwright.async_api import Browser, Page

from tests.e2e.preparing import PASSWORDS, next_scan, signed_in
from tests.e2e.tour import sign_in
from tests.e2e.town import Town


async def test_what_was_typed_survives_a_session_that_ended(
    town: Town, browser: Browser
) -> None:
    """E68: the session ends while somebody is taking a household in."""
    context = await browser.new_context(base_url=town.address, locale="pl-PL")
    page = await context.new_page()
    await sign_in(page, "socjalna")
    await page.goto("/households/new")
    await page.fill("[name='members.0.given_name']", "Eustachy")
    await page.fill("[name='members.0.family_name']", "Niezapisany")
    await page.fill("[name=door_notes]", "Dzwonić dwa razy.")
    await end_session(town, page)

    await page.get_by_role("button", name="Zapisz gospodarstwo").last.click()
    await page.locator("#main").get_by_role("link", name="Zaloguj się").click()
    await page.get_by_label("Login").fill("socjalna")
    await page.get_by_label("Hasło").fill(PASSWORDS["socjalna"])
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/households/new")

    assert await page.input_value("[name='members.0.given_name']") == "Eustachy"
    assert await page.input_value("[name='members.0.family_name']") == "Niezapisany"
    assert await page.input_value("[name=door_notes]") == "Dzwonić dwa razy."
    await context.close()


async def test_a_parcel_is_handed_over_by_keyboard_alone(
    town: Town, browser: Browser
) -> None:
    async with signed_in(town, "wydawanie") as client:
        code = (await next_scan(town, client))["code"]
    context = await browser.new_context(base_url=town.address, locale="pl-PL")
    page = await context.new_page()
    await page.goto("/sign-in")
    await tab_to(page, "[name=login]")
    await page.keyboard.type("wydawanie")
    await tab_to(page, "[name=password]")
    await page.keyboard.type(PASSWORDS["wydawanie"])
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/")
    await tab_to(page, "nav a[href='/handout']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/handout")

    # The scanner types wherever the focus is, and ends with Enter.
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Wydaj paczkę").wait_for()
    await tab_to(page, ".confirm button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/handout/*-*")

    assert (await page.inner_text("h1")).startswith("Wydano")
    await context.close()


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until *selector* has the focus, where it can be seen."""
    for _ in range(60):
        if await page.evaluate(
            "selector => document.activeElement.matches(selector)"
            " && document.activeElement.getClientRects().length > 0",
            selector,
        ):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not get to {selector}")


async def end_session(town: Town, page: Page) -> None:
    """Let the session die on the server; the browser does not know."""
    cookies = {one["name"]: one["value"] for one in await page.context.cookies()}
    token = await page.locator("[name=_csrf_token]").first.input_value()
    async with httpx.AsyncClient(base_url=town.address, cookies=cookies) as client:
        headers = {"X-CSRF-Token": token}
        ended = await client.delete("/api/v1/session", headers=headers)
        ended.raise_for_status()
