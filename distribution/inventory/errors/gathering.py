"""Refusals of gathering for a round; see ``rules.gathering``."""

from distribution.core.errors import ConflictError
from distribution.core.language import N_


class WrongLotError(ConflictError):
    """Another lot of the article is to be gathered."""

    reason = "wrong_lot"
    sentence = N_("To nie ta partia. Weź {article}, partię {lot}, z miejsca {place}.")


class WrongPlaceError(ConflictError):
    """The lot is to be gathered from another place."""

    reason = "wrong_place"
    sentence = N_(
        "Ta partia ma iść z innego miejsca. Tam, gdzie zbierasz, weź {article} z"
        " miejsca {place}.",
    )


class NotOnListError(ConflictError):
    """Nothing of it is to be gathered."""

    reason = "not_on_list"
    sentence = N_("Tego nie ma na liście: {article}. Odłóż na miejsce.")


class LotHeldBackError(ConflictError):
    """Goods that must not be handed out were shown where goods are gathered."""

    reason = "lot_held_back"
    sentence = N_(
        "{article}, partia {lot}: tego nie wolno wydawać. Odłóż to osobno"
        " i powiedz koordynatorowi.",
    )


class LotNotSaidError(ConflictError):
    """The bar code says the article alone; the lot must be looked at."""

    reason = "lot_not_said"
    sentence = N_(
        "Ten kod nie mówi, która to partia. Sprawdź na opakowaniu partię {lot}"
        " i naciśnij „Zebrane” przy tej pozycji.",
    )


class SeveralPlacesError(ConflictError):
    """The lot is to be gathered from several places, and none was scanned."""

    reason = "several_places"
    sentence = N_(
        "Ta partia leży w kilku miejscach: {article}. Zeskanuj najpierw etykietę"
        " miejsca, przy którym stoisz.",
    )


class AlreadyGatheredError(ConflictError):
    """All packs of that line were gathered."""

    reason = "already_gathered"
    sentence = N_(
        "Z tej pozycji jest już wszystko: {article}, partia {lot}. Jeśli to kolejne"
        " opakowania, odłóż je na miejsce.",
    )


class BoxGatheredError(ConflictError):
    """The box was gathered for this round, or all of it for others."""

    reason = "box_gathered"
    sentence = N_("To pudło już zebrano: {label}, {article}, opakowań: {packs}.")


class GatheredMeanwhileError(ConflictError):
    """The line was ticked off since it was shown: perhaps the same was sent twice."""

    reason = "gathered_meanwhile"
    sentence = N_(
        "Stan się zmienił: zebrano {gathered}, a było {seen}. Może te opakowania już"
        " zapisano. Sprawdź i dopiero wtedy naciśnij.",
    )


class SurplusGatheredError(ConflictError):
    """More was gathered of a line than is kept now: a voucher or a lot is gone."""

    reason = "surplus_gathered"
    sentence = N_(
        "Na tę turę jest już za dużo: {article}, partia {lot}, opakowań: {packs}."
        " Odłóż je na miejsce i cofnij przy tej pozycji.",
    )


class NothingGatheredError(ConflictError):
    """There is nothing to move, or somebody else has just moved it."""

    reason = "nothing_gathered"
    sentence = N_("Nic nie czeka na przesunięcie. Może ktoś zrobił to przed chwilą.")
