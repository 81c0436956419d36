from uuid import UUID

import pytest

from distribution.households.rules.entitlement import (
    Balance,
    reached_minimum,
    reached_percent,
)
from distribution.programmes.sets import FEPZ_2024_SET


def _balances(persons, share):
    return [
        Balance(
            article=UUID(int=place),
            set_packs=article.packs * persons,
            entitled=article.packs * persons,
            issued=share(article.packs * persons),
            report_grams=article.report_grams,
        )
        for place, article in enumerate(FEPZ_2024_SET.articles)
    ]


def test_what_remains_is_never_below_zero():
    one = Balance(UUID(int=1), 7, 7, 9, 1000)

    assert one.remaining == 0


def test_the_whole_set_is_100_percent_and_nothing_is_0():
    assert reached_percent(_balances(3, lambda packs: packs)) == 100
    assert reached_percent(_balances(3, lambda packs: 0)) == 0
    assert reached_percent([]) == 100


def test_the_share_goes_by_weight_not_by_packs():
    oil = Balance(UUID(int=1), 4, 4, 4, 1000)
    paste = Balance(UUID(int=2), 6, 6, 0, 160)

    assert reached_percent([oil, paste]) == 80
    assert reached_minimum([oil, paste], 80)


@pytest.mark.parametrize(("issued", "enough"), [(79, False), (80, True), (81, True)])
def test_80_percent_is_enough_and_one_less_is_not(issued, enough):
    assert reached_minimum([Balance(UUID(int=1), 100, 100, issued, 400)], 80) is enough


def test_what_was_granted_on_top_does_not_raise_the_bar():
    assert reached_minimum([Balance(UUID(int=1), 100, 125, 80, 400)], 80)
