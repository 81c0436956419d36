"""What a centre that has nothing yet is told to set up."""

import re

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds_accounts import sign_in_as
from tests.worlds_programmes import a_round, a_site, a_sub_programme


async def steps_for(client: httpx.AsyncClient, actor: Actor, role: Role) -> list[str]:
    """Return the steps that are not done: each as its link, or as its words."""
    await sign_in_as(client, actor, role)
    page = (await client.get("/")).text
    if "Pierwsze kroki" not in page:
        return []
    listed = page.split("Pierwsze kroki", 1)[1].split("</ol>", 1)[0]
    return [
        " ".join(re.sub("<.*?>", " ", step).split())
        if "todo__other" in step
        else re.findall(r'href="([^"]*)"', step)[0]
        for step in listed.split("<li>")[1:]
    ]


async def test_a_new_centre_is_told_what_to_set_up_and_in_which_order(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    empty = await steps_for(client, actor, Role.ADMINISTRATOR)
    sub_programme = await a_sub_programme(actor)
    site = await a_site(actor, is_warehouse=True)
    begun = await steps_for(client, actor, Role.COORDINATOR)
    await a_round(actor, sub_programme=sub_programme, site=site)
    ready = await steps_for(client, actor, Role.COORDINATOR)

    assert empty[:3] == [
        "/settings/staff",
        "/settings/sites",
        "/settings/sub-programmes/new",
    ]
    assert empty[-1].endswith("Robi to osoba z rolą „koordynator”.")
    assert begun[1:] == [
        "/settings/sub-programmes",
        "/pickup/hours",
        "/stock/places",
        "/households",
        begun[5],
        "/stock/receipts/new",
        "/rounds/new",
    ]
    assert begun[5].endswith("Robi to osoba z rolą „pracownik socjalny”.")
    assert ready == []


async def test_who_sets_nothing_up_is_not_told_to(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    assert await steps_for(client, actor, Role.HAND_OUT) == []
