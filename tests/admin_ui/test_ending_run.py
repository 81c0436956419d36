"""A run whose driver forgot to report doors is ended from the office."""

from datetime import timedelta

import httpx

from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.routing.queries.deliveries import deliveries_on
from distribution.routing.queries.plans import run as known_run
from distribution.routing.rules.doors import Outcome, StopState
from tests.admin_ui.people import form
from tests.admin_ui.test_routing_pages import TODAY, driven
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as


async def test_the_office_says_the_day_after_what_happened_at_each_open_door(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    _, day, _ = await driven(actor)
    [run] = day.runs
    given, left = run.stops
    here = f"/routes/runs/{run.id}/end"
    tomorrow = TODAY + timedelta(days=1)
    clock.now = NOON + timedelta(days=1)
    await sign_in_as(client, actor, Role.COORDINATOR)

    warned = await client.get("/routes")
    listed = await client.get(f"/routes?day={TODAY}")
    asked = await client.get(here)
    async with reading(actor):
        before = await deliveries_on(tomorrow)
    silent = await form(client, here)
    wrong = await form(
        client,
        here,
        **_said(asked, given, "handed_over", "13:10"),
        **_said(asked, left, "not_home", "25:00", note="Zamknięta brama"),
    )
    twice = await form(client, here, **_said(asked, given, "refused", "13:10"))
    told = await client.get(here)
    done = await form(client, here, **_said(wrong, left, "not_home", "13:40"))
    async with reading(actor):
        ended = await known_run(run.id)
        after = await deliveries_on(tomorrow)

    assert "nie jest zakończona" in warned.text
    assert f'href="{here}"' in listed.text
    assert "Kierowca nie pojedzie" not in listed.text
    assert [one.on_route for one in before] == [TODAY, TODAY]
    assert silent.headers["location"] == here
    assert wrong.status_code == 400
    assert "Wpisz godzinę: GG:MM." in wrong.text
    assert 'value="Zamknięta brama"' in wrong.text
    assert f"outcome.{given.id}" not in wrong.text
    assert twice.headers["location"] == here
    assert "Wybierz choć" not in told.text
    number = given.household_number
    assert f"był już zapis i nic się w nim nie zmieniło: nr {number}." in told.text
    assert done.headers["location"] == f"/routes?day={TODAY}"
    assert [stop.state for stop in ended.stops] == [
        StopState.DONE,
        StopState.NOT_DELIVERED,
    ]
    assert [stop.outcome for stop in ended.stops] == [
        Outcome.HANDED_OVER,
        Outcome.NOT_HOME,
    ]
    assert ended.finished_at is not None
    assert [(one.voucher, one.on_route) for one in after] == [(left.voucher, None)]


def _said(page: httpx.Response, stop, outcome: str, at: str, note: str = ""):
    """Return the fields of one door, as its page has them."""
    [nonce] = [
        part.partition('value="')[2].partition('"')[0]
        for part in page.text.split("<input")
        if f'name="nonce.{stop.id}"' in part
    ]
    return {
        f"outcome.{stop.id}": outcome,
        f"at.{stop.id}": at,
        f"note.{stop.id}": note,
        f"nonce.{stop.id}": nonce,
    }
