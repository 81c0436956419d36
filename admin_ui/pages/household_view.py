"""Gathers everything that stands on the one screen of a household."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from admin_ui.kinds import CERTAINTY_KINDS, VOUCHER_KINDS
from admin_ui.pages.choosing import visits_of
from admin_ui.typed import Typed, said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.addresses.rules.matching import CERTAINTY_LABELS
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import DomainError
from distribution.core.reading import reading
from distribution.households.queries.entitlement import (
    EntitlementView,
    entitlement_of,
)
from distribution.households.queries.placing import place_on_the_map
from distribution.households.queries.records import (
    authorisations_of,
    household,
)
from distribution.households.queries.verification import (
    ReferralRecord,
    assessments_of,
    referrals_of,
)
from distribution.households.rules.details import CHANNEL_LABELS, Channel
from distribution.households.rules.people import SEX_LABELS
from distribution.households.rules.referral import REFERRAL_LABELS, ReferralState
from distribution.pickup.rules.booking import LABELS as BOOKING_LABELS
from distribution.programmes.queries.reference import BasisFacts, delivery_bases
from distribution.programmes.rules import (
    DELIVERY_BASIS_LABELS,
    TARGET_GROUP_LABELS,
    age_on,
)
from distribution.vouchers.handouts import Handout
from distribution.vouchers.queries.handouts import handouts_of_voucher
from distribution.vouchers.queries.vouchers import VoucherRow, vouchers
from distribution.vouchers.rules import STATE_LABELS
from distribution.vouchers.short_code import grouped
from distribution.vouchers.shortfalls import SHORT_LABELS

_S = ReferralState
REFERRAL_KINDS = {
    _S.DRAFT: "neutral",
    _S.ISSUED: "warning",
    _S.ACCEPTED_BY_OPL: "info",
    _S.ACTIVE: "good",
    _S.EXHAUSTED: "neutral",
    _S.EXPIRED_WITH_PROGRAMME: "neutral",
    _S.WITHDRAWN: "danger",
}
OVER = frozenset({_S.EXPIRED_WITH_PROGRAMME, _S.WITHDRAWN})

_WORDS: dict[str, Any] = {
    "certainty_labels": CERTAINTY_LABELS,
    "certainty_kinds": CERTAINTY_KINDS,
    "channel_labels": CHANNEL_LABELS,
    "sex_labels": SEX_LABELS,
    "group_labels": TARGET_GROUP_LABELS,
    "referral_labels": REFERRAL_LABELS,
    "referral_kinds": REFERRAL_KINDS,
    "basis_labels": DELIVERY_BASIS_LABELS,
    "state_labels": STATE_LABELS,
    "voucher_kinds": VOUCHER_KINDS,
    "grouped": grouped,
    "booking_labels": BOOKING_LABELS,
    "short_labels": SHORT_LABELS,
}


class Due(msgspec.Struct, frozen=True):
    """A referral with what it gives."""

    referral: ReferralRecord
    gives: EntitlementView

    @property
    def is_over(self) -> bool:
        """Whether it gives nothing any more."""
        return self.referral.state in OVER


class Given(msgspec.Struct, frozen=True):
    """A voucher with what was handed out for it."""

    voucher: VoucherRow
    handouts: list[Handout]


async def household_page(
    actor: Actor,
    household_id: UUID,
    clock: Clock,
    *,
    typed: Typed | None = None,
    error: DomainError | None = None,
    form: str = "",
) -> Page:
    """Return the screen of one household.

    Args:
        actor: Who looks; incomes and reasons are gathered for social workers alone.
        household_id: Whose screen it is.
        clock: Its local day says how referrals and vouchers stand.
        typed: What was typed into one of the forms of the screen.
        error: Why that form was refused.
        form: Which form it was, so that it is open and holds what was typed.
    """
    actor.must(Permission.SEE_HOUSEHOLDS)
    today = local_day(clock())
    async with reading(actor):
        known = await household(household_id)
        due = [
            Due(one, await entitlement_of(one.id))
            for one in await referrals_of(household_id, today)
        ]
        context: dict[str, Any] = {
            "on_the_map": await place_on_the_map(known),
            "authorisations": await authorisations_of(household_id, today),
            "assessments": (
                await assessments_of(household_id)
                if actor.may(Permission.ASSESS)
                else []
            ),
            "given": [
                Given(one, await handouts_of_voucher(one.id))
                for one in reversed(await vouchers(day=today, household=household_id))
            ]
            if actor.may(Permission.SEE_VOUCHERS)
            else [],
            "bases": await _bases(household_id, today),
            "visits": (
                await visits_of(actor, household_id, clock())
                if actor.may(Permission.BOOK)
                else []
            ),
        }
    return Page(
        "households/household.html",
        path=f"/households/{known.id}",
        household=known,
        due=due,
        ages={
            one.id: age_on(today, born_on=one.born_on, birth_year=one.birth_year)
            for one in known.members
        },
        today=today,
        is_delivered=known.channel is Channel.HOME_DELIVERY,
        may_keep=actor.may(Permission.KEEP_HOUSEHOLDS) and not known.anonymised_at,
        may_assess=actor.may(Permission.ASSESS),
        may_book=actor.may(Permission.BOOK),
        may_audit=actor.may(Permission.SEE_AUDIT),
        typed=typed or Typed(),
        form=form,
        **context,
        **said_no(error),
        **_WORDS,
    )


async def _bases(household_id: UUID, today: date) -> list[BasisFacts]:
    """Return what lets parcels go to this household today."""
    return [
        one
        for one in await delivery_bases(today)
        if one.household in (None, household_id)
    ]
