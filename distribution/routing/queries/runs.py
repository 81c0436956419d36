"""A driver's way in, what was reported from the road, and what is open."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.accounts.secrets import token_hash
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import Row, fetch, fetch_before_centre, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.reading import reading
from distribution.messages.rules.outbox import Subject, SubjectState
from distribution.routing.errors import NotYourStopError
from distribution.routing.rules.doors import Outcome, ParcelCondition, Tried
from distribution.vouchers.handouts import Handout
from distribution.vouchers.queries.handouts import handout, shorts_of_handouts
from distribution.vouchers.shortfalls import ShortLine

LINK_OPENS = timedelta(days=1)
LINK_LASTS = timedelta(days=1)
"""A link shows people's addresses from the day before its run to the day after."""


class OpenedRun(msgspec.Struct, frozen=True):
    """A driver who came by a link: who it is, and the one run they may see."""

    actor: Actor
    run: UUID
    day: date

    def opens_on(self) -> date:
        """Return the first day on which the link shows anything."""
        return self.day - LINK_OPENS


class Door(msgspec.Struct, frozen=True):
    """What a report from a stop has to fit to."""

    stop: UUID
    run: UUID | None
    driver: UUID | None
    voucher: UUID
    household: UUID
    round: UUID
    site: UUID
    """Where the parcel was loaded."""

    published: bool
    closed: bool


class OutcomeFacts(msgspec.Struct, frozen=True):
    """What was reported of a stop."""

    id: UUID
    stop: UUID
    nonce: UUID
    outcome: Outcome
    note: str
    happened_at: datetime
    recorded_at: datetime
    follow_up: UUID | None
    handout: Handout | None


class FollowUpFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Something from the road that somebody has to deal with, or has."""

    id: UUID
    stop: UUID
    run: UUID
    day: date
    driver_name: str
    household: UUID
    household_number: int
    phone: str | None
    outcome: Outcome
    note: str
    tried: tuple[Tried, ...]
    happened_at: datetime
    packs: int
    grams: int
    cold: bool
    handled_at: datetime | None
    handled_by: str
    condition: ParcelCondition | None
    resolution: str


_DOORS = (
    "SELECT s.id AS stop, s.run, h.driver, s.voucher, s.household, v.round,"
    " v.site, s.published, s.closed FROM stop AS s"
    " JOIN voucher AS v ON v.id = s.voucher"
    " LEFT JOIN run AS r ON r.id = s.run LEFT JOIN shift AS h ON h.id = r.shift"
    " WHERE s.id = $1"
)

_OUTCOMES = (
    "SELECT o.id, o.stop, o.nonce, o.outcome, o.note, o.happened_at, o.recorded_at,"
    " f.id AS follow_up, o.handout FROM stop_outcome AS o"
    " LEFT JOIN follow_up AS f ON f.outcome = o.id"
)


async def run_by_link(token: str, now: datetime) -> OpenedRun | None:
    """Return whose link this is; None if it is unknown, replaced or over."""
    found = await fetch_before_centre(
        "SELECT * FROM kromka_run_link($1)", token_hash(token)
    )
    if not found:
        return None
    row = found[0]
    stranger = Actor(
        centre=row["centre"], kind="driver", id=None, name="", permissions=frozenset()
    )
    async with reading(stranger):
        facts = await fetch_one(
            "SELECT r.day, s.driver, p.name, p.language FROM run AS r"
            " JOIN shift AS s ON s.id = r.shift JOIN staff AS p ON p.id = s.driver"
            " WHERE r.id = $1 AND p.active",
            row["run"],
        )
    if facts is None or local_day(now) > facts["day"] + LINK_LASTS:
        return None
    actor = msgspec.structs.replace(
        stranger,
        id=facts["driver"],
        name=facts["name"],
        language=facts["language"],
        permissions=frozenset({Permission.DRIVE.value}),
        subject=row["run"],
    )
    return OpenedRun(actor, row["run"], facts["day"])


async def run_subject(run: UUID) -> Subject | None:
    """Return what is true of a run when the message with its link is to be sent."""
    row = await fetch_one(
        "SELECT published, finished_at, leaves_at, token_hash FROM run WHERE id = $1",
        run,
    )
    if row is None:
        return None
    state = SubjectState.ACTIVE if row["published"] else SubjectState.CANCELLED
    if row["finished_at"] is not None:
        state = SubjectState.DONE
    return Subject(state, link_sequence(row["token_hash"]), row["leaves_at"])


def link_sequence(hashed: bytes | None) -> int:
    """Return a number that changes with each new link of a run."""
    return int.from_bytes((hashed or b"")[:3])


async def door(stop: UUID, *, lock: bool = False) -> Door:
    """Return what a report from a stop has to fit to; *lock* keeps others waiting.

    Raises:
        NotFoundError: The centre has no such stop.
    """
    row = await fetch_one(_DOORS + (" FOR NO KEY UPDATE OF s" if lock else ""), stop)
    if row is None:
        raise NotFoundError
    return Door(**row)


def check_own(actor: Actor, run: UUID | None, driver: UUID | None) -> None:
    """Return if *actor* may act on a run: its driver, its link, or who plans.

    Raises:
        NotYourStopError: It is somebody else's.
    """
    if actor.kind == "driver":
        own = run is not None and actor.subject == run
    else:
        own = driver is not None and actor.id == driver
        own = own or actor.may(Permission.PLAN_ROUTES)
    if not own:
        raise NotYourStopError


async def code_fits(
    door: Door, *, voucher: UUID | None, short_code: str | None
) -> bool:
    """Return whether a genuine code is this door's voucher, or one that replaced it.

    A code that nobody knows fits too: the hand-out itself says what is wrong with it.
    """
    row = await fetch_one(
        "SELECT household, round FROM voucher WHERE id = $1 OR short_code = $2",
        voucher,
        short_code,
    )
    return row is None or (row["household"], row["round"]) == (
        door.household,
        door.round,
    )


async def outcome_of_nonce(nonce: UUID) -> OutcomeFacts | None:
    """Return what was reported with this nonce, if anything."""
    row = await fetch_one(f"{_OUTCOMES} WHERE o.nonce = $1", nonce)
    return None if row is None else await _outcome(row)


async def follow_ups(*, open_only: bool = True, most: int = 200) -> list[FollowUpFacts]:
    """Return what came back from the road: what is open first, the oldest first."""
    rows = await fetch(
        "SELECT f.id, o.stop, r.id AS run, r.day, d.name AS driver_name, s.household,"
        " h.number AS household_number, h.phone, o.outcome, o.note, o.steps AS tried,"
        " o.happened_at,"
        " s.packs, s.grams, s.cold, f.handled_at, f.handled_by, f.condition,"
        " f.resolution FROM follow_up AS f"
        " JOIN stop_outcome AS o ON o.id = f.outcome JOIN stop AS s ON s.id = o.stop"
        " JOIN run AS r ON r.id = s.run JOIN shift AS t ON t.id = r.shift"
        " JOIN staff AS d ON d.id = t.driver JOIN household AS h ON h.id = s.household"
        " WHERE NOT $1 OR f.handled_at IS NULL"
        " ORDER BY f.handled_at IS NOT NULL, f.opened_at, f.id LIMIT $2",
        open_only,
        most,
    )
    return [_follow_up(row) for row in rows]


async def missing_at(stops: Collection[UUID]) -> dict[UUID, list[ShortLine]]:
    """Return what was not handed over at doors, by stop; only where something was."""
    rows = await fetch(
        "SELECT stop, handout FROM stop_outcome"
        " WHERE stop = ANY($1) AND handout IS NOT NULL",
        list(stops),
    )
    shorts = await shorts_of_handouts([row["handout"] for row in rows])
    return {
        row["stop"]: shorts[row["handout"]] for row in rows if row["handout"] in shorts
    }


async def _outcome(row: Row) -> OutcomeFacts:
    made = None if row["handout"] is None else await handout(row["handout"])
    outcome = Outcome(row["outcome"])
    return OutcomeFacts(**{**row, "outcome": outcome, "handout": made})


def _follow_up(row: Row) -> FollowUpFacts:
    condition = row["condition"]
    return FollowUpFacts(
        **{
            **row,
            "tried": msgspec.json.decode(row["tried"], type=tuple[Tried, ...]),
            "outcome": Outcome(row["outcome"]),
            "condition": ParcelCondition(condition) if condition else None,
        }
    )
