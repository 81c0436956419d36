"""Why a delivery does not even reach the solver. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from distribution.core.language import N_


class LeftOutCode(StrEnum):
    """Stable: part of the API, beside ``UnservedCode`` of the solver."""

    NO_COORDINATES = "no_coordinates"
    NO_DELIVERY_BASIS = "no_delivery_basis"
    HOUSEHOLD_NOT_ELIGIBLE = "household_not_eligible"
    NO_SHIFT_AT_SITE = "no_shift_at_site"
    DRIVERS_UNDER_WAY = "drivers_under_way"
    TRIED_TODAY = "tried_today"
    PROMISED_OTHER_DAY = "promised_other_day"
    OFF_ROAD = "off_road"
    SITE_OFF_ROAD = "site_off_road"


LEFT_OUT_SENTENCES: Mapping[LeftOutCode, str] = {
    LeftOutCode.NO_COORDINATES: N_(
        "Adres nie ma jeszcze miejsca na mapie. Wpisz współrzędne."
    ),
    LeftOutCode.NO_DELIVERY_BASIS: N_(
        "Brakuje zapisanej podstawy dowozu do tego gospodarstwa. Zapisz ją najpierw."
    ),
    LeftOutCode.HOUSEHOLD_NOT_ELIGIBLE: N_(
        "Skierowanie nie jest już ważne albo gospodarstwo jest zamknięte."
    ),
    LeftOutCode.NO_SHIFT_AT_SITE: N_(
        "Żadna zmiana nie zaczyna się w miejscu, gdzie czeka ta paczka."
    ),
    LeftOutCode.DRIVERS_UNDER_WAY: N_(
        "Kierowcy są już w drodze, a ta paczka czeka w: {site}."
    ),
    LeftOutCode.TRIED_TODAY: N_(
        "Kierowca już tam dziś był. Paczka wraca; zaplanuj ją, gdy wróci."
    ),
    LeftOutCode.PROMISED_OTHER_DAY: N_("Tę paczkę obiecano przywieźć innego dnia."),
    LeftOutCode.OFF_ROAD: N_(
        "Nie ma tam dojazdu: do najbliższej drogi jest {distance}. Popraw miejsce"
        " na mapie."
    ),
    LeftOutCode.SITE_OFF_ROAD: N_(
        "Z miejsca „{site}” nie ma wyjazdu: do najbliższej drogi jest {distance}."
        " Popraw jego współrzędne."
    ),
}
