"""Intake: numbers without gaps, every bad field named, likenesses shown first."""

from datetime import date

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.households.commands.intake import (
    add_household,
    change_household,
    close_household,
    reopen_household,
)
from distribution.households.commands.members import (
    add_member,
    change_member,
    member_left,
)
from distribution.households.errors import (
    HeadLeavesError,
    LastMemberError,
    PossibleDuplicateError,
)
from distribution.households.queries.records import (
    count_households,
    household,
    household_by,
    households,
)
from distribution.households.rules.details import (
    Channel,
    HouseholdChanges,
    HouseholdDetails,
    MemberDetails,
    details_faults,
)
from distribution.households.rules.duplicates import Agreement
from distribution.programmes.rules import TargetGroup
from tests.worlds import NOON
from tests.worlds_households import ANNA, JAN, WHERE, a_household, number_of


async def test_a_household_is_kept_as_it_was_told(actor: Actor) -> None:
    groups = (TargetGroup.DISABLED, TargetGroup.FOREIGN_ORIGIN)
    mother = msgspec.structs.replace(ANNA, target_groups=groups)
    made = await a_household(actor, mother, JAN)

    async with reading(actor):
        found = await household(made)
        by_number = await household_by(str(found.number))

    assert found == by_number
    assert found.phone == "+48600100200"
    assert found.head is not None
    assert found.head.given_name == "Anna"
    assert found.head.target_groups == groups
    assert [one.given_name for one in found.members] == ["Anna", "Jan"]
    assert found.persons == 2


async def test_the_longest_names_are_kept(actor: Actor) -> None:
    longest = MemberDetails("Щ" * 80, "Щ" * 80)
    made = await a_household(actor, longest)

    async with reading(actor):
        found = await household(made)

    assert found.members[0].family_name == "Щ" * 80


async def test_numbers_follow_each_other_and_a_refusal_takes_none(actor: Actor) -> None:
    first = await number_of(actor, await a_household(actor))
    with pytest.raises(PossibleDuplicateError):
        await add_household(actor, WHERE, [ANNA], now=NOON)
    second = await number_of(actor, await a_household(actor))

    assert (first, second) == (1, 2)


async def test_every_bad_field_is_named_at_once(actor: Actor) -> None:
    details = HouseholdDetails(
        postal_code="2320", phone="12", latitude=50.9, channel=Channel.HOME_DELIVERY
    )
    members = [
        MemberDetails("", "Nowak", born_on=date(2027, 1, 1), is_head=True),
        MemberDetails("Ewa", "Nowak", birth_year=1850, is_head=True),
    ]

    with pytest.raises(InvalidInputError) as refused:
        await add_household(actor, details, members, now=NOON)

    assert {fault.field for fault in refused.value.errors} == {
        "postal_code",
        "phone",
        "longitude",
        "house_number",
        "members.0.given_name",
        "members.0.born_on",
        "members.1.birth_year",
        "members.1.is_head",
    }


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("PESEL 44051401359, III piętro", ["instructions"]),
        ("26222901352", ["instructions"]),
        ("44051401358", []),
        ("+48600100200", []),
        ("dzwonić 600100200, kod 12345", []),
        ("1234567890123", []),
    ],
)
def test_a_note_takes_no_pesel(text: str, faults: list[str]) -> None:
    details = HouseholdDetails(instructions=text)

    assert [fault.field for fault in details_faults(details)] == faults


@pytest.mark.parametrize(
    ("given_name", "family_name", "phone", "agreement"),
    [
        ("ANNA", "Zolkiewska", None, Agreement.SAME_NAME),
        ("Ana", "Żółkiewska", None, Agreement.SIMILAR_NAME),
        ("Ktoś", "Inny", "(48) 600-100-200", Agreement.SAME_PHONE),
    ],
)
async def test_a_likeness_is_shown_before_saving(
    actor: Actor, given_name: str, family_name: str, phone: str, agreement: Agreement
) -> None:
    known = await a_household(actor)
    details = msgspec.structs.replace(WHERE, phone=phone)
    person = MemberDetails(given_name, family_name, born_on=ANNA.born_on)

    with pytest.raises(PossibleDuplicateError) as refused:
        await add_household(actor, details, [person], now=NOON)
    made = await add_household(
        actor, details, [person], accept_duplicate=True, now=NOON
    )

    (candidate,) = refused.value.candidates
    assert candidate.household == known
    assert candidate.head == "Anna Żółkiewska"
    assert candidate.address == "ul. Próbna 4A/2, Kraśnik"
    assert agreement in candidate.agreements
    assert made != known


async def test_somebody_else_is_no_likeness(actor: Actor, new_centre) -> None:
    await a_household(actor)
    other = await new_centre()
    stranger = MemberDetails("Olena", "Kowalenko", birth_year=1990)

    await add_household(actor, HouseholdDetails(), [stranger], now=NOON)
    await add_household(other, WHERE, [ANNA, JAN], now=NOON)


async def test_a_change_leaves_the_rest_alone(actor: Actor) -> None:
    made = await a_household(actor)

    await change_household(
        actor, made, HouseholdChanges(phone=None, instructions="Mówi szeptem")
    )
    with pytest.raises(InvalidInputError):
        await change_household(actor, made, HouseholdChanges(phone="abc"))
    async with reading(actor):
        found = await household(made)

    assert found.phone is None
    assert found.instructions == "Mówi szeptem"
    assert (found.street, found.house_number) == ("ul. Próbna", "4A")


async def test_closing_takes_a_household_off_the_list(actor: Actor) -> None:
    made = await a_household(actor)

    await close_household(actor, made)
    async with reading(actor):
        closed, every = await households(), await households(active=None)
        counted = await count_households()
    await reopen_household(actor, made)
    async with reading(actor):
        again = await households()

    assert closed == []
    assert counted == 0
    assert [(line.head, line.persons) for line in every] == [("Anna Żółkiewska", 2)]
    assert [line.id for line in again] == [made]


async def test_pages_of_households_follow_the_number(actor: Actor) -> None:
    for _ in range(3):
        await a_household(actor)

    async with reading(actor):
        first = await households(most=2)
        second = await households(after=first[-1].number, most=2)

    assert [line.number for line in (*first, *second)] == [1, 2, 3]


async def test_a_household_always_has_one_head(actor: Actor) -> None:
    made = await a_household(actor)
    async with reading(actor):
        anna, jan = (await household(made)).members
    grandmother = MemberDetails("Zofia", "Żak", birth_year=1950, is_head=True)

    with pytest.raises(HeadLeavesError):
        await member_left(actor, anna.id, left_on=NOON.date())
    with pytest.raises(HeadLeavesError):
        await change_member(actor, anna.id, ANNA, now=NOON)
    await add_member(actor, made, grandmother, now=NOON)
    await member_left(actor, anna.id, left_on=NOON.date())
    await change_member(
        actor, jan.id, msgspec.structs.replace(JAN, is_head=True), now=NOON
    )
    async with reading(actor):
        found = await household(made)

    assert [(one.given_name, one.is_head) for one in found.members] == [
        ("Jan", True),
        ("Zofia", False),
    ]
    assert [one.given_name for one in found.left] == ["Anna"]
    with pytest.raises(NotFoundError):
        await member_left(actor, anna.id, left_on=NOON.date())


async def test_the_last_member_does_not_leave(actor: Actor) -> None:
    made = await a_household(actor, ANNA)
    async with reading(actor):
        (anna,) = (await household(made)).members

    with pytest.raises(LastMemberError):
        await member_left(actor, anna.id, left_on=NOON.date())


async def test_other_centres_households_do_not_exist(actor: Actor, new_centre) -> None:
    theirs = await a_household(await new_centre())

    with pytest.raises(NotFoundError):
        await change_household(actor, theirs, HouseholdChanges(street="x"))
    with pytest.raises(NotFoundError):
        await close_household(actor, theirs)
    with pytest.raises(NotFoundError):
        await add_member(actor, theirs, JAN, now=NOON)
    async with reading(actor):
        with pytest.raises(NotFoundError):
            await household(theirs)


@pytest.mark.parametrize("role", ["hand_out", "driver", "warehouse", "auditor"])
async def test_who_only_hands_out_takes_in_nobody(actor: Actor, role: str) -> None:
    made = await a_household(actor)
    volunteer = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({role}))
    )

    with pytest.raises(ForbiddenError):
        await a_household(volunteer)
    with pytest.raises(ForbiddenError):
        await change_household(volunteer, made, HouseholdChanges(street="x"))
