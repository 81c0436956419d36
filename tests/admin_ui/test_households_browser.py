"""A social worker's one thing in a real browser: a new household to its referral."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.households.queries.records import find_households
from distribution.households.queries.verification import referrals_of
from tests.admin_ui.people import a_person, enter
from tests.worlds import NOON
from tests.worlds_households import the_fepz_set
from tests.worlds_programmes import a_sub_programme


async def test_a_new_household_is_taken_in_assessed_and_referred(
    actor: Actor, visit: Callable[..., Awaitable[Page]]
) -> None:
    sub_programme = await a_sub_programme(actor)
    await the_fepz_set(actor, sub_programme)
    page = await visit("/households", width=390)
    await enter(page, await a_person(actor, Role.SOCIAL_WORKER))

    await page.goto("/households")
    await page.get_by_label("Znajdź gospodarstwo").fill("Nowakowska")
    await expect(page.locator("#found")).to_contain_text("Nikogo takiego nie ma")
    await page.goto("/households/new")
    await page.fill("[name='members.0.given_name']", "Maria")
    await page.fill("[name='members.0.family_name']", "Nowakowska")
    await page.fill("[name='members.0.born']", "1958")
    await page.fill("[name=phone]", "601 202 303")
    await page.press("[name=phone]", "Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Maria Nowakowska")

    await page.get_by_role("link", name="Oceń dochód").click()
    await page.select_option("[name='positions.0.kind']", "old_age_pension")
    await page.fill("[name='positions.0.amount']", "1978,49")
    await page.check("[name=reasons][value=poverty]")
    await page.get_by_role("button", name="Oceń", exact=True).last.click()
    await expect(page.get_by_role("alert")).to_contain_text("Spełnia warunki")

    await page.get_by_role("button", name="Wystaw skierowanie").click()
    paper = page.get_by_role("link", name="Drukuj skierowanie (PDF)")
    await expect(paper).to_be_visible()
    answer = await page.request.get(await paper.get_attribute("href") or "")
    assert (await answer.body()).startswith(b"%PDF")

    async with reading(actor):
        (found,) = await find_households("Nowakowska")
        (referral,) = await referrals_of(found.id, NOON.date())
    assert referral.state == "accepted_by_opl"
    assert referral.persons == 1
