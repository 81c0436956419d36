"""Who acts, for which centre, and what they may do."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

from distribution.core.errors import ForbiddenError
from distribution.core.language import Language

ActorKind = Literal["staff", "device", "household", "driver", "cli", "system"]


class Actor(msgspec.Struct, frozen=True):
    """One person, device or program that does something for one centre.

    ``centre`` and ``label`` go into every transaction: the policies of the
    database read the first, its audit trail writes down the second.
    """

    centre: UUID
    kind: ActorKind
    id: UUID | None
    name: str
    permissions: frozenset[str]
    roles: frozenset[str] = frozenset()
    site: UUID | None = None
    language: Language = "pl"
    subject: UUID | None = None
    """What a link was given for: a household's voucher, a driver's run."""

    proof: str = ""
    """What the database has still to confirm of a device that was let in before: an
    SQL expression with which each transaction begins, or ends if it does not hold."""

    @property
    def label(self) -> str:
        """How the audit trail names the actor: ``staff:<id>``, ``cli:root``."""
        return f"{self.kind}:{self.id or self.name}"

    def may(self, permission: StrEnum) -> bool:
        """Say whether the actor holds *permission*."""
        return permission.value in self.permissions

    def must(self, permission: StrEnum) -> None:
        """Return if the actor holds *permission*.

        Raises:
            ForbiddenError: The role does not allow it.
        """
        if not self.may(permission):
            raise ForbiddenError(permission=permission.value)
