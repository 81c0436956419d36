"""Who carries messages out of the house: the interface, and one that stays at home."""

from typing import Any, Protocol

import msgspec

from distribution.messages.rules.outbox import MessageKind, Outcome, Receipt
from distribution.messages.rules.sms import masked_number, sms_size


class OutgoingMessage(msgspec.Struct, frozen=True):
    """A message as a sender gets it.

    ``key`` names it at the provider, so that a second try is not a second message.
    ``number`` is E.164, with its plus.
    """

    key: str
    kind: MessageKind
    number: str
    text: str


class Sender(Protocol):
    """Hands messages to a provider. Never called inside a transaction."""

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Hand over *message*; whatever goes wrong is an outcome, not an error."""
        ...


class Log(Protocol):
    """Where structured lines go."""

    def debug(self, event: str, **facts: Any) -> object:  # noqa: ANN401 (any fact)
        """Write one line."""
        ...


class ConsoleSender:
    """Sends nothing, and writes down that it would have.

    For the demo and for an installation without a contract. The line is for those who
    look closely: a round's confirmations would bury all else. It holds neither the
    text (it may carry a household's own link) nor the number.
    """

    def __init__(self, log: Log) -> None:
        self._log = log

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Write one line and give a receipt."""
        size = sms_size(message.text)
        self._log.debug(
            "message_not_really_sent",
            kind=message.kind.value,
            number=masked_number(message.number),
            alphabet=size.alphabet.value,
            parts=size.parts,
        )
        return Receipt(provider_id=None)
