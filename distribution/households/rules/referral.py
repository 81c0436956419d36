"""The referral (skierowanie): its states and how long it is good. Pure.

The state is derived from facts, never stored. Source: R-REF-1, R-REF-2, DOMAIN.md 3.2.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec

from distribution.core.language import N_
from distribution.core.units import Packs
from distribution.households.errors import ReferralStateError


class ReferralState(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    ACCEPTED_BY_OPL = "accepted_by_opl"
    ACTIVE = "active"
    EXHAUSTED = "exhausted"
    EXPIRED_WITH_PROGRAMME = "expired_with_programme"
    WITHDRAWN = "withdrawn"


REFERRAL_LABELS: Mapping[ReferralState, str] = {
    ReferralState.DRAFT: N_("szkic"),
    ReferralState.ISSUED: N_("wystawione"),
    ReferralState.ACCEPTED_BY_OPL: N_("przyjęte do wydawania"),
    ReferralState.ACTIVE: N_("w realizacji"),
    ReferralState.EXHAUSTED: N_("wykorzystane"),
    ReferralState.EXPIRED_WITH_PROGRAMME: N_("wygasło z podprogramem"),
    ReferralState.WITHDRAWN: N_("wycofane"),
}

_S = ReferralState
_ENDS = frozenset({_S.EXPIRED_WITH_PROGRAMME, _S.WITHDRAWN})

TRANSITIONS: Mapping[ReferralState, frozenset[ReferralState]] = {
    _S.DRAFT: frozenset({_S.ISSUED, *_ENDS}),
    _S.ISSUED: frozenset({_S.ACCEPTED_BY_OPL, *_ENDS}),
    _S.ACCEPTED_BY_OPL: frozenset({_S.ACTIVE, _S.EXHAUSTED, *_ENDS}),
    _S.ACTIVE: frozenset({_S.EXHAUSTED, *_ENDS}),
    _S.EXHAUSTED: _ENDS,
    _S.EXPIRED_WITH_PROGRAMME: frozenset({_S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
"""The ways on. Annulling a hand-out or moving the end of a sub-programme changes the
facts themselves, and so leads back to whatever they then say."""


class ReferralFacts(msgspec.Struct, frozen=True):
    """What is known of a referral; packs are the sum over all its articles."""

    issued_on: date | None
    valid_until: date
    accepted: bool = False
    withdrawn: bool = False
    issued: Packs = Packs(0)
    remaining: Packs = Packs(0)


def referral_state(facts: ReferralFacts, on: date) -> ReferralState:
    """Return where a referral stands on a day."""
    if facts.withdrawn:
        return ReferralState.WITHDRAWN
    if on > facts.valid_until:
        return ReferralState.EXPIRED_WITH_PROGRAMME
    if facts.issued_on is None or on < facts.issued_on:
        return ReferralState.DRAFT
    if not facts.accepted:
        return ReferralState.ISSUED
    if not facts.issued:
        return ReferralState.ACCEPTED_BY_OPL
    return ReferralState.ACTIVE if facts.remaining else ReferralState.EXHAUSTED


def check_transition(now: ReferralState, then: ReferralState) -> None:
    """Return if a referral may go from one state to another.

    Raises:
        ReferralStateError: It may not; carries the state that it is in.
    """
    if then not in TRANSITIONS[now]:
        raise ReferralStateError(state=REFERRAL_LABELS[now])
