"""Which packs of which lots a parcel is made of. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.errors import Shortage
from distribution.inventory.rules.lots import LotState, usable_on


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one lot at one location of a site, as a hand-out sees them."""

    balance: UUID
    site: UUID
    lot: UUID
    location: UUID
    article: UUID
    article_name: str
    lot_number: str
    place: str
    packs: int
    reserved: int
    mine: int
    """Packs of it that are reserved for this voucher and not lapsed."""

    state: LotState
    use_until: date | None
    day: date
    """The local day of the hand-out."""

    @property
    def usable(self) -> bool:
        """Say whether the lot may be handed out on the day."""
        return usable_on(self.state, self.use_until, self.day)

    @property
    def withdrawn(self) -> bool:
        """Say whether packs lie here that were recalled or quarantined."""
        return self.state is not LotState.USABLE and self.packs > 0

    @property
    def free(self) -> int:
        """Packs that nobody else has reserved."""
        return self.packs - self.reserved + self.mine


class Pick(msgspec.Struct, frozen=True):
    """Packs to take from one holding."""

    holding: Holding
    packs: int


class Picked(msgspec.Struct, frozen=True):
    """What a parcel is made of, and what of it is missing."""

    picks: tuple[Pick, ...]
    missing: tuple[Shortage, ...] = ()
    recalled: tuple[Shortage, ...] = ()
    """Missing because a lot that is there was recalled or quarantined."""

    @property
    def complete(self) -> bool:
        """Say whether nothing is missing."""
        return not self.missing and not self.recalled


def from_reservations(
    wanted: Mapping[UUID, int], holdings: Iterable[Holding]
) -> Picked | None:
    """Return the parcel made of its own reservations alone, or None if they fall short.

    The usual case: what was reserved at the issue is there and may be used.
    """
    left = dict(wanted)
    picks = []
    for holding in sorted(holdings, key=_first_to_expire):
        take = min(left.get(holding.article, 0), holding.mine if holding.usable else 0)
        if take > 0:
            picks.append(Pick(holding, take))
            left[holding.article] -= take
    return None if any(left.values()) else Picked(tuple(picks))


def first_to_expire(wanted: Mapping[UUID, int], holdings: Iterable[Holding]) -> Picked:
    """Return the parcel from whatever is free at the site, own reservations first.

    Args:
        wanted: Packs by article.
        holdings: All of the wanted articles and of the right fund at the site.
    """
    ordered = sorted(holdings, key=lambda h: (h.mine == 0, *_first_to_expire(h)))
    picks: list[Pick] = []
    missing: list[Shortage] = []
    recalled: list[Shortage] = []
    for article, packs in wanted.items():
        of_article = [h for h in ordered if h.article == article]
        left = packs
        for holding in of_article:
            take = min(left, holding.free if holding.usable else 0)
            if take > 0:
                picks.append(Pick(holding, take))
                left -= take
        if left > 0:
            withdrawn = [h for h in of_article if h.withdrawn]
            short = _shortage(of_article, withdrawn, article, packs, packs - left)
            (recalled if withdrawn else missing).append(short)
    return Picked(tuple(picks), tuple(missing), tuple(recalled))


def whatever_is_there(
    wanted: Mapping[UUID, int], holdings: Iterable[Holding]
) -> Picked:
    """Return what most likely left the shelf, for a hand-out that has happened.

    Own reservations first, then what nobody else had reserved; lots that should not
    have been used count too, since they are gone.
    """
    ordered = sorted(
        holdings, key=lambda h: (h.mine == 0, not h.usable, *_first_to_expire(h))
    )
    picks: list[Pick] = []
    missing: list[Shortage] = []
    for article, packs in wanted.items():
        left = packs
        of_article = [h for h in ordered if h.article == article]
        for holding in of_article:
            take = min(left, max(holding.free, 0))
            if take > 0:
                picks.append(Pick(holding, take))
                left -= take
        if left > 0:
            missing.append(_shortage(of_article, [], article, packs, packs - left))
    return Picked(tuple(picks), tuple(missing))


def _first_to_expire(holding: Holding) -> tuple[bool, date, UUID]:
    """Order by the last day of use, lots without one at the end."""
    return (
        holding.use_until is None,
        holding.use_until or date.max,
        holding.balance,
    )


def _shortage(
    of_article: list[Holding],
    withdrawn: list[Holding],
    article: UUID,
    wanted: int,
    available: int,
) -> Shortage:
    named = withdrawn or of_article
    return Shortage(
        article=named[0].article_name if named else str(article),
        lot=withdrawn[0].lot_number if withdrawn else None,
        place=named[0].place if named else "",
        wanted=wanted,
        available=available,
    )
