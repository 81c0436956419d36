"""What programmes refuse."""

from distribution.core.errors import ConflictError
from distribution.core.language import N_


class NoLimitInForceError(ConflictError):
    """No income limit of the programme is dated on or before the day."""

    reason = "no_limit_in_force"
    sentence = N_("Na dzień {on} nie wpisano progu dochodu dla programu {programme}.")


class NoBaseInForceError(ConflictError):
    """No income criterion (art. 8) is dated on or before the day."""

    reason = "no_base_in_force"
    sentence = N_("Na dzień {on} nie wpisano kryterium dochodowego.")


class NoDeliveryBasisError(ConflictError):
    """Nothing on record allows this parcel to leave the premises (R-PAR-6)."""

    reason = "no_delivery_basis"
    sentence = N_(
        "Nie można wysłać paczki do domu: brakuje zapisanej podstawy dowozu na {on}."
    )


class KeyTakenError(ConflictError):
    """The centre has one of this kind with the same key."""

    reason = "key_taken"
    sentence = N_("Klucz „{key}” jest już zajęty. Wybierz inny.")


class DateTakenError(ConflictError):
    """A criterion or limit begins on this day already: change that row."""

    reason = "date_taken"
    sentence = N_("Od dnia {valid_from} obowiązuje już inny wpis. Zmień tamten wpis.")


class TooFewGroupsError(ConflictError):
    """A parcel holds articles of at least three commodity groups (R-PAR-1)."""

    reason = "too_few_groups"
    sentence = N_(
        "Paczka musi mieć artykuły z co najmniej {least} grup. Tu jest ich {groups}."
    )


class RoundOutsideSubProgrammeError(ConflictError):
    """A round lies within the days of its sub-programme."""

    reason = "round_outside_sub_programme"
    sentence = N_(
        "Podprogram {name} trwa od {starts_on} do {ends_on}. Zmień daty tury."
    )


class RoundsOutsideError(ConflictError):
    """Rounds would lie outside the new days of their sub-programme."""

    reason = "rounds_outside"
    sentence = N_("Poza nowymi datami zostałyby tury: {rounds}. Najpierw zmień je.")


class RoundClosedError(ConflictError):
    """The round was closed; nothing of it can be changed any more."""

    reason = "round_closed"
    sentence = N_("Tura „{name}” jest już zamknięta.")


class RoundIssuedError(ConflictError):
    """Vouchers carry the days and packs of the round: they cannot change any more."""

    reason = "round_issued"
    sentence = N_(
        "Tura „{name}” ma już talony: jej dni i opakowania zostają, jakie są. Nazwę"
        " i uwagi można zmienić."
    )


class NoSetError(ConflictError):
    """Nobody has said yet what a person is due in the sub-programme."""

    reason = "no_set"
    sentence = N_(
        "Podprogram {name} nie ma jeszcze zestawu na osobę. Najpierw go wpisz."
    )


class SubProgrammeOverError(ConflictError):
    """The sub-programme ended, and its referrals with it (R-REF-1)."""

    reason = "sub_programme_over"
    sentence = N_("Podprogram {name} skończył się {ends_on}.")
