from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.households.errors import ReferralStateError
from distribution.households.rules.referral import (
    REFERRAL_LABELS,
    TRANSITIONS,
    ReferralFacts,
    ReferralState,
    check_transition,
    referral_state,
)

ISSUED, LAST = date(2025, 3, 1), date(2025, 9, 30)
FACTS = ReferralFacts(issued_on=ISSUED, valid_until=LAST, remaining=82)


def _state(on=ISSUED, **changes):
    return referral_state(msgspec.structs.replace(FACTS, **changes), on)


@pytest.mark.parametrize(
    ("changes", "on", "state"),
    [
        ({"issued_on": None}, ISSUED, ReferralState.DRAFT),
        ({}, ISSUED, ReferralState.ISSUED),
        ({"accepted": True}, LAST, ReferralState.ACCEPTED_BY_OPL),
        ({"accepted": True, "issued": 1}, LAST, ReferralState.ACTIVE),
        (
            {"accepted": True, "issued": 82, "remaining": 0},
            LAST,
            ReferralState.EXHAUSTED,
        ),
        ({"accepted": True}, date(2025, 10, 1), ReferralState.EXPIRED_WITH_PROGRAMME),
        ({"withdrawn": True}, date(2025, 10, 1), ReferralState.WITHDRAWN),
    ],
)
def test_the_state_follows_from_the_facts(changes, on, state):
    assert _state(on, **changes) is state


def test_a_withdrawn_referral_leads_nowhere():
    with pytest.raises(ReferralStateError) as refused:
        check_transition(ReferralState.WITHDRAWN, ReferralState.ISSUED)

    assert refused.value.says() == (
        "Skierowanie ma stan „wycofane”, więc nie można go zmienić."
    )


def test_every_state_has_its_words_and_its_ways_on():
    assert set(REFERRAL_LABELS) == set(TRANSITIONS) == set(ReferralState)


STEPS = st.sampled_from(["issue", "accept", "hand_out", "withdraw", "day", "month"])


@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_states_follow_the_drawn_ways(steps):
    facts = ReferralFacts(issued_on=None, valid_until=LAST, remaining=3)
    on = ISSUED
    state = referral_state(facts, on)
    for step in steps:
        facts, on = _after(step, facts, on)
        then = referral_state(facts, on)
        if then is not state:
            check_transition(state, then)
        state = then


def _after(step, facts, on):
    replace = msgspec.structs.replace
    if step == "issue":
        facts = replace(facts, issued_on=facts.issued_on or on)
    elif step == "accept" and facts.issued_on:
        facts = replace(facts, accepted=True)
    elif step == "hand_out" and facts.accepted and facts.remaining:
        facts = replace(facts, issued=facts.issued + 1, remaining=facts.remaining - 1)
    elif step == "withdraw":
        facts = replace(facts, withdrawn=True)
    elif step in {"day", "month"}:
        on += timedelta(days=1 if step == "day" else 40)
    return facts, on
