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
        " Wpisz partię i datę z opakowania."
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
