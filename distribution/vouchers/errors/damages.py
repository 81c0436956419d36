"""What is refused of packs that were reported damaged."""

from distribution.core.errors import ConflictError
from distribution.core.language import N_


class DamageSettledError(ConflictError):
    """Somebody has booked the loss meanwhile, or found nothing to book."""

    reason = "damage_settled"
    sentence = N_("Ktoś już załatwił to zgłoszenie. Nic się nie zmieniło.")
