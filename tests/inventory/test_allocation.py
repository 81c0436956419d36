from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.inventory.rules.allocation import (
    ArticleShortage,
    Claim,
    TurnLine,
    allocate,
)
from distribution.programmes.sets import CommodityGroup

MILK, SUGAR, OIL = UUID(int=1), UUID(int=2), UUID(int=3)
GROUPS = {
    MILK: CommodityGroup.DAIRY,
    SUGAR: CommodityGroup.SUGARS,
    OIL: CommodityGroup.FATS,
}
PLENTY = dict.fromkeys(GROUPS, 1000)


def _claim(number, persons=1, remaining=None, **debt):
    left = PLENTY if remaining is None else remaining
    return Claim(UUID(int=100 + number), persons, left, debt.get("debt", {}))


def _line(article, packs_per_person, stock):
    return TurnLine(article, GROUPS[article], packs_per_person, stock)


def _packs(allocation, article):
    return [
        sum(line.packs for line in parcel.lines if line.article == article)
        for parcel in allocation.parcels
    ]


def test_with_enough_everyone_gets_the_set_times_the_persons():
    turn = [_line(MILK, 2, 100), _line(SUGAR, 1, 100), _line(OIL, 1, 100)]

    allocation = allocate([_claim(1, 1), _claim(2, 4)], turn)

    assert _packs(allocation, MILK) == [2, 8]
    assert _packs(allocation, SUGAR) == [1, 4]
    assert allocation.shortages == ()
    assert allocation.below_minimum == ()


def test_entitlement_bounds_the_parcel():
    allocation = allocate(
        [_claim(1, 3, {MILK: 4, SUGAR: 0})],
        [_line(MILK, 2, 100), _line(SUGAR, 1, 100), _line(OIL, 1, 100)],
    )

    assert [(line.article, line.packs) for line in allocation.parcels[0].lines] == [
        (MILK, 4)
    ]


def test_a_shortfall_is_shared_by_persons():
    allocation = allocate(
        [_claim(1, 1), _claim(2, 2), _claim(3, 3)], [_line(MILK, 4, 12)]
    )

    assert _packs(allocation, MILK) == [2, 4, 6]
    assert allocation.shortages == (ArticleShortage(MILK, 24, 12),)


def test_who_went_short_before_is_served_first():
    claims = [_claim(1), _claim(2, debt={MILK: 1}), _claim(3)]

    one, two, four = (allocate(claims, [_line(MILK, 1, n)]) for n in (1, 2, 4))

    assert _packs(one, MILK) == [0, 1, 0]
    assert _packs(two, MILK) == [1, 1, 0]
    assert _packs(four, MILK) == [1, 2, 1]


def test_what_stays_short_is_the_debt_of_the_next_turn():
    allocation = allocate([_claim(1), _claim(2)], [_line(MILK, 2, 3)])

    assert [parcel.short for parcel in allocation.parcels] == [{}, {MILK: 1}]
    assert [parcel.persons for parcel in allocation.parcels] == [1, 1]


def test_a_parcel_of_two_groups_is_named():
    turn = [_line(MILK, 1, 2), _line(SUGAR, 1, 2), _line(OIL, 1, 1)]

    allocation = allocate([_claim(1), _claim(2)], turn)

    assert allocation.below_minimum == (UUID(int=102),)


def test_nobody_claims_and_nothing_is_short():
    allocation = allocate([], [_line(MILK, 1, 0)])

    assert (allocation.parcels, allocation.shortages) == ((), ())


@pytest.mark.parametrize("stock", range(8))
def test_the_order_of_the_claims_does_not_matter(stock):
    claims = [_claim(1, 2), _claim(2, 1), _claim(3, 5)]
    turn = [_line(MILK, 1, stock)]

    forward = {p.household: p for p in allocate(claims, turn).parcels}
    backward = {p.household: p for p in allocate(claims[::-1], turn).parcels}

    assert forward == backward


CLAIMS = st.lists(
    st.builds(
        _claim,
        st.integers(1, 1000),
        st.integers(1, 7),
        st.fixed_dictionaries({MILK: st.integers(0, 12), SUGAR: st.integers(0, 12)}),
        debt=st.fixed_dictionaries({MILK: st.integers(0, 4)}),
    ),
    max_size=8,
    unique_by=lambda claim: claim.household,
)
STOCK = st.integers(0, 60)


@given(CLAIMS, STOCK, STOCK, st.integers(1, 3))
def test_neither_stock_nor_entitlement_nor_claim_is_exceeded(
    claims, milk, sugar, packs
):
    turn = [_line(MILK, packs, milk), _line(SUGAR, 1, sugar)]

    allocation = allocate(claims, turn)

    short = {shortage.article for shortage in allocation.shortages}
    for line in turn:
        given_out = sum(_packs(allocation, line.article))
        due = sum(
            one.wanted
            for parcel in allocation.parcels
            for one in parcel.lines
            if one.article == line.article
        )
        assert given_out == min(line.stock, due)
        assert (line.article in short) == (due > line.stock)
    for claim, parcel in zip(claims, allocation.parcels, strict=True):
        for one in parcel.lines:
            assert 0 <= one.packs <= one.wanted <= claim.remaining[one.article]


@given(CLAIMS, STOCK, st.integers(1, 3))
def test_one_pack_more_takes_nothing_from_anyone(claims, stock, packs):
    before = _packs(allocate(claims, [_line(MILK, packs, stock)]), MILK)
    after = _packs(allocate(claims, [_line(MILK, packs, stock + 1)]), MILK)

    assert all(less <= more for less, more in zip(before, after, strict=True))


@given(CLAIMS, STOCK, st.integers(1, 3), st.integers(1, 5), st.integers(0, 3))
def test_equals_are_at_most_one_pack_apart(claims, stock, packs, persons, debt):
    twins = [
        _claim(number, persons, {MILK: 9}, debt={MILK: debt}) for number in (2001, 2002)
    ]

    shares = _packs(allocate([*claims, *twins], [_line(MILK, packs, stock)]), MILK)

    assert abs(shares[-1] - shares[-2]) <= 1


@given(CLAIMS, STOCK)
def test_a_household_with_debt_is_never_behind_its_equal_without(claims, stock):
    twins = [_claim(2001, 2, {MILK: 9}), _claim(2002, 2, {MILK: 9}, debt={MILK: 2})]

    shares = _packs(allocate([*claims, *twins], [_line(MILK, 2, stock)]), MILK)

    assert shares[-1] >= shares[-2]
