"""Stock documents, their numbers, and the closed list of reasons for a movement."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from distribution.core.language import N_


class DocumentKind(StrEnum):
    """A stock document by the abbreviation that every Polish store uses."""

    RECEIPT = "PZ"
    ISSUE = "WZ"
    TRANSFER = "MM"
    INTERNAL = "RW"


DOCUMENT_LABELS: Mapping[DocumentKind, str] = {
    DocumentKind.RECEIPT: N_("przyjęcie zewnętrzne"),
    DocumentKind.ISSUE: N_("wydanie zewnętrzne"),
    DocumentKind.TRANSFER: N_("przesunięcie międzymagazynowe"),
    DocumentKind.INTERNAL: N_("rozchód wewnętrzny"),
}


def document_number(kind: DocumentKind, sequence: int, year: int) -> str:
    """Return the number that people read: ``PZ/12/2026``."""
    return f"{kind}/{sequence}/{year}"


class MovementReason(StrEnum):
    """Why packs moved. Every movement has one (I11)."""

    RECEIVED = "received"
    DONATED = "donated"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    HANDED_OUT = "handed_out"
    HANDOUT_ANNULLED = "annulled"
    RETURNED = "returned"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    PESTS = "pests"
    STOLEN = "stolen"
    COLD_CHAIN_BROKEN = "cold_chain_broken"
    RECALL_DISPOSED = "recall_disposed"
    COUNT_SURPLUS = "count_surplus"
    COUNT_DEFICIT = "count_deficit"
    UNACCOUNTED = "unaccounted"
    CORRECTION = "correction"


class MovementRule(msgspec.Struct, frozen=True):
    """What a reason stands for.

    ``sign`` is 1 where packs come in, -1 where they go out, 0 where both may be;
    ``document`` is None where the movement needs none of its own.
    """

    label: str
    sign: int
    document: DocumentKind | None


_PZ, _WZ = DocumentKind.RECEIPT, DocumentKind.ISSUE
_MM, _RW = DocumentKind.TRANSFER, DocumentKind.INTERNAL

MOVEMENT_RULES: Mapping[MovementReason, MovementRule] = {
    MovementReason.RECEIVED: MovementRule(N_("dostawa z Banku Żywności"), 1, _PZ),
    MovementReason.DONATED: MovementRule(N_("darowizna"), 1, _PZ),
    MovementReason.TRANSFER_OUT: MovementRule(N_("przesunięcie: wyjazd"), -1, _MM),
    MovementReason.TRANSFER_IN: MovementRule(N_("przesunięcie: przyjazd"), 1, _MM),
    MovementReason.HANDED_OUT: MovementRule(N_("wydanie paczki"), -1, _WZ),
    MovementReason.HANDOUT_ANNULLED: MovementRule(N_("cofnięcie wydania"), 1, _WZ),
    MovementReason.RETURNED: MovementRule(N_("zwrot do Banku Żywności"), -1, _WZ),
    MovementReason.DAMAGED: MovementRule(N_("uszkodzenie"), -1, _RW),
    MovementReason.EXPIRED: MovementRule(N_("upływ terminu"), -1, _RW),
    MovementReason.PESTS: MovementRule(N_("szkodniki"), -1, _RW),
    MovementReason.STOLEN: MovementRule(N_("kradzież"), -1, _RW),
    MovementReason.COLD_CHAIN_BROKEN: MovementRule(
        N_("przerwany łańcuch chłodniczy"), -1, _RW
    ),
    MovementReason.RECALL_DISPOSED: MovementRule(
        N_("utylizacja po wycofaniu z obrotu"), -1, _RW
    ),
    MovementReason.COUNT_SURPLUS: MovementRule(N_("spis: nadwyżka"), 1, _RW),
    MovementReason.COUNT_DEFICIT: MovementRule(N_("spis: niedobór"), -1, _RW),
    MovementReason.UNACCOUNTED: MovementRule(
        N_("wydano więcej, niż było w księgach"), 0, None
    ),
    MovementReason.CORRECTION: MovementRule(N_("poprawka pomyłki"), 0, None),
}

LOSS_REASONS: tuple[MovementReason, ...] = (
    MovementReason.DAMAGED,
    MovementReason.EXPIRED,
    MovementReason.PESTS,
    MovementReason.STOLEN,
    MovementReason.COLD_CHAIN_BROKEN,
    MovementReason.RECALL_DISPOSED,
)
"""What a loss protocol may say. Source: DOMAIN.md 4.4."""


def reason_fits(reason: MovementReason, packs: int) -> bool:
    """Return whether signed *packs* go the way that the reason says; never 0."""
    sign = MOVEMENT_RULES[reason].sign
    return packs * sign > 0 if sign else packs != 0


class LossProtocol(msgspec.Struct, frozen=True, kw_only=True):
    """What a loss protocol says besides its lines. Source: DOMAIN.md 4.4.

    ``commission`` names staff, never a person who is helped; ``disposal`` is what
    became of the food, ``receipt`` the number of the proof of disposal.
    """

    circumstances: str = ""
    commission: tuple[str, ...] = ()
    disposal: str = ""
    receipt: str = ""
