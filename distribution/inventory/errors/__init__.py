"""What inventory refuses."""

from distribution.core.errors import ConflictError
from distribution.core.language import N_


class UnreadableBarcodeError(ConflictError):
    """The text is no GTIN, no SSCC and no GS1 message that could be read."""

    reason = "barcode_unreadable"
    sentence = N_("Nie udało się odczytać kodu. Zeskanuj jeszcze raz lub wpisz dane.")


class WrongCheckDigitError(ConflictError):
    """A number on the label does not fit its own check digit."""

    reason = "barcode_check_digit"
    sentence = N_("Cyfra kontrolna numeru {number} się nie zgadza. Zeskanuj ponownie.")


class MissingSeparatorError(ConflictError):
    """A lot number runs on into what reads as a date: FNC1 is missing after it."""

    reason = "barcode_separator_missing"
    sentence = N_(
        "W kodzie brakuje znaku końca po numerze partii ({lot})."
        " Wpisz partię i datę z opakowania.",
    )


class ContradictoryLabelError(ConflictError):
    """The label says two different things, or what may not stand together."""

    reason = "label_contradictory"
    sentence = N_("Kody na etykiecie przeczą sobie: pole {ai}. Sprawdź etykietę.")


class IncompleteLabelError(ConflictError):
    """The label needs another bar code to be understood (AI 02 needs 00 and 37)."""

    reason = "label_incomplete"
    sentence = N_("Zeskanuj też drugi kod z tej etykiety. Brakuje pól: {missing}.")


class InStoreCodeError(ConflictError):
    """The number was given by one shop to itself and names no article elsewhere."""

    reason = "barcode_in_store"
    sentence = N_("Numer {number} to kod wewnętrzny sklepu. Wybierz artykuł z listy.")


class NotEnoughStockError(ConflictError):
    """Too few packs lie there; ``shortages`` (of ``core.errors``) names all (E17)."""

    reason = "not_enough_stock"
    sentence = N_(
        "Za mało opakowań: {article}, partia {lot}, miejsce {place}:"
        " potrzeba {wanted}, jest {available}.",
    )


class LotDateDiffersError(ConflictError):
    """The same lot of the same article is known with another date (E26)."""

    reason = "lot_date_differs"
    sentence = N_(
        "Partia {lot} ({article}) ma w magazynie datę {known}, a wpisano {given}."
        " Sprawdź opakowanie.",
    )


class LotRecalledError(ConflictError):
    """The lot was withdrawn from the market and must not come in (E27)."""

    reason = "lot_recalled"
    sentence = N_("Partia {lot} ({article}) jest wycofana z obrotu. Nie przyjmuj jej.")


class AlreadyBookedError(ConflictError):
    """The same form was sent before, and its document is in the books."""

    reason = "already_booked"
    sentence = N_(
        "Ten formularz już zapisano: dokument jest na liście. Następny wpisz w nowym"
        " formularzu.",
    )


class CountedSinceError(ConflictError):
    """The place was counted after the day that was to be booked (E23)."""

    reason = "counted_since"
    sentence = N_(
        "Miejsce {place} policzono {counted_on}. Nie można już niczego wpisać"
        " z datą wcześniejszą.",
    )


class LocationTakenError(ConflictError):
    """The site has a place with this key."""

    reason = "location_taken"
    sentence = N_("W tym punkcie jest już miejsce „{key}”. Wpisz inną nazwę.")


class CountOutdatedError(ConflictError):
    """The books have moved since they were compared with the shelf."""

    reason = "count_outdated"
    sentence = N_(
        "W czasie liczenia stan się zmienił: {article}, partia {lot}: było {expected},"
        " jest {packs}. Policz tę pozycję jeszcze raz.",
    )


class AlreadyCorrectedError(ConflictError):
    """A movement is undone once; what undoes is not undone."""

    reason = "already_corrected"
    sentence = N_("Tę pozycję już poprawiono.")


class NotCorrectableError(ConflictError):
    """The movement belongs to a hand-out or count, which have their own way back."""

    reason = "not_correctable"
    sentence = N_(
        "Tej pozycji nie poprawia się tutaj. Wydanie cofa się przy wydaniu,"
        " a spis nowym spisem.",
    )


class LotStateError(ConflictError):
    """The lot is in that state already."""

    reason = "lot_state"
    sentence = N_("Partia {lot} ({article}) już ma ten stan.")


class WrongLabelCodeError(ConflictError):
    """The characters of a label do not fit its check character."""

    reason = "label_code_wrong"
    sentence = N_("Kod etykiety się nie zgadza. Zeskanuj lub wpisz go jeszcze raz.")


class UnknownLabelError(ConflictError):
    """No label of this centre has that code."""

    reason = "label_unknown"
    sentence = N_("Nie znamy etykiety {label}. To etykieta innego ośrodka?")


class LabelTakenError(ConflictError):
    """The label names something already; a label names one thing."""

    reason = "label_taken"
    sentence = N_("Etykieta {label} jest już przypięta: {thing}. Najpierw ją odepnij.")


class LabelVoidError(ConflictError):
    """The label was lost or torn and names nothing any more."""

    reason = "label_void"
    sentence = N_("Etykieta {label} jest unieważniona. Zdejmij ją i użyj nowej.")


class LabelFreeError(ConflictError):
    """The label names nothing, or no box."""

    reason = "label_free"
    sentence = N_("Etykieta {label} nie jest przypięta do pudła.")


class BoxThereError(ConflictError):
    """The box stands at the place that it is to go to: perhaps it was sent twice."""

    reason = "box_there"
    sentence = N_(
        "Pudło {label} już tam stoi. Może to przesunięcie zapisano przed chwilą.",
    )


class BoxTooLargeError(ConflictError):
    """A box cannot hold more packs than the books have at its place."""

    reason = "box_too_large"
    sentence = N_(
        "Według ksiąg w miejscu {place} leży {there} opakowań tej partii,"
        " a w pudle ma być {packs}. Policz je.",
    )


class NothingThereError(ConflictError):
    """Nothing of the lot lies at the place any more."""

    reason = "nothing_there"
    sentence = N_(
        "Według ksiąg tej partii już tu nie ma: {place}. Może ktoś ją właśnie"
        " przesunął. Jeśli leży przed Tobą, policz to miejsce.",
    )


class MovedMeanwhileError(ConflictError):
    """The books changed since they were shown: perhaps this was sent twice."""

    reason = "moved_meanwhile"
    sentence = N_(
        "Stan się zmienił: było {expected}, jest {packs} opakowań. Może już to"
        " zapisano. Sprawdź, zanim zapiszesz jeszcze raz.",
    )
