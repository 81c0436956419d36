"""Another article in the place of what is short: due, of its group, and nobody's."""

from uuid import UUID

import httpx
import pytest

from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.errors import InvalidInputError
from distribution.core.reading import reading
from distribution.vouchers.shortfalls import Short
from distribution.vouchers.substitutes import Room, Substitute, check_substitutes
from tests.vouchers.test_handouts_api import issued, packs_on_shelf
from tests.vouchers.test_shortfalls import lines
from tests.worlds_inventory import a_delivery, article_ids, faults_of_ledger
from tests.worlds_vouchers import Counter, a_counter, a_scan, hand_out

MILK, CHEESE, JAM, NOBODY = (UUID(int=n) for n in range(4))
ROOMS = {
    MILK: Room("dairy", 10),
    CHEESE: Room("dairy", 2),
    JAM: Room("sugars", 10),
}
SHORT = {MILK: Short(3), CHEESE: Short(1)}


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ([(CHEESE, 2, MILK)], []),
        ([(CHEESE, 1, MILK), (CHEESE, 1, MILK)], []),
        ([(CHEESE, 3, MILK)], ["substitutes.0.packs"]),  # more than is due
        ([(MILK, 2, CHEESE)], ["substitutes.0.packs"]),  # more than is short
        ([(CHEESE, 2, MILK), (CHEESE, 1, MILK)], ["substitutes.1.packs"]),
        ([(JAM, 1, MILK)], ["substitutes.0.article"]),
        ([(MILK, 1, MILK)], ["substitutes.0.article"]),
        ([(CHEESE, 1, JAM)], ["substitutes.0.article"]),
        (
            [(NOBODY, 1, MILK), (JAM, 1, MILK)],
            ["substitutes.0.article", "substitutes.1.article"],
        ),
    ],
)
def test_only_what_may_stand_for_it_goes_in_its_place(given, faults) -> None:
    substitutes = [Substitute(*one) for one in given]

    found: list[str] = []
    try:
        check_substitutes(substitutes, SHORT, ROOMS, happened=False)
    except InvalidInputError as error:
        found = [one.field for one in error.errors]

    assert found == faults


def test_what_has_happened_is_a_fact_if_there_is_such_an_article() -> None:
    far_too_many = Substitute(CHEESE, 90, JAM)

    check_substitutes([far_too_many], {}, ROOMS, happened=True)
    with pytest.raises(InvalidInputError):
        check_substitutes([Substitute(NOBODY, 1, MILK)], {}, ROOMS, happened=True)


async def a_counter_with_cheese(actor: Actor, packs: int) -> tuple[Counter, str]:
    """A counter where some cheese lies that is in nobody's parcel."""
    counter = await a_counter(actor)
    await a_delivery(
        actor, location=counter.shelf, fund=counter.fund, packs={"SER": packs}
    )
    [cheese] = await article_ids(actor, "SER")
    counter.articles["SER"] = cheese
    return counter, str(cheese)


def less_milk(counter: Counter, *, instead: str, packs: int, of: str = "MLEKO") -> dict:
    """Return a hand-out with one pack of milk, and something in its place."""
    milk = (1, "not_in_stock")
    return {
        "lines": lines(counter, MLEKO=milk, MAKARON=4, DZEM=2),
        "substitutes": [
            {
                "article": instead,
                "packs": packs,
                "instead_of": str(counter.articles[of]),
            }
        ],
    }


async def test_what_goes_in_the_place_of_milk_is_issued_and_debited_as_what_it_is(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter, cheese = await a_counter_with_cheese(actor, 5)
    some = less_milk(counter, instead=cheese, packs=2)
    nonce = {"nonce": "5f0c1d0e-8a55-4b0b-9d6f-0b8d8f2f1c77"}

    seen = await client.post(
        "/api/v1/handouts/preview",
        json={"code": counter.token(), "channel": "pickup"},
        headers=counter.headers,
    )
    extract = await client.get("/api/v1/scan/extract", headers=counter.headers)
    made = await hand_out(client, counter, **some, **nonce)
    again = await hand_out(client, counter, **some, **nonce)
    stock, due = await packs_on_shelf(counter), await issued(counter)
    await client.post(
        f"/api/v1/handouts/{made.json()['id']}/annul",
        json={"reason": "pomyłka"},
        headers=counter.headers,
    )

    [option] = seen.json()["instead"]
    assert (option["article"], option["most"]) == (cheese, 5)
    assert option["instead_of"] == str(counter.articles["MLEKO"])
    [entry] = extract.json()["vouchers"]
    assert entry["spare"] == {cheese: 5}
    assert extract.json()["articles"][cheese]["group"] == "dairy"
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    [told] = made.json()["substitutes"]
    assert (told["article"], told["packs"]) == (cheese, 2)
    assert [one["packs"] for one in made.json()["short"]] == [3]
    assert (stock["SER"], stock["MLEKO"]) == ((3, 0), (999, 0))
    assert due == {"MAKARON": 4, "MLEKO": 1, "DZEM": 2, "SER": 2}
    # The whole parcel waits again, and of the cheese nothing.
    back = await packs_on_shelf(counter)
    assert (back["SER"], back["MLEKO"]) == ((5, 0), (1000, 4))
    assert await issued(counter) == {}
    assert await faults_of_ledger(actor) == []


async def test_more_than_is_there_or_due_is_refused_but_kept_if_it_happened(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter, cheese = await a_counter_with_cheese(actor, 1)
    jam = str(counter.articles["DZEM"])

    too_many = await hand_out(
        client, counter, **less_milk(counter, instead=cheese, packs=4)
    )
    other_group = await hand_out(
        client, counter, **less_milk(counter, instead=jam, packs=1)
    )
    not_there = await hand_out(
        client, counter, **less_milk(counter, instead=cheese, packs=2)
    )
    happened = await hand_out(
        client, counter, offline=True, **less_milk(counter, instead=cheese, packs=2)
    )

    assert too_many.json()["errors"][0]["field"] == "substitutes.0.packs"
    assert other_group.json()["errors"][0]["field"] == "substitutes.0.article"
    assert (not_there.status_code, not_there.json()["reason"]) == (409, "out_of_stock")
    assert happened.status_code == 201
    assert (await issued(counter))["SER"] == 2
    assert await faults_of_ledger(actor) == []


async def test_what_is_against_the_voucher_is_said_before_what_is_against_the_parcel(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter, cheese = await a_counter_with_cheese(actor, 5)
    await hand_out(client, counter)

    again = await hand_out(
        client, counter, **less_milk(counter, instead=cheese, packs=9)
    )

    assert (again.status_code, again.json()["reason"]) == (409, "already_handed_out")
    async with reading(actor):
        kept = await fetch("SELECT refusal FROM scan WHERE refusal IS NOT NULL")
    assert kept == [{"refusal": "already_handed_out"}]


async def test_a_fact_of_a_whole_parcel_and_more_is_issued_and_debited_in_full(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter, cheese = await a_counter_with_cheese(actor, 5)
    more = less_milk(counter, instead=cheese, packs=2)["substitutes"]
    fact = a_scan(counter.token(), offline=True, substitutes=more)

    answer = await client.post(
        "/api/v1/handouts/batch", json={"handouts": [fact]}, headers=counter.headers
    )

    [done] = answer.json()["results"]
    assert done["status"] == 201
    assert (await packs_on_shelf(counter))["SER"] == (3, 0)
    assert await issued(counter) == {"MAKARON": 4, "MLEKO": 4, "DZEM": 2, "SER": 2}
