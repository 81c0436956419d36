"""Whether somebody else may collect for a household (R-AUTH-1)."""

from datetime import date
from uuid import UUID

from distribution.core.database import fetch_one, require_transaction
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.vouchers.errors import AuthorisationNotValidError
from distribution.vouchers.handouts import HandoutRequest


async def check_recipient(request: HandoutRequest, household: UUID, day: date) -> None:
    """Return if the recipient may take the parcel on a local day.

    What has happened without signal is not judged: it is recorded as it was.

    Raises:
        InvalidInputError: A proxy without an authorisation, or the reverse.
        AuthorisationNotValidError: It is another household's, revoked, or not valid
            on the day.
    """
    require_transaction()
    recipient = request.recipient
    if (recipient.kind == "proxy") != (recipient.authorisation is not None):
        raise InvalidInputError(
            [
                FieldError(
                    "recipient.authorisation",
                    N_("Wskaż upoważnienie osoby, która odbiera paczkę."),
                )
            ]
        )
    if recipient.authorisation is None or request.offline:
        return
    valid = await fetch_one(
        "SELECT id FROM pickup_authorisation WHERE id = $1 AND household = $2"
        " AND revoked_at IS NULL AND valid_from <= $3"
        " AND coalesce(valid_until >= $3, true)",
        recipient.authorisation,
        household,
        day,
    )
    if valid is None:
        raise AuthorisationNotValidError
