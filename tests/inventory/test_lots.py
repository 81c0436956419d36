from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.errors import Shortage
from distribution.inventory.rules.lots import (
    FUND_KIND_LABELS,
    LOT_STATE_LABELS,
    AvailableLot,
    FundKind,
    LotState,
    NotEnough,
    Pick,
    Picks,
    Wanted,
    fefo,
    fund_kind,
    pick,
    usable_on,
)

DAY = date(2026, 11, 22)
MILK, SUGAR, FUND, SHELF = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)


def _lot(number, packs=10, **changes):
    facts = {
        "lot": UUID(int=100 + number),
        "location": SHELF,
        "article": MILK,
        "fund": FUND,
        "state": LotState.USABLE,
        "use_until": DAY,
        "received_on": DAY - timedelta(days=30),
        "packs": packs,
    }
    return AvailableLot(**(facts | changes))


def _pick(wanted, lots, **changes):
    facts = {"fund": FUND, "day": DAY, "place": "CKiP"}
    return pick(wanted, lots, **(facts | changes))


@pytest.mark.parametrize(
    ("state", "use_until", "usable"),
    [
        (LotState.USABLE, DAY, True),
        (LotState.USABLE, DAY - timedelta(days=1), False),
        (LotState.USABLE, DAY + timedelta(days=1), True),
        (LotState.USABLE, None, True),
        (LotState.QUARANTINE, None, False),
        (LotState.RECALLED, DAY, False),
    ],
)
def test_the_last_day_is_good_and_the_next_is_not(state, use_until, usable):
    assert usable_on(state, use_until, DAY) is usable


def test_first_to_expire_first_and_without_a_date_last():
    late = _lot(1, use_until=DAY + timedelta(days=9))
    undated = _lot(2, use_until=None)
    younger = _lot(3, received_on=DAY)
    older = _lot(4)
    twin = _lot(5)

    ordered = fefo([undated, twin, late, younger, older])

    assert ordered == [older, twin, younger, late, undated]


def test_a_pick_runs_over_several_lots():
    lots = [_lot(1, 3), _lot(2, 5, use_until=DAY + timedelta(days=1))]

    assert _pick([Wanted(MILK, "MLEKO", 4)], lots) == Picks(
        (
            Pick(UUID(int=101), SHELF, MILK, 3),
            Pick(UUID(int=102), SHELF, MILK, 1),
        )
    )


def test_all_short_articles_are_named_and_nothing_is_picked():
    wanted = [
        Wanted(MILK, "MLEKO", 12),
        Wanted(SUGAR, "CUKIER", 1),
    ]

    assert _pick(wanted, [_lot(1, 10)]) == NotEnough(
        (
            Shortage("MLEKO", None, "CKiP", 12, 10),
            Shortage("CUKIER", None, "CKiP", 1, 0),
        )
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"fund": None},
        {"fund": UUID(int=9)},
        {"state": LotState.RECALLED},
        {"state": LotState.QUARANTINE},
        {"use_until": DAY - timedelta(days=1)},
    ],
)
def test_lots_of_another_fund_or_not_usable_do_not_count(changes):
    refused = _pick([Wanted(MILK, "MLEKO", 1)], [_lot(1, **changes)])

    assert refused == NotEnough((Shortage("MLEKO", None, "CKiP", 1, 0),))


def test_one_article_asked_twice_is_not_taken_twice():
    wanted = [Wanted(MILK, "MLEKO", 6), Wanted(MILK, "MLEKO", 6)]

    assert _pick(wanted, [_lot(1, 10)]) == NotEnough(
        (Shortage("MLEKO", None, "CKiP", 12, 10),)
    )


LOTS = st.lists(
    st.builds(
        _lot,
        st.integers(1, 6),
        st.integers(0, 8),
        article=st.sampled_from([MILK, SUGAR]),
        fund=st.sampled_from([FUND, None]),
        state=st.sampled_from(list(LotState)),
        use_until=st.none() | st.dates(DAY - timedelta(2), DAY + timedelta(3)),
    ),
    max_size=8,
    unique_by=lambda lot: lot.lot,
)


@given(LOTS, st.integers(0, 12), st.integers(0, 12))
def test_a_pick_is_exact_usable_and_first_to_expire(lots, milk, sugar):
    outcome = _pick([Wanted(MILK, "M", milk), Wanted(SUGAR, "S", sugar)], lots)

    by_id = {lot.lot: lot for lot in lots}
    if isinstance(outcome, NotEnough):
        assert all(short.available < short.wanted for short in outcome.shortages)
        return
    for article, packs in ((MILK, milk), (SUGAR, sugar)):
        lines = [line for line in outcome.lines if line.article == article]
        taken = [by_id[line.lot] for line in lines]
        assert sum(line.packs for line in lines) == packs
        assert taken == fefo(taken)
        assert all(lot.fund == FUND for lot in taken)
        assert all(usable_on(lot.state, lot.use_until, DAY) for lot in taken)
        assert all(0 < line.packs <= by_id[line.lot].packs for line in lines)
        # Every lot but the last is emptied before the next is touched.
        assert all(line.packs == by_id[line.lot].packs for line in lines[:-1])


def test_a_fund_is_a_sub_programme_or_donations():
    assert fund_kind(FUND) is FundKind.SUB_PROGRAMME
    assert fund_kind(None) is FundKind.DONATION
    assert set(FUND_KIND_LABELS) == set(FundKind)
    assert set(LOT_STATE_LABELS) == set(LotState)
