"""What households refuse."""

from distribution.core.errors import ConflictError
from distribution.core.language import N_


class ReferralStateError(ConflictError):
    """The referral is in a state from which this step does not lead on."""

    reason = "referral_state"
    sentence = N_("Skierowanie ma stan „{state}”, więc nie można go zmienić.")


class PossibleDuplicateError(ConflictError):
    """Households of the centre that may be the same; people decide (H2, E46).

    ``candidates`` says which, and what agrees. Sent again with ``accept_duplicate``
    the household is added all the same.
    """

    reason = "possible_duplicate"
    sentence = N_(
        "To gospodarstwo może już być w kartotece (podobne: {count}). Sprawdź je,"
        " zanim dodasz nowe."
    )


class LastMemberError(ConflictError):
    """A household has at least one member."""

    reason = "last_member"
    sentence = N_(
        "To ostatnia osoba w gospodarstwie. Zamiast tego zamknij gospodarstwo."
    )


class HeadLeavesError(ConflictError):
    """The head signs for the household, so another has to be named first."""

    reason = "head_leaves"
    sentence = N_("To osoba główna. Najpierw wskaż inną osobę główną.")


class NotAssessedError(ConflictError):
    """Nobody has assessed the household for the sub-programme."""

    reason = "not_assessed"
    sentence = N_("Najpierw oceń dochód gospodarstwa dla podprogramu {sub_programme}.")


class NotEligibleError(ConflictError):
    """The last assessment says no (R-ELIG-1)."""

    reason = "not_eligible"
    sentence = N_("Ostatnia ocena jest odmowna, więc skierowania wystawić nie można.")


class ReferralExistsError(ConflictError):
    """One referral a household and sub-programme (R-REF-1)."""

    reason = "referral_exists"
    sentence = N_("To gospodarstwo ma już skierowanie do tego podprogramu.")


class NoExtraError(ConflictError):
    """More than the set is for families with children and for seniors (R-PAR-3)."""

    reason = "no_extra"
    sentence = N_(
        "Dodatkowe opakowania są dla rodzin z dziećmi i dla osób w wieku 65 lat i"
        " więcej."
    )


class HouseholdClosedError(ConflictError):
    """The household was closed: nothing is decided or issued for it."""

    reason = "household_closed"
    sentence = N_("Gospodarstwo {number} jest zamknięte.")


class NotDueError(ConflictError):
    """Papers of a household must still be kept, or it is anonymous already."""

    reason = "not_due"
    sentence = N_(
        "Dane części gospodarstw (liczba: {count}) trzeba jeszcze przechowywać albo są"
        " już zanonimizowane. Odśwież listę."
    )


class HouseholdAnonymousError(ConflictError):
    """Nobody knows any more who the household was: it stays closed."""

    reason = "household_anonymous"
    sentence = N_("Gospodarstwo {number} jest zanonimizowane i zostaje zamknięte.")
