"""Changing who a person is, and what they may do."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import httpx
import pytest

from distribution.accounts.commands.keeping import add_staff
from distribution.accounts.commands.people import change_staff, rename_staff
from distribution.accounts.queries import StaffFacts, staff
from distribution.accounts.rules import Role
from distribution.accounts.trail import AuditFilter, audit
from distribution.core.actor import Actor
from distribution.core.errors import NotFoundError
from distribution.core.reading import reading
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as


async def the_person(actor: Actor, wanted: UUID) -> StaffFacts:
    async with reading(actor):
        return next(one for one in await staff() if one.id == wanted)


async def test_a_person_gets_another_name_number_and_language(actor: Actor) -> None:
    login = f"jan.{uuid4().hex[:8]}"
    jan = await add_staff(actor, login=login, name="Jan Stary", roles=[Role.DRIVER])

    await rename_staff(actor, jan, name="Jan Nowy", phone="+48600100200", language="uk")

    known = await the_person(actor, jan)
    async with reading(actor):
        trail = await audit(AuditFilter(row_id=jan))
    assert (known.name, known.phone, known.language) == (
        "Jan Nowy",
        "+48600100200",
        "uk",
    )
    assert (known.login, known.roles) == (login, ["driver"])
    assert trail[0].before["name"] == "Jan Stary"


async def test_a_person_of_another_centre_keeps_their_name(
    actor: Actor, new_centre: Callable[[], Awaitable[Actor]]
) -> None:
    other = await new_centre()
    jan = await add_staff(other, login=f"j.{uuid4().hex[:8]}", name="Jan", roles=[])

    with pytest.raises(NotFoundError):
        await rename_staff(actor, jan, name="Nikt", phone=None, language="pl")

    assert (await the_person(other, jan)).name == "Jan"


async def test_sessions_end_when_rights_change_and_not_before(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    ola = await sign_in_as(client, actor, Role.ADMINISTRATOR)
    same = frozenset({Role.ADMINISTRATOR})

    await rename_staff(actor, ola, name="Ola Inna", phone=None, language="pl")
    await change_staff(actor, ola, roles=same, active=True, now=NOON)
    before = await client.get("/settings")
    more = same | {Role.AUDITOR}
    await change_staff(actor, ola, roles=more, active=True, now=NOON)
    after = await client.get("/settings")

    assert before.status_code == 200
    assert "Ola Inna" in before.text
    assert after.status_code != 200
