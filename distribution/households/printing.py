"""Gathers what stands on a printed referral."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from distribution.accounts.queries import the_centre
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.households.queries.records import MemberRecord, household
from distribution.households.queries.verification import assessment, referral
from distribution.households.referral_sheet import (
    BandCount,
    GroupCount,
    ReferralSheet,
)
from distribution.households.rules.people import (
    HOUSEHOLD_KIND_LABELS,
    HouseholdKind,
    Sex,
)
from distribution.programmes.queries.reference import sub_programme_by
from distribution.programmes.rules import (
    AGE_BAND_LABELS,
    AGE_BANDS,
    HARDSHIP_LABELS,
    TARGET_GROUP_LABELS,
    age_on,
    band_of,
)

_AGE_UNKNOWN = N_("wiek nieznany")


async def read_referral_sheet(
    actor: Actor, referral_id: UUID, *, day: date
) -> ReferralSheet:
    """Return what stands on a referral, for those who may assess.

    Income and limit are those of the decision; people are counted with their age on
    the day of issue, in the bands of the programme.

    Raises:
        NotFoundError: The centre has no such referral.
        ForbiddenError: The role does not see incomes and reasons.
    """
    actor.must(Permission.ASSESS)
    async with reading(actor):
        centre = await the_centre()
        document = await referral(referral_id, day)
        known = await household(document.household)
        decision = await assessment(document.assessment)
        sub = await sub_programme_by(document.sub_programme)
    outcome = decision.outcome
    people = [
        one
        for one in (*known.members, *known.left)
        if one.left_on is None or one.left_on > document.issued_on
    ]
    is_single = outcome.kind is HouseholdKind.SINGLE
    limit = outcome.limit.single if is_single else outcome.limit.in_family
    return ReferralSheet(
        number=document.number,
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        programme=sub.programme_name,
        sub_programme=sub.name,
        centre_name=centre.name,
        centre_address=centre.address,
        addressed_to=", ".join(filter(None, (centre.name, centre.address))),
        person_name=document.head,
        household_kind=HOUSEHOLD_KIND_LABELS[outcome.kind],
        bands=_bands(sub.age_bands, people, document.issued_on),
        groups=_groups(people),
        reasons=[HARDSHIP_LABELS[reason] for reason in outcome.reasons],
        income_month=outcome.statement.month,
        income_per_person=outcome.per_person,
        limit=limit,
        limit_percent=outcome.limit.percent,
        worker_name=decision.decided_by,
    )


def _bands(bands: str, people: Iterable[MemberRecord], on: date) -> Sequence[BandCount]:
    labels = [AGE_BAND_LABELS[band] for _, band in AGE_BANDS[bands]]
    sexes: dict[str, list[Sex]] = {label: [] for label in labels}
    for one in people:
        age = age_on(on, born_on=one.born_on, birth_year=one.birth_year)
        label = _AGE_UNKNOWN if age is None else AGE_BAND_LABELS[band_of(bands, age)]
        sexes.setdefault(label, []).append(one.sex)
    return [
        BandCount(
            label,
            women=found.count(Sex.FEMALE),
            men=found.count(Sex.MALE),
            unknown=found.count(Sex.UNKNOWN),
        )
        for label, found in sexes.items()
    ]


def _groups(people: Sequence[MemberRecord]) -> Sequence[GroupCount]:
    return [
        GroupCount(label, sum(group in one.target_groups for one in people))
        for group, label in TARGET_GROUP_LABELS.items()
    ]
