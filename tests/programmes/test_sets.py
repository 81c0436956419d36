import pytest

from distribution.programmes.sets import (
    COMMODITY_GROUP_LABELS,
    FEPZ_2024_SET,
    CommodityGroup,
    enough_groups,
    issue_clock,
)


def test_the_set_adds_up_to_the_official_weight():
    assert len(FEPZ_2024_SET.articles) == 19
    assert FEPZ_2024_SET.packs == 82
    assert FEPZ_2024_SET.report_grams == 39_610


def test_a_litre_is_a_kilogram_in_reports_and_not_in_a_car():
    by_code = {article.code: article for article in FEPZ_2024_SET.articles}

    assert by_code["MLEKO"].report_grams == by_code["OLEJ"].report_grams == 1000
    assert (by_code["MLEKO"].grams, by_code["OLEJ"].grams) == (1030, 920)


@pytest.mark.parametrize(
    ("code", "months"),
    [("SER", 1), ("MAKA", 2), ("MLEKO", 2), ("HERB", 2), ("MAKARON", 3), ("NOWY", 3)],
)
def test_the_issue_clock_by_article(code, months):
    assert issue_clock(code) == months


def test_only_cheese_needs_the_fridge():
    assert [a.code for a in FEPZ_2024_SET.articles if a.cold] == ["SER"]


def test_three_articles_of_two_groups_are_not_enough():
    dairy, sugars = CommodityGroup.DAIRY, CommodityGroup.SUGARS

    assert not enough_groups([dairy, dairy, sugars])
    assert enough_groups([dairy, sugars, CommodityGroup.FATS])


def test_every_group_has_its_words():
    assert set(COMMODITY_GROUP_LABELS) == set(CommodityGroup)
