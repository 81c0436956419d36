"""What messages refuse."""

from distribution.core.errors import ConflictError, NotFoundError
from distribution.core.language import N_


class MessageNotFoundError(NotFoundError):
    """There is no such message, or it belongs to another centre."""

    sentence = N_("Nie ma takiej wiadomości. Sprawdź listę wysyłek.")


class WrongMessageStateError(ConflictError):
    """A message can't go from where it is to where it was told to go."""

    reason = "wrong_message_state"
    sentence = N_("Ponownie można wysłać tylko wiadomość, której nie udało się wysłać.")
