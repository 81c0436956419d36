"""Two phones lose the network at one counter, and one of them dies."""

from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from distribution.accounts.commands.keeping import enrol_device
from distribution.core.actor import Actor
from tests.admin_ui.scanning import (
    STARTED,
    back_online,
    cut_off,
    give,
    kept,
    kill,
    paired,
    recorded,
)
from tests.browsers import FLAGS, browser_to_use
from tests.worlds_vouchers import a_counter

OPTIONS = {"viewport": {"width": 390, "height": 844}, "locale": "pl-PL"}
"""A phone."""


async def test_two_phones_cut_off_and_one_killed_tell_each_fact_once(
    actor: Actor, browser: Browser, address: str, tmp_path: Path
) -> None:
    counter = await a_counter(actor, households=3)
    shared, first, second = (counter.token(one.id) for one in counter.vouchers)
    _, token = await enrol_device(actor, site=counter.site, name="Skaner 2")
    steady = await (await browser.new_context(base_url=address, **OPTIONS)).new_page()
    await paired(steady, counter.device_token)
    async with async_playwright() as playwright:

        async def the_other() -> Page:
            context = await playwright.chromium.launch_persistent_context(
                tmp_path,
                executable_path=browser_to_use(),
                args=FLAGS,
                base_url=address,
                **OPTIONS,
            )
            return context.pages[0]

        dying = await the_other()
        await paired(dying, token)
        await cut_off(steady.context, steady)
        await cut_off(dying.context, dying)
        said = [
            await give(steady, shared),
            await give(steady, first),
            await give(dying, shared),
            await give(dying, second),
        ]
        await dying.wait_for_selector("[data-waiting]:has-text('2 ')")
        waiting = await dying.inner_text("[data-waiting]")
        kill(tmp_path)
        assert await recorded(actor) == []
        await back_online(steady.context, steady)
        risen = await the_other()
        await risen.context.set_offline(True)
        await risen.goto("/scan")
        await risen.wait_for_selector(STARTED)
        await back_online(risen.context, risen)
        await risen.reload()  # sends nothing twice
        await risen.wait_for_selector(STARTED)
        left = [one["state"] for one in await kept(risen, "handouts")]
        await risen.context.close()
    await steady.context.close()

    facts = await recorded(actor)
    codes = [one.short_code for one in counter.vouchers]
    assert set(said) == {"Wydano i zapisano"}
    assert waiting == "2 wydania czekają na wysłanie"
    assert left == ["sent", "sent"]
    assert sorted(one["short_code"] for one in facts) == sorted([codes[0], *codes])
    assert len({one["nonce"] for one in facts}) == len(facts)
    assert [one["short_code"] for one in facts if one["conflict"]] == [codes[0]]
    assert {one["conflict"] for one in facts} == {None, "already_handed_out"}
