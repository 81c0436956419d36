"""Rounds: within their sub-programme, of enough groups, open when somebody says so."""

from datetime import date

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.programmes.commands.rounds import (
    add_round,
    open_round,
)
from distribution.programmes.errors import (
    KeyTakenError,
    RoundClosedError,
    RoundOutsideSubProgrammeError,
    TooFewGroupsError,
)
from distribution.programmes.queries.rounds import round_by, round_lines, rounds
from distribution.programmes.rounds import RoundState, round_key, round_state
from distribution.vouchers.commands.closing import close_round
from tests.worlds import NOON
from tests.worlds_programmes import PARCEL, a_round, a_site, a_sub_programme, packs_of

TODAY = NOON.date()


@pytest.mark.parametrize(
    ("opened", "closed", "on", "state"),
    [
        (False, False, date(2026, 3, 10), RoundState.PLANNED),
        (True, False, date(2026, 2, 28), RoundState.PLANNED),
        (True, False, date(2026, 3, 1), RoundState.OPEN),
        (True, False, date(2026, 3, 31), RoundState.OPEN),
        (True, False, date(2026, 4, 1), RoundState.CLOSED),
        (False, False, date(2026, 4, 1), RoundState.CLOSED),
        (True, True, date(2026, 3, 10), RoundState.CLOSED),
    ],
)
def test_the_state_of_a_round_follows_from_days_and_decisions(
    *, opened: bool, closed: bool, on: date, state: RoundState
) -> None:
    found = round_state(
        on,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
        opened_at=NOON if opened else None,
        closed_at=NOON if closed else None,
    )

    assert found is state


def test_a_key_is_made_of_the_name() -> None:
    assert round_key("Tura 3, Łódź – część") == "tura-3-lodz-czesc"
    assert round_key("Ґ") == "tura"
    assert len(round_key("ż" * 200)) == 40


async def test_a_round_opens_and_closes_for_good(actor: Actor) -> None:
    sub, site = await a_sub_programme(actor), await a_site(actor)
    made = await a_round(actor, sub_programme=sub, site=site, opened_at=None)

    states = []
    for command in (open_round, open_round, close_round):
        async with reading(actor):
            states.append((await round_by(made, TODAY)).state)
        await command(actor, made, now=NOON)
    async with reading(actor):
        last = await round_by(made, TODAY)
        listed = await rounds(TODAY, state=RoundState.CLOSED)

    assert states == [RoundState.PLANNED, RoundState.OPEN, RoundState.OPEN]
    assert last.state is RoundState.CLOSED
    assert listed == [last]
    for again in (open_round, close_round):
        with pytest.raises(RoundClosedError):
            await again(actor, made, now=NOON)


async def test_a_round_is_found_by_key_and_has_its_lines(actor: Actor) -> None:
    sub, site = await a_sub_programme(actor), await a_site(actor)
    made = await a_round(actor, sub_programme=sub, site=site)

    async with reading(actor):
        by_id = await round_by(made, TODAY)
        by_key = await round_by(by_id.key, TODAY)
        lines = await round_lines(made)

    assert by_key == by_id
    assert {line.code: line.packs for line in lines} == {
        "MAKARON": 2,
        "MLEKO": 2,
        "DZEM": 1,
    }


async def test_two_groups_make_no_parcel(actor: Actor) -> None:
    sub, site = await a_sub_programme(actor), await a_site(actor)

    with pytest.raises(TooFewGroupsError) as refused:
        await a_round(
            actor,
            sub_programme=sub,
            site=site,
            packs={"MAKARON": 1, "MAKA": 1, "SER": 1},
        )

    assert refused.value.facts == {"least": 3, "groups": 2}
    async with reading(actor):
        assert await rounds(TODAY) == []


async def test_a_round_lies_within_its_sub_programme(actor: Actor) -> None:
    sub, site = await a_sub_programme(actor), await a_site(actor)

    for days in (
        {"starts_on": date(2025, 12, 31)},
        {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 10, 1)},
    ):
        with pytest.raises(RoundOutsideSubProgrammeError):
            await a_round(actor, sub_programme=sub, site=site, **days)
    with pytest.raises(InvalidInputError) as refused:
        await a_round(actor, sub_programme=sub, site=site, ends_on=date(2026, 2, 1))

    assert [fault.field for fault in refused.value.errors] == ["ends_on"]


async def test_a_key_is_taken_once_in_a_centre_and_free_in_another(
    actor: Actor, new_centre
) -> None:
    other = await new_centre()

    async def add(who: Actor, sub, site) -> None:
        await add_round(
            who,
            sub_programme=sub,
            site=site,
            key="marzec",
            name="Marzec",
            starts_on=TODAY,
            ends_on=TODAY,
            lines=await packs_of(who, PARCEL),
        )

    sub, site = await a_sub_programme(actor), await a_site(actor)
    await add(actor, sub, site)
    await add(other, await a_sub_programme(other), await a_site(other))
    with pytest.raises(KeyTakenError):
        await add(actor, sub, site)


async def test_a_round_cannot_be_made_of_another_centres_rows(
    actor: Actor, new_centre
) -> None:
    other = await new_centre()
    theirs, their_site = await a_sub_programme(other), await a_site(other)
    sub, site = await a_sub_programme(actor), await a_site(actor)
    their_round = await a_round(other, sub_programme=theirs, site=their_site)

    with pytest.raises(NotFoundError):
        await a_round(actor, sub_programme=theirs, site=site)
    with pytest.raises(NotFoundError):
        await a_round(actor, sub_programme=sub, site=their_site)
    with pytest.raises(NotFoundError):
        await close_round(actor, their_round, now=NOON)
    async with reading(actor):
        with pytest.raises(NotFoundError):
            await round_by(their_round, TODAY)


async def test_a_volunteer_steers_no_round(actor: Actor) -> None:
    sub, site = await a_sub_programme(actor), await a_site(actor)
    made = await a_round(actor, sub_programme=sub, site=site)
    volunteer = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({"hand_out"}))
    )

    with pytest.raises(ForbiddenError):
        await a_round(volunteer, sub_programme=sub, site=site)
    with pytest.raises(ForbiddenError):
        await close_round(volunteer, made, now=NOON)
