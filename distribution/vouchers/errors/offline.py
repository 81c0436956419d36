"""What phones without signal are refused."""

from distribution.core.errors import ConflictError, ForbiddenError
from distribution.core.language import N_


class NotADeviceError(ForbiddenError):
    """Only a device has a site's day to take along; a person signs in instead."""

    reason = "not_a_device"
    sentence = N_("Tylko telefon z rozpoczętą zmianą może pobrać dane skanera.")


class NotMadeThereError(ConflictError):
    """The device that is named has not made this, or the centre has none such."""

    reason = "not_made_there"
    sentence = N_(
        "Nie da się potwierdzić, na której zmianie to zapisano. Pokaż ten wpis"
        " koordynatorowi."
    )


class ExtractOutdatedError(ConflictError):
    """News would not do: something changed that touches every voucher."""

    reason = "extract_outdated"
    sentence = N_("Dane na tym telefonie są za stare. Pobierz je w całości.")


class MayNotSearchError(ForbiddenError):
    """Whoever started the shift may not see households."""

    reason = "may_not_search"
    sentence = N_(
        "Szukać po nazwisku może telefon osoby, która widzi gospodarstwa. Poproś"
        " koordynatora."
    )
