"""What every request of routing has in common."""

import msgspec


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a client sends: unknown fields are refused."""
