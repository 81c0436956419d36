"""The public keys of the installation, and the key that a centre signs with."""

from uuid import UUID

from distribution.core.database import fetch_before_centre, fetch_one
from distribution.core.errors import NotFoundError
from distribution.vouchers.signing import SigningKey, unwrap


class KeyRing:
    """All public keys, read again when a token names one that is not known.

    Keys are added a few times a year and never changed, so a process keeps them.
    """

    def __init__(self) -> None:
        self._keys: dict[int, dict[UUID, bytes]] = {}

    async def of_number(self, number: int, centre: UUID) -> dict[UUID, bytes]:
        """Return the public keys of this number by centre; *centre*'s own is first.

        Args:
            number: As a token names it.
            centre: Where the token is shown. Others are there so that theirs can be
                told from a forgery.
        """
        if centre not in self._keys.get(number, {}):
            self._keys = {}
            for row in await fetch_before_centre("SELECT * FROM kromka_public_keys()"):
                self._keys.setdefault(row["number"], {})[row["centre"]] = row[
                    "public_key"
                ]
        keys = self._keys.get(number, {})
        own = {centre: keys[centre]} if centre in keys else {}
        return own | keys


RING = KeyRing()


async def own_public_keys() -> list[tuple[int, bytes]]:
    """Return the centre's own keys, retired ones too: old vouchers must verify."""
    row = await fetch_one(
        "SELECT array_agg(number ORDER BY number) AS numbers,"
        " array_agg(public_key ORDER BY number) AS keys FROM signing_key"
    )
    if row is None or row["numbers"] is None:
        return []
    return list(zip(row["numbers"], row["keys"], strict=True))


async def signing_keys(centre: UUID, master_key: bytes) -> dict[int, SigningKey]:
    """Return the centre's private keys by number, opened with the master key.

    Raises:
        WrappedKeyError: The master key is not the one that they were stored with.
    """
    row = await fetch_one(
        "SELECT array_agg(number) AS numbers, array_agg(wrapped_private_key) AS keys"
        " FROM signing_key"
    )
    if row is None or row["numbers"] is None:
        raise NotFoundError
    return {
        number: unwrap(wrapped, master_key, centre=centre, key_id=number)
        for number, wrapped in zip(row["numbers"], row["keys"], strict=True)
    }


async def current_key_number() -> int:
    """Return the number of the key that new vouchers are signed with."""
    row = await fetch_one(
        "SELECT number FROM signing_key WHERE retired_at IS NULL"
        " ORDER BY number DESC LIMIT 1"
    )
    if row is None:
        raise NotFoundError
    return int(row["number"])
