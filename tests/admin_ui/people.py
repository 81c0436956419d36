"""Somebody at the door of the pages, with a password."""

from uuid import uuid4

import httpx
from playwright.async_api import Page

from distribution.accounts.commands.keeping import add_staff, password_link
from distribution.accounts.commands.signing_in import set_password_by_link
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds import NOON
from tests.worlds_accounts import PASSWORD


async def a_person(actor: Actor, *roles: Role) -> str:
    """Add somebody with *roles*; returns their login."""
    login = f"osoba.{uuid4().hex[:8]}"
    staff = await add_staff(actor, login=login, name="Ola Próbna", roles=roles)
    link = await password_link(actor, staff, now=NOON)
    await set_password_by_link(link, PASSWORD, now=NOON)
    return login


async def enter(page: Page, login: str) -> None:
    """Sign in on the page that is open, as a person does."""
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("form[action='/sign-in'] >> nth=0 >> button[type=submit]")
    await page.wait_for_url(lambda url: "/sign-in" not in url)


async def form(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Send a page's form, with the token that the page holds."""
    token = client.headers.get("X-CSRF-Token", "")
    return await client.post(path, data={"_csrf_token": token, **fields})
