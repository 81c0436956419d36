"""Polish public holidays as the slot planner sees them (DOMAIN 11.1, trap 23)."""

from datetime import date

from distribution.pickup.public_holidays import public_holidays


def test_moving_feasts_of_2026_are_among_them() -> None:
    year = public_holidays(date(2026, 1, 1), date(2026, 12, 31))

    assert date(2026, 4, 6) in year, "Easter Monday"
    assert date(2026, 6, 4) in year, "Corpus Christi"
    assert date(2026, 11, 11) in year


def test_christmas_eve_is_a_day_off_since_2025() -> None:
    eves = public_holidays(date(2024, 12, 24), date(2025, 12, 24))

    assert date(2024, 12, 24) not in eves
    assert date(2025, 12, 24) in eves


def test_only_the_days_that_were_asked_for_come_back_with_polish_names() -> None:
    turn = public_holidays(date(2026, 12, 31), date(2027, 1, 5))

    assert turn == {date(2027, 1, 1): "Nowy Rok"}
