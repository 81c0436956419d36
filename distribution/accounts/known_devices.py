"""Devices that a process has let in before, so that a hand-out need not ask first."""

from datetime import datetime

import msgspec

from distribution.accounts.secrets import token_hash
from distribution.core import sql
from distribution.core.actor import Actor


class KnownDevices:
    """Which device carries which token, by the hash of it.

    What a token stands for never changes; whether it still counts is for the database
    to say, each time.
    """

    def __init__(self, most: int = 1_000) -> None:
        self._most = most
        self._devices: dict[bytes, Actor] = {}

    def remember(self, token: str, device: Actor) -> None:
        """Keep whose *token* it is."""
        if len(self._devices) >= self._most:
            self._devices.clear()
        self._devices[token_hash(token)] = device

    def claimed(self, token: str, now: datetime) -> Actor | None:
        """Return whose *token* it was, with the proof that it still counts; or None.

        Good only for a handler that opens a transaction before it tells anything: that
        asks for the proof in the round trip that it needs anyway.
        """
        kept = token_hash(token)
        device = self._devices.get(kept)
        if device is None:
            return None
        proof = sql.inline("kromka_confirm_device($1, $2, $3)", device.id, kept, now)
        return msgspec.structs.replace(device, proof=proof)


KNOWN_DEVICES = KnownDevices()
