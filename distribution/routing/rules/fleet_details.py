"""What is written down of vehicles and shifts, and what of it cannot be. Pure."""

from collections.abc import Iterator
from datetime import date, time
from uuid import UUID

import msgspec

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.units import Grams, Packs

_MOST_IN_A_CAR = 2
"""Who drives, and who comes along [P]."""

_LONGEST_BREAK = 240
"""Minutes."""

_MOST_RELOADS = 9
"""More trips than anybody drives in a shift [P]."""

_MOST = 32_767
"""Minutes, kilometres or stops: more than anybody drives, and what is stored."""


class VehicleDetails(msgspec.Struct, frozen=True):
    """What is written down of a car."""

    name: str
    capacity_packs: Packs
    capacity_grams: Grams
    cold_boxes: int = 0
    active: bool = True


class ShiftTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What may change of a shift: hours, a break, limits. Times are local.

    With ``open_end`` the way home is the driver's own (R7). A break begins from
    ``break_opens`` to ``break_closes``, both included. ``most_*`` limit a run (R9);
    ``most_reloads`` is how often it may come back to where it started and load (R8).
    """

    starts: time
    ends: time
    open_end: bool = False
    crew: int = 1
    break_opens: time | None = None
    break_closes: time | None = None
    break_minutes: int = 0
    most_stops: int | None = None
    most_driving_minutes: int | None = None
    most_kilometres: int | None = None
    most_reloads: int = 0
    reload_minutes: int = 15


class ShiftDetails(ShiftTerms, frozen=True, kw_only=True):
    """Who drives what on a day. Coordinates are WGS84.

    Without an end place the vehicle comes back to where it started.
    """

    day: date
    driver: UUID
    vehicle: UUID
    site: UUID
    end_latitude: float | None = None
    end_longitude: float | None = None


def two_trips(
    details: ShiftDetails, *, back_at: time, reload_minutes: int
) -> tuple[ShiftDetails, ShiftDetails]:
    """Return a shift as two trips: back at its start at *back_at*, and out again (R8).

    A break belongs to the trip in which it begins; limits hold for each trip.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    faults = []
    if not 0 <= reload_minutes <= _LONGEST_BREAK:
        sentence = N_("Wpisz czas od 0 do {most} minut.")
        facts = {"most": _LONGEST_BREAK}
        faults.append(FieldError("reload_minutes", sentence, facts))
    out_again = _minutes(back_at) + reload_minutes
    if (
        not _minutes(details.starts)
        < _minutes(back_at)
        <= out_again
        < _minutes(details.ends)
    ):
        sentence = N_("Powrót i załadunek muszą się zmieścić w godzinach zmiany.")
        faults.append(FieldError("back_at", sentence))
    if faults:
        raise InvalidInputError(faults)
    rests_later = details.break_opens is not None and details.break_opens >= back_at
    no_break = {"break_opens": None, "break_closes": None, "break_minutes": 0}
    first = msgspec.structs.replace(
        details,
        ends=back_at,
        open_end=False,
        end_latitude=None,
        end_longitude=None,
        **(no_break if rests_later else {}),
    )
    starts = time(out_again // 60, out_again % 60)
    second = msgspec.structs.replace(
        details, starts=starts, **({} if rests_later else no_break)
    )
    return first, second


def _minutes(moment: time) -> int:
    return 60 * moment.hour + moment.minute


def vehicle_faults(details: VehicleDetails) -> list[FieldError]:
    """Return every field of a vehicle that cannot be so."""
    more_than_none = N_("Wpisz liczbę większą od zera.")
    faults = [
        FieldError(name, more_than_none)
        for name in ("capacity_packs", "capacity_grams")
        if getattr(details, name) <= 0
    ]
    if not details.name.strip():
        faults.append(FieldError("name", N_("Nazwij pojazd, na przykład „Doblo”.")))
    if details.cold_boxes < 0:
        faults.append(FieldError("cold_boxes", N_("Wpisz liczbę, choćby zero.")))
    return faults


def terms_faults(terms: ShiftTerms) -> list[FieldError]:
    """Return every field of a shift's terms that cannot be so."""
    faults = [*_break_faults(terms)]
    if terms.ends <= terms.starts:
        sentence = N_("Zmiana musi się kończyć później, niż się zaczyna.")
        faults.insert(0, FieldError("ends", sentence))
    if not 1 <= terms.crew <= _MOST_IN_A_CAR:
        faults.append(FieldError("crew", N_("W aucie jedzie jedna osoba albo dwie.")))
    if not 0 <= terms.most_reloads <= _MOST_RELOADS:
        sentence = N_("Wpisz liczbę od 0 do {most}.")
        faults.append(FieldError("most_reloads", sentence, {"most": _MOST_RELOADS}))
    if not 0 <= terms.reload_minutes <= _LONGEST_BREAK:
        sentence = N_("Wpisz czas od 0 do {most} minut.")
        faults.append(FieldError("reload_minutes", sentence, {"most": _LONGEST_BREAK}))
    for name in ("most_stops", "most_driving_minutes", "most_kilometres"):
        most = getattr(terms, name)
        if most is not None and not 1 <= most <= _MOST:
            sentence = N_("Wpisz liczbę większą od zera albo zostaw puste.")
            faults.append(FieldError(name, sentence))
    return faults


def shift_faults(details: ShiftDetails) -> list[FieldError]:
    """Return every field of a new shift that cannot be so."""
    faults = terms_faults(details)
    if (details.end_latitude is None) != (details.end_longitude is None):
        sentence = N_("Podaj obie współrzędne albo żadnej.")
        faults.append(FieldError("end_longitude", sentence))
    if details.open_end and details.end_latitude is not None:
        sentence = N_("Zmiana bez powrotu nie ma miejsca końca.")
        faults.append(FieldError("open_end", sentence))
    degrees = (("end_latitude", 90), ("end_longitude", 180))
    faults += [
        FieldError(name, N_("Współrzędna leży poza Ziemią."))
        for name, most in degrees
        if abs(getattr(details, name) or 0) > most
    ]
    return faults


def _break_faults(terms: ShiftTerms) -> Iterator[FieldError]:
    if not 0 <= terms.break_minutes <= _LONGEST_BREAK:
        sentence = N_("Wpisz czas od 0 do {most} minut.")
        yield FieldError("break_minutes", sentence, {"most": _LONGEST_BREAK})
    opens, closes = terms.break_opens, terms.break_closes
    given = [terms.break_minutes > 0, opens is not None, closes is not None]
    if any(given) and not all(given):
        sentence = N_("Podaj, ile trwa przerwa i w jakich godzinach się zaczyna.")
        field = ("break_minutes", "break_opens", "break_closes")[given.index(False)]
        yield FieldError(field, sentence)
    if opens is not None and closes is not None and closes < opens:
        sentence = N_("Podaj godziny przerwy po kolei: od, potem do.")
        yield FieldError("break_closes", sentence)
