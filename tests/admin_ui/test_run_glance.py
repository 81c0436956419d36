"""How each run stands, at one look: opened or not, told or not, and what went wrong."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.messages.rules.outbox import Failure, Rejected
from distribution.messages.sending import send_due
from distribution.routing.commands.publishing import new_run_link
from distribution.routing.jobs import SUBJECTS
from tests.admin_ui.test_routing_pages import driven
from tests.messages.test_outbox_sending import ORIGIN, Provider
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as

BADGE = re.compile(r'class="badge badge--(\w+)">(?:<svg.*?</svg>)?([^<]+)<', re.DOTALL)


async def test_the_day_shows_what_became_of_a_run_and_of_the_sms_with_its_link(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    _, day, path = await driven(actor, phone="600 100 300")
    [run] = day.runs

    async def seen() -> list[tuple[str, str]]:
        page = (await client.get("/routes")).text
        row = page.partition(f"/routes/runs/{run.id}")[0].rpartition("<li")[2]
        return [(kind, words.strip()) for kind, words in BADGE.findall(row)]

    async def tell(provider: Provider) -> None:
        await send_due(actor, clock, sender=provider, subjects=SUBJECTS, origin=ORIGIN)

    await sign_in_as(client, actor, Role.COORDINATOR)
    waits = await seen()
    await tell(Provider(Rejected(Failure.INVALID_NUMBER)))
    lost = await seen()
    path = (await new_run_link(actor, run.id, now=NOON)).path
    await tell(Provider())
    told = await seen()
    clock.now = run.leaves_at - timedelta(hours=1)
    early = await seen()
    await client.post(f"{path}/pledge")
    await client.get(path)
    opened = await seen()
    for stop in day.stops:
        answer = {"nonce": str(uuid4()), "outcome": "refused"}
        await client.post(f"{path}/stops/{stop.id}", data=answer)
    over = await seen()

    unopened = "kierowca nie otworzył trasy"
    assert waits == [("warning", unopened), ("info", "SMS z linkiem czeka na wysłanie")]
    assert lost == [("warning", unopened), ("danger", "SMS z linkiem nie wyszedł")]
    at_noon = "SMS z linkiem wysłany o 12:00"
    assert told == [("warning", unopened), ("neutral", at_noon)]
    assert early == [("neutral", unopened), ("neutral", at_noon)]
    assert opened == [("info", "w drodze")]
    assert over == [("danger", "jest problem"), ("good", "zakończona")]
