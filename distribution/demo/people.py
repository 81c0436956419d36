"""Invents the people of a town: households, births, addresses. Pure, by the seed.

The mix follows ``DOMAIN.md`` 8.3: a quarter up to 15 years, a tenth from 65 on, 18 %
disabled, 1.5 % homeless, half a percent from abroad; about 2.3 persons a household.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from random import Random

import msgspec

from distribution.demo import names
from distribution.demo.places import CentrePlan, Street
from distribution.households.rules.details import (
    Channel,
    HouseholdDetails,
    MemberDetails,
)
from distribution.households.rules.people import Sex
from distribution.programmes.rules import TargetGroup

DELIVERIES_OF_650 = 27
"""Seniors to deliver to in the whole town (``DOMAIN.md`` 8.3: 20 to 60 a turn)."""


class Shape(StrEnum):
    """Who lives together."""

    SENIOR = "senior"
    SENIOR_COUPLE = "senior_couple"
    ALONE = "alone"
    HOMELESS = "homeless"
    COUPLE = "couple"
    ONE_PARENT = "one_parent"
    FAMILY = "family"
    GROWN_CHILD = "grown_child"
    GENERATIONS = "generations"
    UKRAINIAN = "ukrainian"


_SHARES: Mapping[Shape, float] = {
    Shape.SENIOR: 78,
    Shape.SENIOR_COUPLE: 29,
    Shape.ALONE: 128,
    Shape.HOMELESS: 22,
    Shape.COUPLE: 96,
    Shape.ONE_PARENT: 120,
    Shape.FAMILY: 112,
    Shape.GROWN_CHILD: 46,
    Shape.GENERATIONS: 16,
    Shape.UKRAINIAN: 3,
}
"""Households of each shape among 650."""

_AGES = {"senior": (66, 89), "adult": (24, 63), "child": (1, 20), "grown": (18, 27)}


class HouseholdPlan(msgspec.Struct, frozen=True):
    """A household that the story takes in, the head first among its members."""

    shape: Shape
    details: HouseholdDetails
    members: tuple[MemberDetails, ...]
    is_delivered: bool = False


def invent_households(
    place: CentrePlan, count: int, *, today: date, random: Random, deliveries: int
) -> list[HouseholdPlan]:
    """Return *count* households of a town; *deliveries* of the seniors stay at home."""
    shapes = [shape for shape, n in _quota(count).items() for _ in range(n)]
    random.shuffle(shapes)
    households: list[HouseholdPlan] = []
    for number, shape in enumerate(shapes):
        members = _members(shape, today, random)
        senior = shape in {Shape.SENIOR, Shape.SENIOR_COUPLE}
        brought = senior and deliveries > 0
        deliveries -= brought
        details = _details(place, shape, number, random, is_delivered=brought)
        households.append(HouseholdPlan(shape, details, members, brought))
    return households


def _quota(count: int) -> dict[Shape, int]:
    """Share *count* out by largest remainders, so that small towns look alike."""
    whole = sum(_SHARES.values())
    exact = {shape: count * share / whole for shape, share in _SHARES.items()}
    quota = {shape: int(number) for shape, number in exact.items()}
    by_rest = sorted(exact, key=lambda shape: quota[shape] - exact[shape])
    for shape in by_rest[: count - sum(quota.values())]:
        quota[shape] += 1
    return quota


def _members(shape: Shape, today: date, random: Random) -> tuple[MemberDetails, ...]:
    """Return who lives together, the head first."""
    woman = random.random() < 0.5  # noqa: PLR2004 (a coin)
    roles = _roles(shape, random)
    known = names.FAMILY_NAMES
    family = random.choices(list(known), weights=list(known.values()))[0]
    if shape is Shape.UKRAINIAN:
        family = random.choice(names.UKRAINIAN_FAMILIES)[0]
    if shape in {Shape.ONE_PARENT, Shape.UKRAINIAN}:
        woman = shape is Shape.UKRAINIAN or random.random() < 0.9  # noqa: PLR2004
    people = []
    for place, (age_kind, partner) in enumerate(roles):
        if place == 0:
            female = woman if shape is not Shape.HOMELESS else random.random() < 0.15  # noqa: PLR2004
        elif partner:
            female = not woman
        else:
            female = random.random() < 0.49  # noqa: PLR2004 (as many girls are born)
        people.append(_person(shape, age_kind, family, today, random, female=female))
    return tuple(people)


def _roles(shape: Shape, random: Random) -> list[tuple[str, bool]]:
    """Return the kind of age of each member, and whether they are the partner."""
    children = random.choices((1, 2, 3, 4), weights=(5, 5, 2, 1))[0]
    many = random.choices((1, 2, 3, 4, 5), weights=(4, 6, 4, 2, 1))[0]
    alone: list[tuple[str, bool]] = [("adult", False)]
    couple = [*alone, ("adult", True)]
    return {
        Shape.SENIOR: [("senior", False)],
        Shape.SENIOR_COUPLE: [("senior", False), ("senior", True)],
        Shape.ALONE: alone,
        Shape.HOMELESS: alone,
        Shape.COUPLE: couple,
        Shape.ONE_PARENT: alone + [("child", False)] * min(children, 3),
        Shape.FAMILY: couple + [("child", False)] * many,
        Shape.GROWN_CHILD: [*alone, ("grown", False)],
        Shape.GENERATIONS: [*couple, ("senior", False), *[("child", False)] * 2],
        Shape.UKRAINIAN: [*alone, *[("child", False)] * min(children, 2)],
    }[shape]


def _person(
    shape: Shape,
    age_kind: str,
    family: str,
    today: date,
    random: Random,
    *,
    female: bool,
) -> MemberDetails:
    first, last = _AGES[age_kind]
    age = random.randint(first, last)
    born_on = today - timedelta(days=int(365.25 * age) + random.randint(1, 350))
    third = {"senior": 0, "child": 2}.get(age_kind, 1)
    if shape is Shape.UKRAINIAN:
        given = names.UKRAINIAN_WOMEN if female else names.UKRAINIAN_MEN
    else:
        given = names.WOMEN if female else names.MEN
        family = names.of_a_woman(family) if female else family
    weights = [of_ages[third] for of_ages in given.values()]
    return MemberDetails(
        given_name=random.choices(list(given), weights=weights)[0],
        family_name=family,
        born_on=born_on,
        sex=Sex.FEMALE if female else Sex.MALE,
        target_groups=_groups(shape, age_kind, random),
    )


def _groups(shape: Shape, age_kind: str, random: Random) -> tuple[TargetGroup, ...]:
    chance = {"senior": 0.4, "adult": 0.19, "child": 0.09, "grown": 0.14}[age_kind]
    groups = [TargetGroup.DISABLED] if random.random() < chance else []
    if shape is Shape.HOMELESS:
        groups.append(TargetGroup.HOMELESS)
    if shape is Shape.UKRAINIAN:
        groups.append(TargetGroup.THIRD_COUNTRY)
    return tuple(groups)


def _details(
    place: CentrePlan, shape: Shape, number: int, random: Random, *, is_delivered: bool
) -> HouseholdDetails:
    """Return address and telephone; who has no home has no address (R-REF-4)."""
    weights = [street.weight for street in place.streets]
    street = random.choices(place.streets, weights=weights)[0]
    has_phone = is_delivered or random.random() < 0.8  # noqa: PLR2004
    phone = f"600 {100 + number // 1000:03} {number % 1000:03}" if has_phone else None
    at_home: dict[str, str | float] = {}
    if shape is not Shape.HOMELESS:
        at_home = _address(place, street, random)
    senior = shape in {Shape.SENIOR, Shape.SENIOR_COUPLE}
    return msgspec.convert(
        {
            **at_home,
            "phone": phone,
            "language": "uk" if shape is Shape.UKRAINIAN else "pl",
            "large_print": senior and random.random() < 0.35,  # noqa: PLR2004
            "channel": Channel.HOME_DELIVERY if is_delivered else Channel.PICKUP,
            "instructions": _said(_AT_THE_COUNTER, 0.06, random),
            "door_notes": _said(_AT_THE_DOOR, 0.7, random) if is_delivered else "",
            **(_contact(number) if is_delivered and number % 4 else {}),
        },
        HouseholdDetails,
    )


def _contact(number: int) -> dict[str, str]:
    """Return whom a driver may ask where nobody opens."""
    relation, name = _CONTACTS[number % len(_CONTACTS)]
    phone = f"600 {900 + number // 1000:03} {number % 1000:03}"
    return {
        "contact_name": name,
        "contact_phone": phone,
        "contact_relation": relation,
    }


_CONTACTS = (
    ("córka", "Barbara Przykładowa"),
    ("sąsiad z parteru", "Zbigniew Przykładowy"),
    ("syn", "Marek Przykładowy"),
    ("opiekunka", "Iwona Przykładowa"),
    ("sąsiadka", "Teresa Przykładowa"),
)
_AT_THE_COUNTER = (
    "Słabo słyszy, mówić wyraźnie.",
    "Porusza się o kulach, pomóc zanieść do drzwi.",
    "Prosi o podział na dwie torby.",
    "Przychodzi z opiekunką.",
)
_AT_THE_DOOR = (
    "Domofon nie działa, zadzwonić pod bramą.",
    "II piętro bez windy.",
    "Wejście od podwórza, zielona furtka.",
    "Pies w ogrodzie, zadzwonić przed wejściem.",
    "Długo podchodzi do drzwi, poczekać.",
    "Klucz do klatki ma sąsiadka z parteru.",
)


def _said(sentences: Sequence[str], chance: float, random: Random) -> str:
    return random.choice(sentences) if random.random() < chance else ""


def _address(
    place: CentrePlan, street: Street, random: Random
) -> dict[str, str | float]:
    suffix = random.choices(("", "A", "B"), weights=(12, 1, 1))[0]
    return {
        "street": street.name,
        "house_number": f"{random.randint(1, 48)}{suffix}",
        "flat": str(random.randint(1, 40)) if street.flats else "",
        "postal_code": street.postal_code,
        "locality": place.locality,
        "district": street.district,
        "latitude": round(street.latitude + random.uniform(-0.0012, 0.0012), 6),
        "longitude": round(street.longitude + random.uniform(-0.0018, 0.0018), 6),
    }
