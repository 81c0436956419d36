"""What vouchers refuse. Read aloud, the sentences tell a volunteer what to do.

The first part is one class per reason of ``rules.RefusalReason``, in its order; the
second is what commands refuse.
"""

from distribution.core.errors import (
    ConflictError,
    NotFoundError,
    TooLargeError,
)
from distribution.core.language import N_


class BadSignatureError(ConflictError):
    """The token is damaged, forged, or signed by a key that nobody here holds."""

    reason = "bad_signature"
    sentence = N_(
        "Tego kodu nie da się potwierdzić. Zeskanuj go jeszcze raz albo wpisz krótki"
        " kod spod kodu QR. Jeśli to nie pomoże, nie wydawaj paczki i zadzwoń do biura."
    )


class OtherCentreError(ConflictError):
    """A valid token that another centre has issued."""

    reason = "other_centre"
    sentence = N_(
        "Ten talon wystawił inny ośrodek. Nie wydawaj paczki. Skieruj tę osobę do"
        " ośrodka, którego nazwa jest na talonie."
    )


class UnknownCodeError(NotFoundError):
    """No voucher of this centre carries the code."""

    reason = "unknown_code"
    sentence = N_(
        "Nie ma talonu o takim kodzie. Sprawdź każdy znak i wpisz kod jeszcze raz."
        " Jeśli to nie pomoże, zadzwoń do biura."
    )


class ReplacedError(ConflictError):
    """The voucher was reissued; carries the day."""

    reason = "replaced"
    sentence = N_(
        "Ten talon jest nieaktualny: {replaced_on} wystawiono w jego miejsce nowy."
        " Poproś o nowy talon."
    )


class RevokedError(ConflictError):
    """The voucher was revoked for good; carries the day."""

    reason = "revoked"
    sentence = N_(
        "Ten talon unieważniono {revoked_on}. Nie wydawaj paczki. Skieruj tę osobę do"
        " biura."
    )


class BlockedError(ConflictError):
    """The voucher is blocked until somebody unblocks it; carries since when."""

    reason = "blocked"
    sentence = N_(
        "Ten talon jest wstrzymany od {blocked_on}. Nie wydawaj paczki i zadzwoń do"
        " biura: może go odblokować od razu."
    )


class AlreadyHandedOutError(ConflictError):
    """The parcel was handed out before; carries when and where."""

    reason = "already_handed_out"
    sentence = N_(
        "Paczkę na ten talon już wydano: {handed_out_at}, {handed_out_site}. Nie"
        " wydawaj drugiej. Jeśli ta osoba jej nie dostała, zadzwoń do biura."
    )


class NotYetValidError(ConflictError):
    """The voucher's first day lies ahead; carries both days."""

    reason = "not_yet_valid"
    sentence = N_(
        "Ten talon jest ważny dopiero od {first_day} do {last_day}. Poproś o przyjście"
        " w tych dniach."
    )


class ExpiredError(ConflictError):
    """The voucher's last day has passed; carries it."""

    reason = "expired"
    sentence = N_(
        "Ten talon był ważny do {last_day}. Nie wydawaj paczki. Skieruj tę osobę do"
        " biura po nowy termin."
    )


class RoundClosedError(ConflictError):
    """The round was closed; carries the day."""

    reason = "round_closed"
    sentence = N_(
        "To wydawanie zamknięto {round_closed_on}. Nie wydawaj paczki. Skieruj tę"
        " osobę do biura: powie, kiedy jest następne."
    )


class HouseholdNotEligibleError(ConflictError):
    """The household holds no valid referral on this day."""

    reason = "household_not_eligible"
    sentence = N_(
        "To gospodarstwo nie ma teraz ważnego skierowania. Nie wydawaj paczki. Skieruj"
        " tę osobę do pracownika socjalnego."
    )


class OtherChannelError(ConflictError):
    """The voucher is redeemed in its other channel; see the two kinds below."""

    reason = "other_channel"


class BroughtHomeError(OtherChannelError):
    """The voucher is for home delivery, and was scanned at a counter."""

    sentence = N_(
        "Ta paczka jest zapisana na dowóz do domu. Nie wydawaj jej tutaj. Aby ją wydać,"
        " zadzwoń do biura i poproś o zmianę na odbiór na miejscu."
    )


class CollectedAtSiteError(OtherChannelError):
    """The voucher is for collection at a site, and was scanned at a door."""

    sentence = N_(
        "Ta paczka jest zapisana na odbiór na miejscu. Nie oddawaj jej przy drzwiach."
        " Aby ją oddać, zadzwoń do biura i poproś o zmianę na dowóz."
    )


class OtherSiteError(ConflictError):
    """The voucher is for another site; carries its name."""

    reason = "other_site"
    sentence = N_(
        "Paczka na ten talon czeka gdzie indziej: {site_name}. Skieruj tę osobę tam"
        " albo zadzwoń do biura, aby zmienić miejsce."
    )


class LotRecalledError(ConflictError):
    """A lot of the parcel was recalled, and no other can stand in; carries which."""

    reason = "lot_recalled"
    sentence = N_(
        "Wycofano z wydawania: {lots}. Odłóż te opakowania na bok, nie wydawaj ich"
        " i zadzwoń do biura."
    )


class OutOfStockError(ConflictError):
    """Something of the parcel is missing; carries every short item (E17)."""

    reason = "out_of_stock"
    sentence = N_(
        "Tutaj brakuje: {missing}. Wydaj, co jest, i wpisz mniejszą liczbę opakowań"
        " albo zadzwoń do biura."
    )


class VoucherNotFoundError(NotFoundError):
    """There is no such voucher, or it belongs to another centre."""

    sentence = N_("Nie ma takiego talonu. Wróć do listy i wybierz inny.")


class HandoutNotFoundError(NotFoundError):
    """There is no such hand-out, or it belongs to another centre."""

    sentence = N_("Nie ma takiego wydania. Wróć do listy i wybierz inne.")


class NonceReusedError(ConflictError):
    """The device sent the id of an earlier hand-out with another code."""

    reason = "nonce_reused"
    sentence = N_(
        "Ten numer wydania ma już inny talon. Zeskanuj kod jeszcze raz, aby zacząć od"
        " nowa."
    )


class AlreadyAnnulledError(ConflictError):
    """The hand-out was annulled before; carries when."""

    reason = "already_annulled"
    sentence = N_("To wydanie cofnięto już {annulled_at}. Nic nie zmieniono.")


class VoucherNotActiveError(ConflictError):
    """The change needs a voucher that can still be redeemed; carries its state."""

    reason = "voucher_not_active"
    sentence = N_("Tego talonu nie można już zmienić: {state}.")


class NotBlockedError(ConflictError):
    """There is nothing to unblock."""

    reason = "not_blocked"
    sentence = N_("Ten talon nie jest wstrzymany. Nic nie zmieniono.")


class WrappedKeyError(ConflictError):
    """A signing key does not open with this master key; carries its number."""

    reason = "wrapped_key"
    sentence = N_(
        "Klucza podpisu nr {key} nie da się otworzyć kluczem głównym tej instalacji."
        " Przywróć właściwy KROMKA_MASTER_KEY."
    )


class KeyNumbersUsedUpError(ConflictError):
    """A token has one byte for the number of the key, and the centre used them all."""

    reason = "key_numbers_used_up"
    sentence = N_(
        "Ten ośrodek miał już 256 kluczy podpisu i następny nie zmieści się w kodzie"
        " talonu. Zostaw klucz, który jest."
    )


class AuthorisationNotValidError(ConflictError):
    """The proxy's authorisation is another household's, revoked or out of date."""

    reason = "authorisation_not_valid"
    sentence = N_(
        "To upoważnienie nie jest ważne dla tego gospodarstwa. Sprawdź dokument i"
        " wybierz właściwą osobę albo zadzwoń do biura."
    )


class RoundNotIssuableError(ConflictError):
    """The round was closed, or its last day is over."""

    reason = "round_not_issuable"
    sentence = N_("Nie można wystawić talonów: tura „{name}” jest już zakończona.")


class ConflictSettledError(ConflictError):
    """Somebody settled the conflict before."""

    reason = "conflict_settled"
    sentence = N_("Ten konflikt został już wyjaśniony. Nic nie zmieniono.")


class BatchTooLargeError(TooLargeError):
    """More hand-outs at once than are judged in one request (413)."""

    reason = "batch_too_large"
    sentence = N_("Za dużo wydań naraz. Wyślij najwyżej {most} w jednej paczce.")


class NothingToPrintError(ConflictError):
    """None of the vouchers that were asked for can be redeemed."""

    reason = "nothing_to_print"
    sentence = N_("Nie ma talonów do wydrukowania.")


class PrintInWorkError(ConflictError):
    """Other sheets of the round are in work, and papers know their copy (E63)."""

    reason = "print_in_work"
    sentence = N_("Inne arkusze tej tury są właśnie przygotowywane. Poczekaj na nie.")


class PrintNotReadyError(ConflictError):
    """The sheets are not made yet, or could not be made."""

    reason = "print_not_ready"
    sentence = N_("Tych arkuszy jeszcze nie ma. Poczekaj, aż będą gotowe.")


class PrintNotFoundError(NotFoundError):
    """The centre has no such print; sheets are kept for a few days."""

    reason = "print_not_found"
    sentence = N_("Tego wydruku już nie ma. Przygotuj arkusze jeszcze raz.")
