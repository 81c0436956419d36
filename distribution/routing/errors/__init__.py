"""What routing refuses; what is wrong with a problem as such is in ``input_faults``."""

from distribution.core.errors import ConflictError, ForbiddenError, NotFoundError
from distribution.core.language import N_


class FaultyPlanError(ConflictError):
    """The checker found faults in a plan, which therefore goes nowhere (E50)."""

    reason = "faulty_plan"
    sentence = N_(
        "Plan ma błędy (liczba: {count}) i nie można go użyć. Pierwszy: {first}."
    )


class NotADriverError(ConflictError):
    """The person has no role of a driver, or signs in no more."""

    reason = "not_a_driver"
    sentence = N_("Ta osoba nie ma roli kierowcy. Wybierz inną.")


class ShiftsOverlapError(ConflictError):
    """The driver or the vehicle has another shift at that time."""

    reason = "shifts_overlap"
    sentence = N_("{who} ma w tym czasie inną zmianę: {starts}–{ends}.")


class ShiftPlannedError(ConflictError):
    """A plan has routes for the shift, so it stays for the record."""

    reason = "shift_planned"
    sentence = N_("Ta zmiana jest już w planie. Ułóż plan dnia jeszcze raz bez niej.")


class SiteNotOnMapError(ConflictError):
    """A shift starts at a site whose coordinates nobody has written down."""

    reason = "site_not_on_map"
    sentence = N_(
        "Miejsce „{site}” nie ma współrzędnych, więc nie da się stamtąd ułożyć trasy."
    )


class DayOverError(ConflictError):
    """A day that has passed is neither planned nor published."""

    reason = "day_over"
    sentence = N_("Dzień {day} już minął.")


class ShiftsOverError(ConflictError):
    """All shifts of the day have ended: nobody can drive what would be planned."""

    reason = "shifts_over"
    sentence = N_(
        "Godziny pracy tego dnia już minęły: żadnej zmiany nie ma już przed nami. "
        "Dodaj nową zmianę, przedłuż jedną z tych, które są, albo wybierz inny dzień."
    )


class NotForDeliveryError(ConflictError):
    """A window is promised for a parcel that is yet to be brought home."""

    reason = "not_for_delivery"
    sentence = N_("Ta paczka nie czeka na dowóz do domu.")


class PlanNotReadyError(ConflictError):
    """Only a plan that was solved can be published."""

    reason = "plan_not_ready"
    sentence = N_("Tego planu nie można ogłosić. Jego stan: {state}.")


class NothingToDriveError(ConflictError):
    """The plan serves nobody."""

    reason = "nothing_to_drive"
    sentence = N_("W tym planie nie ma żadnej trasy.")


class PlanOutdatedError(ConflictError):
    """Something that the plan rests on has changed since; names each household."""

    reason = "plan_outdated"
    sentence = N_(
        "Od ułożenia planu coś się zmieniło (gospodarstwa: {households}). Ułóż go "
        "jeszcze raz."
    )


class ShiftChangedError(ConflictError):
    """A driver's hours, vehicle or place have changed since the plan was made."""

    reason = "shift_changed"
    sentence = N_(
        "Od ułożenia planu zmieniła się zmiana lub pojazd ({drivers}). Ułóż plan "
        "jeszcze raz."
    )


class StopOnOtherRunError(ConflictError):
    """A parcel is on another published run that has not ended (E61)."""

    reason = "stop_on_other_run"
    sentence = N_("Paczka jest już na innej ogłoszonej trasie.")


class NotYourStopError(ForbiddenError):
    """A driver touches a stop of somebody else's run."""

    reason = "not_your_stop"
    sentence = N_("To nie jest przystanek z Twojej trasy.")


class PledgeMissingError(ForbiddenError):
    """The driver has not promised yet to keep to themselves what a run shows (D6)."""

    reason = "pledge_missing"
    sentence = N_(
        "Zanim zobaczysz trasę, zobowiąż się, że zachowasz dla siebie to, co pokazuje."
    )


class StopNotDrivenError(ConflictError):
    """The stop is on no published run: left out, or its plan was replaced."""

    reason = "stop_not_driven"
    sentence = N_("Tego przystanku nie ma na żadnej ogłoszonej trasie.")


class StopEndedError(ConflictError):
    """Something was reported of the stop already."""

    reason = "stop_ended"
    sentence = N_("Ten przystanek jest już zakończony. Zadzwoń do koordynatora.")


class OtherHouseholdError(ConflictError):
    """The code is another household's than the one at this door."""

    reason = "other_household"
    sentence = N_("To talon innego gospodarstwa. Sprawdź adres i numer.")


class RunOverError(ConflictError):
    """The run has no stop left that could be taken off it."""

    reason = "run_over"
    sentence = N_("Na tej trasie nie ma już nic do zawiezienia.")


class OrderOutdatedError(ConflictError):
    """The doors ahead are others than those that a driver put in order."""

    reason = "order_outdated"
    sentence = N_("Trasa zmieniła się w międzyczasie. Otwórz ją jeszcze raz.")


class NotLoadedYetError(ConflictError):
    """A driver would come to a door before its parcel is loaded (R8)."""

    reason = "not_loaded_yet"
    sentence = N_(
        "Tej paczki nie ma jeszcze w aucie: najpierw trzeba po nią wrócić do: {site}."
        " Kolejność można zmieniać tylko między powrotami."
    )


class ConcernAnsweredError(ConflictError):
    """Another social worker has answered it already."""

    reason = "concern_answered"
    sentence = N_("Ktoś już się tym zajął.")


class FollowUpHandledError(ConflictError):
    """Somebody has dealt with it already."""

    reason = "follow_up_handled"
    sentence = N_("Ta sprawa jest już załatwiona.")


class LinkUnknownError(NotFoundError):
    """A driver's link is unknown, was replaced, or its day is long over."""

    reason = "link_unknown"
    sentence = N_("Ten link nie działa. Poproś koordynatora o nowy.")


class LinkTooEarlyError(ConflictError):
    """A driver opens a link before the day of the run is near (E60)."""

    reason = "link_too_early"
    sentence = N_("Trasa na {day} pojawi się tutaj {from_day}.")


class PlanClosedError(ConflictError):
    """Only a plan that is made and not yet driven is changed by hand."""

    reason = "plan_closed"
    sentence = N_("Tego planu nie można już zmieniać. Jego stan: {state}.")


class PlanChangedError(ConflictError):
    """Somebody else changed the plan since it was looked at."""

    reason = "plan_changed"
    sentence = N_(
        "W międzyczasie ten plan zmienia też {who}. Tej zmiany nie zapisano: obejrzyj "
        "plan i spróbuj jeszcze raz."
    )


class OtherPlanDrivenError(ConflictError):
    """Another plan of the day was published since this one was looked at."""

    reason = "other_plan_driven"
    sentence = N_(
        "W międzyczasie ogłoszono inny plan tego dnia. Obejrzyj go, zanim ten go "
        "zastąpi."
    )


class NothingToUndoError(ConflictError):
    """The plan is as it was made."""

    reason = "nothing_to_undo"
    sentence = N_("Nie ma już czego cofnąć.")


class NeedKnownError(ConflictError):
    """Two needs of a centre would be called the same."""

    reason = "need_known"
    sentence = N_("Takie wymaganie już jest na liście.")


class NotTriedError(ConflictError):
    """A door is tried again only where it was tried in vain."""

    reason = "not_tried"
    sentence = N_("Tego przystanku nie ma po co próbować jeszcze raz.")
