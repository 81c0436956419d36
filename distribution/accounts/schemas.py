"""What crosses the wire in accounts."""

from typing import Annotated
from uuid import UUID

import msgspec

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Login and password."""

    login: Short
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]


class SessionOpened(msgspec.Struct, frozen=True):
    """Who is signed in; writes by cookie send ``csrf`` as ``X-CSRF-Token``."""

    csrf: str
    staff: UUID
    centre: UUID
    roles: list[str]
