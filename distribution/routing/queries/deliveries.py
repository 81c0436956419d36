"""What is to be brought home on a day."""

from datetime import date, time
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one
from distribution.core.sql import load
from distribution.core.units import Grams, Packs, Seconds
from distribution.programmes.queries.reference import delivery_bases
from distribution.programmes.rules import DeliveryBasis, may_dispatch
from distribution.routing.rules.leaving_out import LeftOutCode
from distribution.routing.rules.wishes import Company, Wish

USUAL_SERVICE = Seconds(300)
"""Seconds at a door where nothing else is written down [P]."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One parcel to one household. Its key is the voucher, never the address (E48)."""

    voucher: UUID
    site: UUID
    site_name: str
    household: UUID
    household_number: int
    head: str
    street: str
    house_number: str
    flat: str
    locality: str
    phone: str | None
    door_notes: str
    latitude: float | None
    longitude: float | None
    window_opens: time | None
    window_closes: time | None
    promised_on: date | None
    """The day for which somebody was promised a window: that day's is the window."""

    service_seconds: Seconds
    priority: int
    company: Company
    usual_driver: UUID | None
    """Who was asked for, or else who came last."""

    visited: bool
    not_drivers: tuple[UUID, ...]
    needs: tuple[str, ...]
    """What the driver must meet, by name."""

    packs: Packs
    grams: Grams
    cold: bool
    eligible: bool
    on_route: date | None
    """The day of another published run that has not ended with this parcel."""

    basis: bool
    """Whether something on record lets it leave the premises (R-PAR-6)."""

    @property
    def address(self) -> str:
        """Return street, number and locality as people write them."""
        return address_of(self.street, self.house_number, self.flat, self.locality)

    @property
    def left_out(self) -> LeftOutCode | None:
        """Return why nobody can drive there whatever the vehicles, or None."""
        if not self.eligible:
            return LeftOutCode.HOUSEHOLD_NOT_ELIGIBLE
        if not self.basis:
            return LeftOutCode.NO_DELIVERY_BASIS
        if self.latitude is None or self.longitude is None:
            return LeftOutCode.NO_COORDINATES
        return None


class PreferenceFacts(msgspec.Struct, frozen=True):
    """When, how long and by whom a household is visited; times are local."""

    window_opens: time | None = None
    window_closes: time | None = None
    service_seconds: Seconds = USUAL_SERVICE
    wish: Wish = Wish()

    def by_field(self) -> dict[str, object]:
        """Return what the form of a household's visits shows, by its fields."""
        return {
            "window_opens": self.window_opens,
            "window_closes": self.window_closes,
            "service_minutes": self.service_seconds // 60,
            **msgspec.structs.asdict(self.wish),
        }


class RoundDeliveries(msgspec.Struct, frozen=True):
    """The parcels of a round that go home, by how far they are."""

    handed_over: int
    on_route: int
    waiting: int
    """On no published run that would still bring them."""

    @property
    def every(self) -> int:
        """Return how many there are in all."""
        return self.handed_over + self.on_route + self.waiting


async def deliveries_of_round(round_id: UUID) -> RoundDeliveries:
    """Return how far the home deliveries of a round are, whatever their day."""
    rows = await fetch(
        "SELECT count(*) FILTER (WHERE done)::int AS handed_over,"
        " count(*) FILTER (WHERE NOT done AND driven)::int AS on_route,"
        " count(*) FILTER (WHERE NOT done AND NOT driven)::int AS waiting"
        " FROM (SELECT EXISTS (SELECT FROM handout WHERE handout.voucher = voucher.id"
        "   AND handout.annulled_at IS NULL"
        "   AND handout.conflict IS DISTINCT FROM 'already_handed_out') AS done,"
        "  EXISTS (SELECT FROM stop WHERE stop.voucher = voucher.id"
        "   AND stop.published AND NOT stop.closed) AS driven"
        "  FROM voucher WHERE round = $1 AND channel = 'home_delivery'"
        "  AND replaced_by IS NULL AND revoked_at IS NULL) AS parcel",
        round_id,
    )
    return RoundDeliveries(**rows[0])


def address_of(street: str, house_number: str, flat: str, locality: str) -> str:
    """Return an address in one line: "ul. Lipowa 4A m. 2, Kraśnik"."""
    door = " ".join(filter(None, (street or locality, house_number)))
    if flat:
        door = f"{door} m. {flat}"
    return f"{door}, {locality}" if street and locality else door


async def deliveries_on(day: date) -> list[Delivery]:
    """Return the parcels that are to be brought home on *day*, by household number.

    Those that cannot go are among them and say why, so that none is forgotten.
    """
    rows = await fetch(load("distribution.routing", "deliveries"), day)
    bases = await bases_on(day)
    return [_delivery(row, bases, day) for row in rows]


async def bases_on(day: date) -> list[DeliveryBasis]:
    """Return the bases of home delivery in force on *day*, as the rules take them."""
    return [
        DeliveryBasis(
            row.kind, row.document, row.valid_from, row.valid_until, row.household
        )
        for row in await delivery_bases(day)
    ]


async def preference_of(household: UUID) -> PreferenceFacts:
    """Return when a household wants to be visited; the usual if nothing is known."""
    row = await fetch_one(
        "SELECT window_opens, window_closes, service_seconds, priority, company,"
        " usual_driver, needs, not_drivers"
        " FROM delivery_preference WHERE household = $1",
        household,
    )
    if row is None:
        return PreferenceFacts()
    return PreferenceFacts(
        row["window_opens"],
        row["window_closes"],
        row["service_seconds"],
        Wish(
            priority=row["priority"],
            company=Company(row["company"]),
            usual_driver=row["usual_driver"],
            needs=tuple(row["needs"]),
            not_drivers=tuple(row["not_drivers"]),
        ),
    )


def _delivery(row: Row, bases: list[DeliveryBasis], day: date) -> Delivery:
    facts = {
        **row,
        "company": Company(row["company"]),
        "not_drivers": tuple(row["not_drivers"]),
        "needs": tuple(row["needs"]),
    }
    return Delivery(**facts, basis=may_dispatch(bases, row["household"], day))
