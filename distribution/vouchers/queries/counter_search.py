"""Finding a voucher at the counter by name or address, when the paper is lost (V18)."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission, permissions_of
from distribution.core.actor import Actor
from distribution.core.database import fetch, fetch_one
from distribution.households.queries.records import find_households

_MOST = 8


class CounterMatch(msgspec.Struct, frozen=True):
    """Somebody who may be meant: as little as it takes to tell them apart."""

    household_number: int
    name: str
    street: str
    """With the town, without the door."""

    short_code: str | None
    """Of the voucher that may be redeemed today, at whatever site; None without one."""


async def may_search(actor: Actor) -> bool:
    """Say whether a person, or whoever started a phone's shift, sees households."""
    if actor.kind != "device":
        return actor.may(Permission.SEE_HOUSEHOLDS)
    row = await fetch_one(
        "SELECT array(SELECT role FROM staff_role WHERE staff = p.id) AS roles"
        " FROM device AS d JOIN staff AS p ON p.id = d.started_by AND p.active"
        " WHERE d.id = $1",
        actor.id,
    )
    held = permissions_of(frozenset(row["roles"])) if row else frozenset()
    return Permission.SEE_HOUSEHOLDS.value in held


async def find_at_counter(text: str, day: date) -> dict[UUID, CounterMatch]:
    """Return households that fit a name, an address or a telephone number, by id."""
    found = await find_households(text, most=_MOST)
    codes = await _codes_of([one.id for one in found], day)
    return {
        one.id: CounterMatch(
            one.number,
            one.head,
            ", ".join(filter(None, (one.street, one.locality))),
            codes.get(one.id),
        )
        for one in found
    }


async def _codes_of(households: list[UUID], day: date) -> dict[UUID, str]:
    rows = await fetch(
        "SELECT v.household, v.short_code FROM voucher AS v"
        " JOIN round AS r ON r.id = v.round WHERE v.household = ANY($1)"
        " AND v.replaced_by IS NULL AND v.revoked_at IS NULL AND r.closed_at IS NULL"
        " AND v.valid_from <= $2 AND v.last_valid_day >= $2 ORDER BY v.issued_at",
        households,
        day,
    )
    return {row["household"]: row["short_code"] for row in rows}
