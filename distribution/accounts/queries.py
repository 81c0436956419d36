"""What accounts can tell. Reads only."""

from datetime import datetime
from hmac import compare_digest
from uuid import UUID

import msgspec

from distribution.accounts.known_devices import KNOWN_DEVICES
from distribution.accounts.rules import DEVICE_GRANTS, permissions_of
from distribution.accounts.secrets import proof, token_hash
from distribution.core.actor import Actor
from distribution.core.database import fetch, fetch_before_centre, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.reading import reading


class Session(msgspec.Struct, frozen=True):
    """A person who is signed in, and the token that their writes must carry."""

    id: UUID
    csrf: str
    actor: Actor
    centre_name: str = ""
    """The short one, for the head of every page."""


class CentreFacts(msgspec.Struct, frozen=True):
    """What pages and printed sheets say of a centre."""

    id: UUID
    key: str
    name: str
    short_name: str
    address: str
    phone: str


class SiteFacts(msgspec.Struct, frozen=True):
    """A place that stores food, hands it out, or both."""

    id: UUID
    key: str
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    is_pickup: bool
    is_warehouse: bool
    active: bool

    @property
    def kinds(self) -> list[str]:
        """Return its uses as the listing names them."""
        uses = (("pickup", self.is_pickup), ("warehouse", self.is_warehouse))
        return [name for name, held in uses if held]


class StaffFacts(msgspec.Struct, frozen=True):
    """A person of the centre, as the administrator sees them."""

    id: UUID
    login: str
    name: str
    phone: str | None
    language: str
    active: bool
    has_password: bool
    roles: list[str]


class DeviceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A phone or scanner of one site, and what it last said of itself."""

    id: UUID
    name: str
    site: UUID
    site_name: str
    enrolled_at: datetime
    revoked_at: datetime | None
    starter: str | None
    """Whose phone it is for a shift; None for a device that stays."""

    expires_at: datetime | None
    last_seen_at: datetime | None
    waiting: int
    """Hand-outs that it has made without signal and not sent yet."""

    ready: bool
    extract_at: datetime | None

    def in_use(self, now: datetime) -> bool:
        """Say whether it may still act."""
        over = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and not over


async def session_of(token: str, now: datetime) -> Session | None:
    """Return who is signed in with this cookie, or None."""
    found = await fetch_before_centre(
        "SELECT * FROM kromka_session($1, $2)", token_hash(token), now
    )
    if not found:
        return None
    who = found[0]
    stranger = Actor(
        centre=who["centre"],
        kind="staff",
        id=who["staff"],
        name="",
        permissions=frozenset(),
    )
    async with reading(stranger):
        row = await fetch_one(
            "SELECT p.name, p.language, s.csrf, c.short_name AS centre_name,"
            " array(SELECT role FROM staff_role"
            " WHERE staff = p.id ORDER BY role) AS roles"
            " FROM staff AS p JOIN session AS s ON s.staff = p.id"
            " JOIN centre AS c ON c.id = p.centre WHERE s.id = $1",
            who["session"],
        )
    if row is None:
        return None
    roles = frozenset(row["roles"])
    actor = Actor(
        centre=who["centre"],
        kind="staff",
        id=who["staff"],
        name=row["name"],
        permissions=permissions_of(roles),
        roles=roles,
        language=row["language"],
    )
    return Session(who["session"], row["csrf"], actor, row["centre_name"])


async def device_of(token: str, now: datetime) -> Actor | None:
    """Return the device that carries this token, or None if it was shut out.

    A phone that somebody started a shift on is shut out when the shift is over.
    """
    found = await fetch_before_centre(
        "SELECT * FROM kromka_device($1, $2)", token_hash(token), now
    )
    if not found:
        return None
    row = found[0]
    device = _as_device(row["device"], row["site"], row["centre"])
    KNOWN_DEVICES.remember(token, device)
    return device


async def device_that_said(text: str, device_id: UUID, proven: str) -> Actor | None:
    """Return the device of the centre that said *text*, in use or not.

    What it did in a shift that is over is told by whoever has the phone now; the proof
    was made with the token of that shift. None if it does not fit.
    """
    row = await fetch_one(
        "SELECT id, site, centre, token_hash FROM device WHERE id = $1", device_id
    )
    if row is None or not compare_digest(proof(row["token_hash"], text), proven):
        return None
    return _as_device(row["id"], row["site"], row["centre"])


def _as_device(device_id: UUID, site_id: UUID, centre: UUID) -> Actor:
    return Actor(
        centre=centre,
        kind="device",
        id=device_id,
        name="",
        permissions=frozenset(p.value for p in DEVICE_GRANTS),
        site=site_id,
    )


class CentreName(msgspec.Struct, frozen=True):
    """A centre of the installation, before anybody acts for it."""

    id: UUID
    key: str
    name: str


async def centres() -> list[CentreName]:
    """Return every centre of the installation: for the command line and the jobs."""
    rows = await fetch_before_centre("SELECT id, key, name FROM kromka_centres()")
    return [CentreName(**row) for row in rows]


async def the_centre() -> CentreFacts:
    """Return the centre of the open transaction."""
    row = await fetch_one(
        "SELECT id, key, name, short_name, address, phone FROM centre"
        " WHERE id = kromka_centre()"
    )
    if row is None:
        raise NotFoundError
    return CentreFacts(**row)


async def sites(kind: str | None = None, *, closed: bool = False) -> list[SiteFacts]:
    """Return the sites in use, all or of one kind (``pickup``, ``warehouse``).

    With *closed* those that are out of use instead.
    """
    rows = await fetch(
        "SELECT id, key, name, address, latitude, longitude, is_pickup, is_warehouse,"
        " active FROM site WHERE active <> $1 ORDER BY kromka_polish(name), id",
        closed,
    )
    found = [SiteFacts(**row) for row in rows]
    return [site for site in found if kind is None or kind in site.kinds]


async def site(site_id: UUID) -> SiteFacts:
    """Return one site.

    Raises:
        NotFoundError: There is none of this id in the centre.
    """
    for found in await sites():
        if found.id == site_id:
            return found
    raise NotFoundError


async def site_by(reference: str) -> SiteFacts:
    """Return the active site with this id or key.

    Raises:
        NotFoundError: There is none such in the centre.
    """
    for found in await sites():
        if reference in (found.key, str(found.id)):
            return found
    raise NotFoundError


async def staff() -> list[StaffFacts]:
    """Return everybody of the centre, in Polish order."""
    rows = await fetch(
        "SELECT id, login, name, phone, language, active,"
        " password_hash IS NOT NULL AS has_password,"
        " array(SELECT role FROM staff_role WHERE staff = p.id ORDER BY role) AS roles"
        " FROM staff AS p ORDER BY kromka_polish(name), p.id"
    )
    return [StaffFacts(**row) for row in rows]


_DEVICES = (
    "SELECT d.id, d.name, d.site, s.name AS site_name, d.enrolled_at, d.revoked_at,"
    " p.name AS starter, d.expires_at, d.last_seen_at, d.waiting, d.ready,"
    " d.extract_at FROM device AS d JOIN site AS s ON s.id = d.site"
    " LEFT JOIN staff AS p ON p.id = d.started_by"
)


async def devices() -> list[DeviceFacts]:
    """Return the devices of the centre, those in use first."""
    rows = await fetch(
        f"{_DEVICES} ORDER BY d.revoked_at IS NOT NULL, s.name, d.name, d.id"
    )
    return [DeviceFacts(**row) for row in rows]


async def device(device_id: UUID) -> DeviceFacts:
    """Return one device.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_DEVICES} WHERE d.id = $1", device_id)
    if row is None:
        raise NotFoundError
    return DeviceFacts(**row)
