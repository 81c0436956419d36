"""What households refuse."""

from distribution.core.errors import ConflictError
from distribution.core.language import N_


class ReferralStateError(ConflictError):
    """The referral is in a state from which this step does not lead on."""

    reason = "referral_state"
    sentence = N_("Skierowanie ma stan „{state}”, więc nie można go zmienić.")
