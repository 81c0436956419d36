"""What other domains may do with programmes, inside their own command."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from distribution.core.database import (
    execute,
    fetch,
    fetch_one,
    fetch_value,
    require_transaction,
)
from distribution.core.errors import NotFoundError
from distribution.programmes.errors import (
    RoundClosedError,
    RoundOutsideSubProgrammeError,
    RoundsOutsideError,
    SubProgrammeOverError,
    TooFewGroupsError,
)
from distribution.programmes.queries.reference import (
    SubProgrammeFacts,
    sub_programme_by,
)
from distribution.programmes.rounds import ArticlePacks, RoundPlan
from distribution.programmes.sets import MINIMUM_GROUPS, enough_groups


async def add_set_version(
    centre: UUID, sub_programme: UUID, lines: Sequence[ArticlePacks]
) -> int:
    """Store what a person is due as the next version, and return its number."""
    require_transaction()
    version = int(
        await fetch_value(
            "SELECT coalesce(max(version), 0) + 1 FROM set_line"
            " WHERE sub_programme = $1",
            sub_programme,
        )
    )
    await execute(
        "INSERT INTO set_line (id, centre, sub_programme, version, article, packs)"
        " SELECT gen_random_uuid(), $1, $2, $3, * FROM unnest($4::uuid[], $5::int[])",
        centre,
        sub_programme,
        version,
        [line.article for line in lines],
        [line.packs for line in lines],
    )
    return version


async def change_sub_programme(
    sub_programme: UUID,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    guideline_version: str,
    minimum_percent: int,
) -> None:
    """Write the new facts of a sub-programme; the audit trail keeps the old ones.

    Raises:
        NotFoundError: The centre has none such.
        RoundsOutsideError: Rounds would lie outside the new days.
    """
    require_transaction()
    changed = await fetch_one(
        "UPDATE sub_programme SET name = $2, starts_on = $3, ends_on = $4,"
        " guideline_version = $5, minimum_percent = $6 WHERE id = $1 RETURNING id",
        sub_programme,
        name,
        starts_on,
        ends_on,
        guideline_version,
        minimum_percent,
    )
    if changed is None:
        raise NotFoundError
    outside = await fetch(
        "SELECT name FROM round WHERE sub_programme = $1"
        " AND (starts_on < $2 OR ends_on > $3) ORDER BY starts_on",
        sub_programme,
        starts_on,
        ends_on,
    )
    if outside:
        raise RoundsOutsideError(rounds=", ".join(row["name"] for row in outside))


async def write_round_lines(
    centre: UUID, round_id: UUID, lines: Sequence[ArticlePacks]
) -> None:
    """Replace what a person gets in a round.

    Raises:
        TooFewGroupsError: The articles come from fewer than three groups (R-PAR-1).
    """
    require_transaction()
    groups = await fetch(
        'SELECT DISTINCT commodity_group AS "group" FROM article'
        " WHERE id = ANY($1::uuid[])",
        [line.article for line in lines],
    )
    if not enough_groups(row["group"] for row in groups):
        raise TooFewGroupsError(least=MINIMUM_GROUPS, groups=len(groups))
    await execute("DELETE FROM round_line WHERE round = $1", round_id)
    await execute(
        "INSERT INTO round_line (id, centre, round, article, packs)"
        " SELECT gen_random_uuid(), $1, $2, * FROM unnest($3::uuid[], $4::int[])",
        centre,
        round_id,
        [line.article for line in lines],
        [line.packs for line in lines],
    )


async def require_within(sub_programme: UUID, starts_on: date, ends_on: date) -> None:
    """Refuse days of a round that are not within its sub-programme's, until commit.

    Raises:
        NotFoundError: The centre has no such sub-programme.
        RoundOutsideSubProgrammeError: They are not.
    """
    require_transaction()
    row = await fetch_one(
        "SELECT name, starts_on, ends_on FROM sub_programme WHERE id = $1 FOR SHARE",
        sub_programme,
    )
    if row is None:
        raise NotFoundError
    if starts_on < row["starts_on"] or ends_on > row["ends_on"]:
        raise RoundOutsideSubProgrammeError(
            name=row["name"],
            starts_on=row["starts_on"].isoformat(),
            ends_on=row["ends_on"].isoformat(),
        )


async def name_round(round_id: UUID, *, name: str, note: str) -> None:
    """Write what people read of a round."""
    require_transaction()
    await execute(
        "UPDATE round SET name = $2, note = $3 WHERE id = $1", round_id, name, note
    )


async def plan_round(centre: UUID, round_id: UUID, plan: RoundPlan) -> None:
    """Replace the days of a round and what a person gets in it.

    Raises:
        NotFoundError: The centre has no such round.
        RoundOutsideSubProgrammeError: The days are not within the sub-programme's.
        TooFewGroupsError: The articles come from fewer than three groups (R-PAR-1).
    """
    require_transaction()
    row = await fetch_one(
        "UPDATE round SET starts_on = $2, ends_on = $3 WHERE id = $1"
        " RETURNING sub_programme",
        round_id,
        plan.starts_on,
        plan.ends_on,
    )
    if row is None:
        raise NotFoundError
    await require_within(row["sub_programme"], plan.starts_on, plan.ends_on)
    await write_round_lines(centre, round_id, plan.lines)


async def lock_open_round(round_id: UUID) -> str:
    """Lock a round that nobody has closed, and return its name.

    Raises:
        NotFoundError: The centre has none such.
        RoundClosedError: Somebody closed it.
    """
    require_transaction()
    row = await fetch_one(
        "SELECT name, closed_at FROM round WHERE id = $1 FOR UPDATE", round_id
    )
    if row is None:
        raise NotFoundError
    if row["closed_at"] is not None:
        raise RoundClosedError(name=row["name"])
    return str(row["name"])


async def close_round(round_id: UUID, *, now: datetime) -> None:
    """Close a round for good: no voucher of it is redeemed any more.

    Raises:
        NotFoundError: The centre has none such.
        RoundClosedError: Somebody closed it before.
    """
    require_transaction()
    await lock_open_round(round_id)
    await execute("UPDATE round SET closed_at = $2 WHERE id = $1", round_id, now)


async def lock_running(sub_programme: UUID, day: date) -> SubProgrammeFacts:
    """Return a sub-programme that is not over; its set and days stay until commit.

    Raises:
        NotFoundError: The centre has none such.
        SubProgrammeOverError: It ended before *day*.
    """
    require_transaction()
    await execute("SELECT id FROM sub_programme WHERE id = $1 FOR SHARE", sub_programme)
    found = await sub_programme_by(sub_programme)
    if day > found.ends_on:
        raise SubProgrammeOverError(name=found.name, ends_on=found.ends_on.isoformat())
    return found
