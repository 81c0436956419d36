"""Who wrote down what a device brings: itself, or an earlier shift of that phone."""

from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from distribution.accounts.queries import device_that_said
from distribution.core.actor import Actor
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.vouchers.errors.offline import NotADeviceError, NotMadeThereError
from distribution.vouchers.schemas import MadeBy


class Brought(Protocol):
    """What a phone wrote down."""

    @property
    def nonce(self) -> UUID:
        """Its own id of it."""

    @property
    def code(self) -> str:
        """What was scanned."""

    @property
    def scanned_at(self) -> datetime:
        """When."""

    @property
    def made_by(self) -> MadeBy | None:
        """The device of another shift, if it was not this one."""


_FIRST_YEAR, _LAST_YEAR = 2020, 2199
"""As a token counts its days; beyond them a clock is wrong."""


def check_clock(at: datetime) -> None:
    """Return if a phone's clock may have shown this.

    Raises:
        InvalidInputError: It cannot.
    """
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        sentence = N_("Ta data nie może być prawdziwa. Sprawdź zegar telefonu.")
        raise InvalidInputError([FieldError("scanned_at", sentence)])


def said_of(nonce: UUID, code: str, at: datetime) -> str:
    """Return what a proof is made over, as ``js/scan/proof.js`` writes it."""
    instant = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return f"{nonce}\n{code}\n{instant.removesuffix('+00:00')}Z"


async def maker_of(actor: Actor, brought: Brought, *, offline: bool = True) -> Actor:
    """Return in whose name *brought* is recorded: at that device's own site.

    Raises:
        NotADeviceError: A person brings it.
        InvalidInputError: It has not happened without signal.
        NotMadeThereError: The device did not make it, or the centre has none such.
    """
    made_by = brought.made_by
    if made_by is None:
        return actor
    if actor.kind != "device":
        raise NotADeviceError
    if not offline:
        sentence = N_("Tylko zapisane bez sieci można przynieść z innej zmiany.")
        raise InvalidInputError([FieldError("made_by", sentence)])
    text = said_of(brought.nonce, brought.code, brought.scanned_at)
    async with reading(actor):
        maker = await device_that_said(text, made_by.device, made_by.proof)
    if maker is None:
        raise NotMadeThereError
    return maker
