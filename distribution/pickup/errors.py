"""What pickup refuses."""

from distribution.core.errors import ConflictError, NotFoundError
from distribution.core.language import N_


class SlotNotFoundError(NotFoundError):
    """There is no such slot, or it belongs to another round or centre."""

    sentence = N_("Nie ma takiego terminu. Wybierz inny z listy.")


class NoSlotChosenError(ConflictError):
    """A form that offers slots was sent without one."""

    reason = "no_slot_chosen"
    sentence = N_("Najpierw zaznacz godzinę na liście.")


class BookingNotFoundError(NotFoundError):
    """There is no such booking, or it belongs to another centre."""

    sentence = N_("Nie ma takiej rezerwacji. Wybierz termin z listy.")


class VoucherNotFoundError(NotFoundError):
    """There is no such voucher, or it belongs to another household or centre."""

    sentence = N_("Nie ma takiego talonu. Sprawdź numer.")


class VoucherNotBookableError(ConflictError):
    """The voucher was replaced, revoked or blocked."""

    reason = "voucher_not_bookable"
    sentence = N_("Na ten talon nie można wybrać terminu. Zadzwoń.")


class HomeDeliveryError(ConflictError):
    """The parcel comes to the door, so there is nothing to come for."""

    reason = "home_delivery"
    sentence = N_("Ta paczka przyjedzie do domu, więc termin nie jest potrzebny.")


class RoundNotOpenError(ConflictError):
    """The round is only planned, or already closed."""

    reason = "round_not_open"
    sentence = N_("Zapisy na to wydawanie są zamknięte.")


class RoundNotYetOpenError(ConflictError):
    """The round is planned, and its slots cannot be chosen yet."""

    reason = "round_not_yet_open"
    sentence = N_("Zapisy na to wydawanie jeszcze się nie zaczęły. Zajrzyj tu później.")


class SlotClosedError(ConflictError):
    """Staff withdrew the slot after it was planned."""

    reason = "slot_closed"
    sentence = N_("Termin {starts} został odwołany. Wybierz inny.")


class SlotInPastError(ConflictError):
    """The slot has begun."""

    reason = "slot_in_past"
    sentence = N_("Termin {starts} już minął. Wybierz późniejszy.")


class TooLateError(ConflictError):
    """The slot begins sooner than the notice that the site needs."""

    reason = "too_late"
    sentence = N_(
        "Na termin {starts} jest za późno: zapisy kończą się {notice_minutes} min"
        " wcześniej. Wybierz późniejszy."
    )


class TooFarAheadError(ConflictError):
    """The slot lies beyond the horizon; carries the day on which booking begins."""

    reason = "too_far_ahead"
    sentence = N_("Zapisy na termin {starts} zaczną się {opens_on}.")


class SlotFullError(ConflictError):
    """Every place that is not kept for walk-ins is taken."""

    reason = "slot_full"
    sentence = N_("Termin {starts} jest już pełny. Wybierz inny.")


class AlreadyBookedError(ConflictError):
    """The household has an active booking in this round; it can be moved."""

    reason = "already_booked"
    sentence = N_("Na to wydawanie jest już termin: {starts}. Można go przełożyć.")


class SameSlotError(ConflictError):
    """The booking would be moved to where it is."""

    reason = "same_slot"
    sentence = N_("Termin {starts} jest taki sam jak dotychczasowy.")


class TooLateToChangeError(ConflictError):
    """The booked slot is so near that the household must telephone instead."""

    reason = "too_late_to_change"
    sentence = N_(
        "Terminu {starts} nie można już zmienić ani odwołać w ten sposób. Zadzwoń."
    )


class BookingCancelledError(ConflictError):
    """The booking was cancelled before."""

    reason = "booking_cancelled"
    sentence = N_("Ta rezerwacja jest odwołana. Wybierz nowy termin.")


class HoursChangedError(ConflictError):
    """Opening hours that are to be taken back are not how they were set any more."""

    reason = "hours_changed"
    sentence = N_("Te godziny zmieniono w międzyczasie. Sprawdź, co jest zapisane.")


class BookingChangedError(ConflictError):
    """What is to be undone is not how it stands any more."""

    reason = "booking_changed"
    sentence = N_("Ten termin zmieniono w międzyczasie. Sprawdź, co jest zapisane.")


class BookingDoneError(ConflictError):
    """The parcel has been handed out, so there is nothing left to move or cancel."""

    reason = "booking_done"
    sentence = N_("Odbiór już się odbył, więc terminu nie można zmienić.")


class LinkExpiredError(NotFoundError):
    """The household's link is unknown, revoked, or its round is over."""

    reason = "link_expired"
    sentence = N_("Ten link już nie działa. Zadzwoń, żeby ustalić termin.")


class LinkOlderError(ConflictError):
    """The link was made before the voucher, so it shows no code."""

    reason = "link_older"
    sentence = N_(
        "Ten link jest starszy niż talon, dlatego nie ma tu kodu. Przy odbiorze pokaż"
        " nowy talon albo zadzwoń: przyślemy nowy link."
    )


class SlotInUseError(ConflictError):
    """Fewer places were wanted than are taken."""

    reason = "slot_in_use"
    sentence = N_("W terminie {starts} zajęto już {taken} miejsc. Nie może być mniej.")


class SlotAlreadyClosedError(ConflictError):
    """Staff closed the slot before."""

    reason = "slot_already_closed"
    sentence = N_("Termin {starts} jest już zamknięty.")


class NotOfThisRoundError(ConflictError):
    """Slots were asked for on days that the round does not have."""

    reason = "not_of_this_round"
    sentence = N_(
        "Wydawanie trwa od {starts_on} do {ends_on}. Wybierz dni w tym czasie."
    )


class QueueEntryNotFoundError(NotFoundError):
    """There is no such number in the queue of the day."""

    sentence = N_("Nie ma takiego numeru w dzisiejszej kolejce.")


class QueueEmptyError(ConflictError):
    """Nobody waits."""

    reason = "queue_empty"
    sentence = N_("Nikt nie czeka w kolejce.")


class SiteHoldsStockError(ConflictError):
    """The site is to be closed, and food lies there; what to do stands beside it."""

    reason = "site_holds_stock"
    sentence = N_(
        "Leży tu jeszcze żywność (opakowań: {packs}). Przesuń ją do innego miejsca albo"
        " zdejmij ze stanu, a potem zamknij to miejsce."
    )


class SiteHasRoundsError(ConflictError):
    """The site is to be closed, and a round hands out there or will."""

    reason = "site_has_rounds"
    sentence = N_(
        "Te tury jeszcze tu wydają: {rounds}. Zamknij je, a potem zamknij to miejsce."
    )


class SiteHasSlotsError(ConflictError):
    """The site is to be closed, and slots of coming days are open there."""

    reason = "site_has_slots"
    sentence = N_(
        "Są tu jeszcze terminy odbioru, najbliższy {day}. Zamknij te terminy, a potem"
        " zamknij to miejsce."
    )
