"""What a hand-out fell short of: the next round adds it, and damage becomes a loss."""

from datetime import date
from uuid import UUID, uuid4

import httpx
import pytest

from distribution.core.actor import Actor
from distribution.core.errors import NotFoundError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.correcting import correct
from distribution.inventory.queries.documents import documents
from distribution.programmes.queries.rounds import round_by
from distribution.vouchers.commands.annulling import annul
from distribution.vouchers.commands.damages import (
    dismiss_damage,
    reopen_damage,
    write_off_damage,
)
from distribution.vouchers.errors.damages import DamageSettledError
from distribution.vouchers.queries.damages import DamageReport, open_damages
from distribution.vouchers.queries.sharing import share
from distribution.vouchers.queries.shortfalls import ShortTotals, short_totals
from tests.vouchers.test_handouts_api import packs_on_shelf
from tests.vouchers.test_shortfalls import lines
from tests.worlds import NOON
from tests.worlds_inventory import a_delivery, faults_of_ledger
from tests.worlds_programmes import a_round
from tests.worlds_vouchers import Counter, a_counter, hand_out

APRIL = date(2026, 4, 1), date(2026, 4, 30)


async def reported(client: httpx.AsyncClient, counter: Counter) -> UUID:
    """Hand out with two packs of milk damaged and no jam wanted."""
    some = lines(
        counter, MAKARON=4, MLEKO=(2, "damaged", "karton"), DZEM=(0, "not_wanted")
    )
    return UUID((await hand_out(client, counter, lines=some)).json()["id"])


async def waiting(actor: Actor) -> list[DamageReport]:
    async with reading(actor):
        return await open_damages()


async def test_a_loss_is_booked_once_of_the_lot_it_came_from_and_undone_by_correcting(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    soon = date(2026, 4, 1)  # would be taken first, had it been there
    await a_delivery(
        actor,
        location=counter.shelf,
        fund=counter.fund,
        packs={"MLEKO": 9},
        printed_date=soon,
    )
    await reported(client, counter)
    [one] = await waiting(actor)
    likeliest, other = one.lots
    at = {"lot": likeliest.lot, "location": likeliest.location, "now": NOON}

    made = (await perform(write_off_damage, actor, one.id, **at)).document
    with pytest.raises(DamageSettledError):
        await perform(write_off_damage, actor, one.id, **at)
    with pytest.raises(DamageSettledError):
        await dismiss_damage(actor, one.id, now=NOON)
    with pytest.raises(DamageSettledError):
        await reopen_damage(actor, one.id)
    left = await waiting(actor)
    async with reading(actor):
        [paper] = [doc for doc in await documents() if doc.id == made.id]
    await perform(correct, actor, made.id, reason="pomyłka", now=NOON)

    assert (one.packs, one.note) == (2, "karton")
    assert (likeliest.packs, other.packs, other.use_until) == (998, 9, soon)
    assert (paper.kind, left) == ("RW", [])
    assert [again.id for again in await waiting(actor)] == [one.id]
    await perform(write_off_damage, actor, one.id, **at)
    assert await waiting(actor) == []
    assert await faults_of_ledger(actor) == []


async def test_nothing_to_book_is_taken_back_and_what_was_annulled_reports_nothing(
    actor: Actor, client: httpx.AsyncClient, new_centre
) -> None:
    counter = await a_counter(actor)
    handout = await reported(client, counter)
    [one] = await waiting(actor)
    stranger = await new_centre()
    jam = (await a_counter(stranger)).shelf

    await dismiss_damage(actor, one.id, now=NOON)
    dismissed = await waiting(actor)
    for _ in range(2):
        await reopen_damage(actor, one.id)
    back = await waiting(actor)
    lot = one.lots[0].lot
    for whose, short, place in (
        (stranger, one.id, jam),
        (actor, one.id, jam),
        (actor, uuid4(), counter.shelf),
    ):
        with pytest.raises(NotFoundError):
            await write_off_damage(whose, short, lot=lot, location=place, now=NOON)
    await annul(actor, handout, reason="pomyłka", now=NOON)

    assert (dismissed, [again.id for again in back]) == ([], [one.id])
    assert await waiting(actor) == []
    with pytest.raises(NotFoundError):
        await dismiss_damage(actor, one.id, now=NOON)
    assert (await packs_on_shelf(counter))["MLEKO"] == (1000, 4)


async def test_the_next_round_adds_what_was_short_unless_it_was_not_wanted(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await reported(client, counter)
    starts_on, ends_on = APRIL
    following = await a_round(
        actor,
        sub_programme=counter.fund,
        site=counter.site,
        starts_on=starts_on,
        ends_on=ends_on,
    )

    async with reading(actor):
        shared = await share(await round_by(following, starts_on), starts_on)
        totals = await short_totals(counter.round)

    [parcel] = shared.allocation.parcels
    codes = {article: code for code, article in counter.articles.items()}
    assert {codes[line.article]: line.packs for line in parcel.lines} == {
        "MAKARON": 4,
        "MLEKO": 6,
        "DZEM": 2,
    }
    assert totals == ShortTotals(parcels=1, packs=2)
