from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.programmes import rules
from distribution.programmes.errors import NoDeliveryBasisError
from distribution.programmes.rules import (
    AGE_BANDS,
    KNOWN_SUB_PROGRAMMES,
    AgeBand,
    DeliveryBasis,
    DeliveryBasisKind,
    age_on,
    band_of,
    check_dispatch,
    count_bands,
    may_dispatch,
)

HOME, OTHER = UUID(int=1), UUID(int=2)
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("bands", "age", "band"),
    [
        ("popz", 15, AgeBand.UP_TO_15),
        ("popz", 16, AgeBand.FROM_16_TO_64),
        ("popz", 64, AgeBand.FROM_16_TO_64),
        ("popz", 65, AgeBand.FROM_65),
        ("fepz", 17, AgeBand.UNDER_18),
        ("fepz", 18, AgeBand.FROM_18_TO_29),
        ("fepz", 29, AgeBand.FROM_18_TO_29),
        ("fepz", 30, AgeBand.FROM_30_TO_64),
        ("fepz", 65, AgeBand.FROM_65),
    ],
)
def test_bands_are_cut_where_the_programme_cuts_them(bands, age, band):
    assert band_of(bands, age) is band


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2008, 11, 22), DAY, 18),
        (date(2008, 11, 23), DAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_a_birthday_counts_from_the_day_itself(born_on, on, age):
    assert age_on(on, born_on=born_on, birth_year=None) == age


def test_with_a_year_alone_the_age_is_that_of_the_calendar_year():
    assert age_on(DAY, born_on=None, birth_year=2008) == 18
    assert age_on(DAY, born_on=None, birth_year=None) is None


@given(
    st.sampled_from(sorted(AGE_BANDS)),
    st.lists(st.one_of(st.none(), st.integers(0, 120))),
)
def test_every_known_age_is_counted_once(bands, ages):
    counts = count_bands(bands, ages)

    assert sum(counts.values()) == sum(age is not None for age in ages)
    assert list(counts) == [band for _, band in AGE_BANDS[bands]]


@pytest.mark.parametrize("sub", KNOWN_SUB_PROGRAMMES, ids=lambda sub: sub.key)
def test_known_sub_programmes_run_forward_and_include_both_ends(sub):
    assert sub.starts_on < sub.ends_on
    assert sub.runs_on(sub.starts_on) and sub.runs_on(sub.ends_on)


def test_fepz_2024_ended_on_30_september():
    sub = next(s for s in KNOWN_SUB_PROGRAMMES if s.key == "fepz_2024")

    assert sub.programme == "fepz"
    assert not sub.runs_on(date(2025, 10, 1))


def _basis(kind=DeliveryBasisKind.OPL_OWN_DELIVERY, **changes):
    facts = {"document": "zgoda BŻ 12/2026", "valid_from": DAY, "valid_until": DAY}
    return DeliveryBasis(kind, **(facts | changes))


def test_without_a_recorded_basis_nothing_is_dispatched():
    with pytest.raises(NoDeliveryBasisError):
        check_dispatch([], HOME, DAY)


def test_a_recorded_consent_covers_every_household_on_its_days():
    basis = _basis()

    assert check_dispatch([basis], HOME, DAY) is basis
    assert not may_dispatch([basis], HOME, date(2026, 11, 21))
    assert not may_dispatch([basis], HOME, date(2026, 11, 23))


def test_a_basis_without_its_document_is_none():
    assert not may_dispatch([_basis(document="  ")], HOME, DAY)


def test_an_authorisation_is_one_household_s_own():
    kind = DeliveryBasisKind.AUTHORISED_PICKUP

    assert may_dispatch([_basis(kind, household=HOME)], HOME, DAY)
    assert not may_dispatch([_basis(kind, household=HOME)], OTHER, DAY)
    assert not may_dispatch([_basis(kind)], HOME, DAY)


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        (rules.AgeBand, rules.AGE_BAND_LABELS),
        (rules.TargetGroup, rules.TARGET_GROUP_LABELS),
        (rules.HardshipReason, rules.HARDSHIP_LABELS),
        (rules.DeliveryBasisKind, rules.DELIVERY_BASIS_LABELS),
        (rules.ProgrammeKey, rules.PROGRAMME_NAMES),
    ],
)
def test_every_word_of_a_closed_list_has_a_label(words, labels):
    assert set(labels) == set(words)
    assert len(set(labels.values())) == len(labels)
