"""What accounts refuse."""

from distribution.core.errors import (
    ConflictError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from distribution.core.language import N_


class BadCredentialsError(UnauthenticatedError):
    """The login is unknown, the password wrong, or the person deactivated."""

    reason = "bad_credentials"
    sentence = N_("Nieprawidłowy login lub hasło.")


class TooManyAttemptsError(TooManyRequestsError):
    """Too many failed sign-ins of this login or from this address (429)."""

    reason = "too_many_attempts"
    sentence = N_("Zbyt wiele nieudanych prób. Spróbuj ponownie za {minutes} minut.")


class LoginTakenError(ConflictError):
    """Another person of the installation signs in with this login."""

    reason = "login_taken"
    sentence = N_("Login {login} jest już zajęty. Wybierz inny.")


class CentreTakenError(ConflictError):
    """Another centre of the installation has this key."""

    reason = "centre_taken"
    sentence = N_("Klucz {key} ma już inny ośrodek. Wybierz inny.")


class SiteTakenError(ConflictError):
    """Another site of the centre has this key."""

    reason = "site_taken"
    sentence = N_("Klucz {key} ma już inne miejsce. Wybierz inny.")


class LinkExpiredError(ConflictError):
    """The one-time link was used already, or is too old."""

    reason = "link_expired"
    sentence = N_("Ten odnośnik już nie działa. Poproś administratora o nowy.")


class LastAdministratorError(ConflictError):
    """Without this person nobody could keep the accounts of the centre."""

    reason = "last_administrator"
    sentence = N_("To ostatni administrator. Najpierw nadaj tę rolę komuś innemu.")
