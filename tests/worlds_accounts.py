"""People who sign in, for tests of the API and of pages."""

from datetime import datetime
from uuid import UUID, uuid4

import httpx

from distribution.accounts.commands.keeping import add_staff, password_link
from distribution.accounts.commands.signing_in import set_password_by_link
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds import NOON

PASSWORD = "koń bateria zszywacz"


async def sign_in_as(
    client: httpx.AsyncClient, actor: Actor, *roles: Role, now: datetime = NOON
) -> UUID:
    """Add a person with *roles* and sign *client* in as them; returns their id.

    Writes of *client* carry the session's CSRF token from then on.
    """
    login = f"osoba.{uuid4().hex[:8]}"
    staff = await add_staff(actor, login=login, name="Ola Próbna", roles=roles)
    link = await password_link(actor, staff, now=now)
    await set_password_by_link(link, PASSWORD, now=now)
    client.cookies.clear()
    client.headers.pop("X-CSRF-Token", None)
    answer = await client.post(
        "/api/v1/session", json={"login": login, "password": PASSWORD}
    )
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return staff
