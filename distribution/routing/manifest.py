"""Prints a driver's run: large, for a car and for who has no phone. PDF/UA-1 (R22).

The QR code opens the run after signing in: paper gets lost, and whoever finds this one
must not be able to report for the driver. No voucher's code stands on it either.
"""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.days import written_day
from distribution.core.qr import matrix, svg
from distribution.core.typst_pdf import pdf
from distribution.households.phones import readable
from distribution.routing.loads import LoadedAgain, first_packs, loads_of
from distribution.routing.queries.arrivals import Expectations
from distribution.routing.queries.plans import RunFacts, StopFacts
from distribution.routing.rules.hours import instant_at
from distribution.routing.rules.plan import Rest

_AS_PLANNED: Expectations = {}

_TEMPLATE = Path(__file__).parent / "templates" / "manifest.typ"


class ManifestStop(msgspec.Struct, frozen=True):
    """One door as it is printed."""

    position: int
    at: str
    window: str
    household: str
    name: str
    address: str
    phone: str
    contact: str
    """Whom to ask where nobody opens: name, who that is to them, telephone."""

    notes: str
    packs: int
    kilograms: str
    cold: bool
    again: str
    """That the car loads before it, if it does."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One run as it is printed."""

    centre: str
    centre_phone: str
    day: str
    driver: str
    vehicle: str
    start: str
    leaves: str
    returns: str
    open_end: bool
    rests: str
    estimate: bool
    length: str
    packs: int
    first_packs: int | None
    """What is loaded at first, where the run loads again."""

    kilograms: str
    cold: int
    qr: str
    drawing: str
    stops: Sequence[ManifestStop]


def manifest_of(
    run: RunFacts,
    *,
    centre: str,
    centre_phone: str,
    address: str,
    drawing: str = "",
    expected: Expectations = _AS_PLANNED,
    rests: Sequence[Rest] | None = None,
) -> Manifest:
    """Return what is printed of a run.

    Once a driver has gone another way round, the plan's hours and length are nobody's.

    Args:
        run: The run.
        centre: Name of the centre.
        centre_phone: Whom the driver calls.
        address: Where a signed-in driver sees the run, for the QR code.
        drawing: The way as an SVG picture, if it is drawn.
        expected: When the doors ahead will be reached in the driver's own order.
        rests: When breaks are taken in that order.
    """
    loads = loads_of(run)
    return Manifest(
        centre=centre,
        centre_phone=centre_phone,
        day=written_day(run.day),
        driver=run.driver_name,
        vehicle=run.vehicle_name,
        start=f"{run.site_name}, {run.site_address}"
        if run.start_latitude is None
        else "od ostatnich drzwi, z tym, co jest w aucie",
        leaves=_hour(run.leaves_at),
        returns="" if run.reordered_at else _hour(run.returns_at),
        open_end=run.open_end,
        rests=", ".join(
            _window(
                instant_at(run.day, rest.begins, WARSAW),
                instant_at(run.day, rest.ends, WARSAW),
            )
            for rest in (rests if run.reordered_at and rests is not None else run.rests)
        ),
        estimate=run.estimate,
        length="" if run.reordered_at else f"{_tenths(run.metres)} km",
        packs=run.packs,
        first_packs=first_packs(run),
        kilograms=_tenths(run.grams),
        cold=sum(stop.cold for stop in run.stops),
        qr=svg(matrix(address)),
        drawing=drawing,
        stops=[
            _stop(
                stop,
                _reached(run, stop, expected),
                _again(run, loads.get(stop.position)),
            )
            for stop in run.stops
        ],
    )


def manifest_pdf(manifest: Manifest, *, made_at: datetime) -> bytes:
    """Return *manifest* as A4 pages. Blocking: a few milliseconds."""
    return pdf(_TEMPLATE, manifest, made_at=made_at)


def _again(run: RunFacts, one: LoadedAgain | None) -> str:
    if one is None:
        return ""
    hours = "" if run.reordered_at else f", {_window(one.begins_at, one.leaves_at)}"
    return f"Powrót po paczki{hours}. Paczek: {one.parcels}, opakowań: {one.packs}."


def _reached(run: RunFacts, stop: StopFacts, expected: Expectations) -> datetime | None:
    """Return when a door is reached, or was over; None where nobody can say."""
    if run.reordered_at is None:
        return stop.arrives_at
    coming = expected.get(stop.id)
    return coming.at if coming else stop.over_at


def _stop(stop: StopFacts, at: datetime | None, again: str) -> ManifestStop:
    return ManifestStop(
        position=stop.position,
        at=_hour(at),
        window=_window(stop.window_opens, stop.window_closes),
        household=str(stop.household_number),
        name=stop.head,
        address=stop.address,
        phone=readable(stop.phone) if stop.phone else "",
        contact=", ".join(
            filter(
                None,
                (
                    stop.contact_name,
                    stop.contact_relation,
                    readable(stop.contact_phone) if stop.contact_phone else "",
                ),
            )
        ),
        notes=stop.door_notes,
        packs=stop.packs,
        kilograms=_tenths(stop.grams),
        cold=stop.cold,
        again=again,
    )


def _hour(instant: datetime | None) -> str:
    if instant is None:
        return ""
    wall: time = instant.astimezone(WARSAW).time()
    return f"{wall.hour}:{wall.minute:02}"


def _window(opens: datetime | None, closes: datetime | None) -> str:
    if opens is None and closes is None:
        return ""
    if closes is None:
        return f"od {_hour(opens)}"
    return f"do {_hour(closes)}" if opens is None else f"{_hour(opens)}–{_hour(closes)}"


def _tenths(thousandths: int) -> str:
    """Return kilograms or kilometres with one decimal: "12,5" of 12 480."""
    return f"{thousandths / 1000:.1f}".replace(".", ",")
