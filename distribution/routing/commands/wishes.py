"""Writing down how households are visited, by whom, and what drivers bring."""

from collections.abc import Collection
from datetime import time
from uuid import UUID, uuid4

from msgspec.structs import asdict

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.database import execute
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.standing import lock_as_seen, refuse_overwriting
from distribution.core.transaction import transaction
from distribution.core.units import Seconds
from distribution.households.queries.records import household as known_household
from distribution.routing.errors import NeedKnownError, NotADriverError
from distribution.routing.queries.deliveries import PreferenceFacts, preference_of
from distribution.routing.queries.fleet import drivers
from distribution.routing.queries.wishes import (
    delivery_needs,
    drivers_and_needs,
    routing_rules,
)
from distribution.routing.rules.wishes import RoutingRules, Wish

_LONGEST_SERVICE = 4 * 3600
"""Seconds: who needs longer at one door is not on a parcel run [P]."""

_LONGEST_NAME = 60
_MOST_MINUTES = 600
"""Of a cold limit, or of a longer way [P]."""


async def set_delivery_preference(
    actor: Actor,
    household: UUID,
    *,
    window_opens: time | None = None,
    window_closes: time | None = None,
    service_seconds: Seconds,
    wish: Wish = Wish(),  # noqa: B008 (immutable)
    seen: str | None = None,
) -> None:
    """Write down when, how long and by whom a household is visited; replaces it all.

    *seen* is the `standing` of `PreferenceFacts.by_field` when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        InvalidInputError: Names every field that is wrong.
        NotFoundError: The centre has no such household.
        NotADriverError: Somebody named has not the role, or was shut out.
    """
    actor.must(Permission.BOOK)
    _check_preference(window_opens, window_closes, service_seconds, wish)
    written = PreferenceFacts(window_opens, window_closes, service_seconds, wish)
    async with transaction(actor):
        await execute(
            "SELECT id FROM household WHERE id = $1 FOR NO KEY UPDATE", household
        )
        await known_household(household)
        known = await preference_of(household)
        refuse_overwriting(seen, known.by_field(), written.by_field())
        await _check_known(wish)
        await execute(
            "INSERT INTO delivery_preference (id, centre, household, window_opens,"
            " window_closes, service_seconds, priority, company, usual_driver, needs,"
            " not_drivers)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            " ON CONFLICT (household) DO UPDATE SET window_opens = $3,"
            " window_closes = $4, service_seconds = $5, priority = $6, company = $7,"
            " usual_driver = $8, needs = $9, not_drivers = $10",
            actor.centre,
            household,
            window_opens,
            window_closes,
            service_seconds,
            wish.priority,
            wish.company,
            wish.usual_driver,
            list(wish.needs),
            list(wish.not_drivers),
        )


async def add_need(actor: Actor, name: str) -> UUID:
    """Add to the list of what doors may need; returns its id.

    Raises:
        InvalidInputError: It has no name, or too long a one.
        NeedKnownError: It is on the list already.
    """
    actor.must(Permission.PLAN_ROUTES)
    made = uuid4()
    with refusing({"delivery_need_once": NeedKnownError}):
        async with transaction(actor):
            await execute(
                "INSERT INTO delivery_need (id, centre, name) VALUES ($1, $2, $3)",
                made,
                actor.centre,
                _checked_name(name),
            )
    return made


async def change_need(
    actor: Actor, need: UUID, *, name: str, active: bool, seen: str | None = None
) -> None:
    """Rename a need, or take it off the list; what was asked for stays on record.

    *seen* is the `standing` of both when they were looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        InvalidInputError: It has no name, or too long a one.
        NeedKnownError: Another on the list is called so.
        NotFoundError: The centre has none of this id.
    """
    actor.must(Permission.PLAN_ROUTES)
    with refusing({"delivery_need_once": NeedKnownError}):
        async with transaction(actor):
            written = {"name": _checked_name(name), "active": active}
            await lock_as_seen("delivery_need", need, written, seen)
            await execute(
                "UPDATE delivery_need SET name = $2, active = $3 WHERE id = $1",
                need,
                *written.values(),
            )


async def set_driver_needs(
    actor: Actor, driver: UUID, needs: Collection[UUID], *, seen: str | None = None
) -> None:
    """Write down which needs a driver meets; replaces what was.

    *seen* is the `standing` of the needs, sorted, when they were looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        InvalidInputError: One of them is not on the centre's list.
        NotFoundError: The centre has no such driver.
    """
    actor.must(Permission.PLAN_ROUTES)
    async with transaction(actor):
        await execute("SELECT id FROM staff WHERE id = $1 FOR NO KEY UPDATE", driver)
        people = {one.id: one for one in await drivers_and_needs()}
        if driver not in people:
            raise NotFoundError
        known = {"needs": sorted(people[driver].needs)}
        refuse_overwriting(seen, known, {"needs": sorted(needs)})
        await _check_known(Wish(needs=tuple(needs)))
        await execute(
            "INSERT INTO driver_profile (id, centre, driver, needs)"
            " VALUES (gen_random_uuid(), $1, $2, $3)"
            " ON CONFLICT (driver) DO UPDATE SET needs = $3",
            actor.centre,
            driver,
            sorted(needs),
        )


async def set_routing_rules(
    actor: Actor, rules: RoutingRules, *, seen: str | None = None
) -> None:
    """Write down what holds for all routes of the centre.

    *seen* is the `standing` of the rules when they were looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        InvalidInputError: Names every field that is wrong.
    """
    actor.must(Permission.PLAN_ROUTES)
    sentence = N_("Wpisz czas od {least} do {most} minut.")
    bounds = (("cold_minutes", 1), ("known_face_minutes", 0))
    faults = [
        FieldError(name, sentence, {"least": least, "most": _MOST_MINUTES})
        for name, least in bounds
        if (value := getattr(rules, name)) is not None
        and not least <= value <= _MOST_MINUTES
    ]
    if faults:
        raise InvalidInputError(faults)
    async with transaction(actor):
        await execute(
            "SELECT id FROM centre WHERE id = $1 FOR NO KEY UPDATE", actor.centre
        )
        known = await routing_rules()
        refuse_overwriting(seen, asdict(known), asdict(rules))
        await execute(
            "INSERT INTO delivery_rules (id, centre, cold_minutes, known_face_minutes)"
            " VALUES (gen_random_uuid(), $1, $2, $3) ON CONFLICT (centre)"
            " DO UPDATE SET cold_minutes = $2, known_face_minutes = $3",
            actor.centre,
            rules.cold_minutes,
            rules.known_face_minutes,
        )


async def _check_known(wish: Wish) -> None:
    """Refuse people who do not drive, and needs that are not on the list."""
    people = {one.id for one in await drivers()}
    named = {*wish.not_drivers, *filter(None, [wish.usual_driver])}
    if not named <= people:
        raise NotADriverError
    if not set(wish.needs) <= {one.id for one in await delivery_needs()}:
        sentence = N_("Wybierz wymagania z listy ośrodka.")
        raise InvalidInputError([FieldError("needs", sentence)])


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= _LONGEST_NAME:
        sentence = N_("Wpisz krótką nazwę, na przykład „winda”.")
        raise InvalidInputError([FieldError("name", sentence)])
    return name


def _check_preference(
    opens: time | None, closes: time | None, service: Seconds, wish: Wish
) -> None:
    faults = []
    if opens is not None and closes is not None and closes < opens:
        sentence = N_("Okno nie może się zamykać, zanim się otworzy.")
        faults.append(FieldError("window_closes", sentence))
    if not 0 <= service <= _LONGEST_SERVICE:
        sentence = N_("Wpisz czas od 0 do {most} minut.")
        facts = {"most": _LONGEST_SERVICE // 60}
        faults.append(FieldError("service_seconds", sentence, facts))
    if not 0 <= wish.priority <= 100:  # noqa: PLR2004 (the scale's ends)
        sentence = N_("Wpisz liczbę od 0 do 100.")
        faults.append(FieldError("priority", sentence))
    if wish.usual_driver is not None and wish.usual_driver in wish.not_drivers:
        sentence = N_("Stały kierowca nie może być tym, który nie przyjeżdża.")
        faults.append(FieldError("usual_driver", sentence))
    if faults:
        raise InvalidInputError(faults)
