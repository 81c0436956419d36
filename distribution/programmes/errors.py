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
