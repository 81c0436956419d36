"""Which packs a parcel is made of: own ones first, then first to expire."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.errors import Shortage
from distribution.inventory.rules.lots import LotState
from distribution.inventory.rules.picking import (
    Holding,
    first_to_expire,
    from_reservations,
    whatever_is_there,
)

DAY = date(2026, 11, 22)
MILK, SUGAR = UUID(int=1), UUID(int=2)


def a_holding(
    number: int,
    packs: int = 10,
    *,
    reserved: int = 0,
    mine: int = 0,
    article: UUID = MILK,
    state: LotState = LotState.USABLE,
    use_until: date | None = DAY,
) -> Holding:
    return Holding(
        balance=UUID(int=100 + number),
        site=UUID(int=4),
        lot=UUID(int=200 + number),
        location=UUID(int=3),
        article=article,
        article_name="mleko" if article == MILK else "cukier",
        lot_number=f"L{number}",
        place="Regał A",
        packs=packs,
        reserved=max(reserved, mine),
        mine=mine,
        state=state,
        use_until=use_until,
        day=DAY,
    )


def taken(picks: object) -> list[tuple[str, int]]:
    return [(one.holding.lot_number, one.packs) for one in picks.picks]  # type: ignore[attr-defined]


def test_a_parcel_is_made_of_what_was_kept_for_it() -> None:
    holdings = [a_holding(1, mine=0), a_holding(2, mine=4)]

    picked = from_reservations({MILK: 3}, holdings)

    assert picked is not None
    assert taken(picked) == [("L2", 3)]


@pytest.mark.parametrize(
    "kept",
    [
        a_holding(1, mine=2),
        a_holding(1, mine=3, state=LotState.RECALLED),
        a_holding(1, mine=3, use_until=DAY - timedelta(days=1)),
    ],
)
def test_what_was_kept_may_no_longer_do(kept: Holding) -> None:
    assert from_reservations({MILK: 3}, [kept]) is None


def test_first_to_expire_goes_first_and_without_a_date_last() -> None:
    holdings = [
        a_holding(1, 2, use_until=None),
        a_holding(2, 2, use_until=DAY + timedelta(days=9)),
        a_holding(3, 2),
        a_holding(4, 9, use_until=DAY - timedelta(days=1)),
        a_holding(5, 9, reserved=9),
    ]

    picked = first_to_expire({MILK: 5}, holdings)

    assert picked.complete
    assert taken(picked) == [("L3", 2), ("L2", 2), ("L1", 1)]


def test_every_shortage_is_named_and_a_recall_apart() -> None:
    holdings = [a_holding(1, 4), a_holding(2, article=SUGAR, state=LotState.RECALLED)]

    picked = first_to_expire({MILK: 6, SUGAR: 1}, holdings)

    assert picked.missing == (Shortage("mleko", None, "Regał A", 6, 4),)
    assert picked.recalled == (Shortage("cukier", "L2", "Regał A", 1, 0),)


def test_what_has_left_may_have_been_anything() -> None:
    holdings = [a_holding(1, 4, state=LotState.RECALLED), a_holding(2, 3, reserved=2)]

    picked = whatever_is_there({MILK: 9}, holdings)

    assert taken(picked) == [("L2", 1), ("L1", 4)]
    assert picked.missing == (Shortage("mleko", None, "Regał A", 9, 5),)


HOLDINGS = st.lists(
    st.builds(
        a_holding,
        st.integers(1, 9),
        st.integers(6, 12),
        reserved=st.integers(0, 6),
        mine=st.integers(0, 3),
        article=st.sampled_from([MILK, SUGAR]),
        state=st.sampled_from(LotState),
        use_until=st.none() | st.dates(DAY - timedelta(2), DAY + timedelta(3)),
    ),
    max_size=8,
    unique_by=lambda holding: holding.balance,
)


@given(HOLDINGS, st.integers(0, 12), st.integers(0, 12))
def test_a_pick_is_exact_usable_and_takes_from_nobody(
    holdings: list[Holding], milk: int, sugar: int
) -> None:
    picked = first_to_expire({MILK: milk, SUGAR: sugar}, holdings)

    short = {one.article: one for one in (*picked.missing, *picked.recalled)}
    for name, article, packs in (("mleko", MILK, milk), ("cukier", SUGAR, sugar)):
        lines = [one for one in picked.picks if one.holding.article == article]
        missing = short.get(name) or short.get(str(article))
        left = missing.wanted - missing.available if missing else 0
        assert sum(one.packs for one in lines) == packs - left
    assert all(0 < one.packs <= one.holding.free for one in picked.picks)
    assert all(one.holding.usable for one in picked.picks)
