"""Proves on the live database what must always hold (``docs/architecture``).

Each check is a query that returns the rows for which it does not hold, run as the
owner, who sees every centre, all of them in one snapshot. Rows are named by their
ids, so that the answer can be shown to anybody.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import islice
from typing import Any

import asyncpg
import msgspec

from distribution.core.language import N_
from distribution.households.rules.assessment import Outcome, replay

_MOST_SHOWN = 10

Row = dict[str, Any]
Find = Callable[[asyncpg.Connection], Awaitable[list[Row]]]


class Check(msgspec.Struct, frozen=True):
    """One thing that must hold: its stable name, what people read, how to look."""

    name: str
    title: str
    find: str | Find


class Finding(msgspec.Struct, frozen=True):
    """What a check found. It holds if nothing was."""

    check: Check
    faults: int
    shown: list[Row]

    @property
    def holds(self) -> bool:
        """Say whether nothing was found against it."""
        return self.faults == 0


async def verify(owner_dsn: str) -> AsyncIterator[Finding]:
    """Run every check on one snapshot of the database, and return each as it ends."""
    connection = await asyncpg.connect(owner_dsn)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            for check in CHECKS:
                yield await run_check(connection, check)
    finally:
        await connection.close()


async def run_check(connection: asyncpg.Connection, check: Check) -> Finding:
    """Run one check in the transaction of *connection*."""
    if isinstance(check.find, str):
        rows = [dict(row) for row in await connection.fetch(check.find)]
    else:
        rows = await check.find(connection)
    shown = [_plain(row) for row in islice(rows, _MOST_SHOWN)]
    return Finding(check, len(rows), shown)


def _plain(row: Row) -> Row:
    return {
        name: value if isinstance(value, int | bool) else str(value)
        for name, value in row.items()
    }


async def _assessments_that_differ(connection: asyncpg.Connection) -> list[Row]:
    """Take every decision again from what it kept."""
    faults = []
    async for row in connection.cursor("SELECT id, outcome, eligible FROM assessment"):
        try:
            kept = msgspec.json.decode(row["outcome"], type=Outcome)
            again = replay(kept)
        except Exception as fault:  # noqa: BLE001 (unreadable is as bad as wrong)
            faults.append({"assessment": row["id"], "why": type(fault).__name__})
            continue
        if again != kept or again.eligible != row["eligible"]:
            faults.append({"assessment": row["id"], "why": "differs"})
    return faults


async def _rows_without_a_trace(connection: asyncpg.Connection) -> list[Row]:
    """Look for rows that came into an audited table past the trigger."""
    tables = await connection.fetch(
        "SELECT tgrelid::regclass::text AS name FROM pg_trigger"
        " WHERE tgfoid = 'kromka_audit'::regproc ORDER BY 1"
    )
    faults: list[Row] = []
    for table in (row["name"] for row in tables):
        rows = await connection.fetch(
            f"SELECT $1 AS table, t.id FROM {table} AS t"  # noqa: S608 (a table's name)
            " WHERE NOT EXISTS (SELECT FROM audit_entry AS a WHERE a.relation = $1"
            " AND a.row_id = t.id AND a.action = 'insert')",
            table,
        )
        faults += [dict(row) for row in rows]
    return faults


_LEDGER = """
SELECT lot, location, b.packs AS balance, m.packs AS ledger
FROM stock_balance AS b FULL JOIN
     (SELECT lot, location, sum(packs)::int AS packs FROM movement
      GROUP BY lot, location) AS m USING (lot, location)
WHERE coalesce(b.packs, 0) <> coalesce(m.packs, 0)
"""

_RESERVED = """
SELECT b.id AS balance, b.reserved, coalesce(r.packs, 0) AS reservations
FROM stock_balance AS b LEFT JOIN
     (SELECT balance, sum(packs)::int AS packs FROM reservation GROUP BY balance) AS r
     ON r.balance = b.id
WHERE b.reserved <> coalesce(r.packs, 0)
"""

_REDEEMED_ONCE = """
SELECT voucher, count(*)::int AS handouts FROM handout
WHERE annulled_at IS NULL AND conflict IS DISTINCT FROM 'already_handed_out'
GROUP BY voucher HAVING count(*) > 1
"""

_MOVED = """
SELECT h.id AS handout FROM handout AS h
WHERE coalesce((SELECT -sum(m.packs) FROM movement AS m
                WHERE m.handout = h.id AND m.reason = 'handed_out'), 0) <= 0
"""

_ANNULLED_UNDONE = """
SELECT h.id AS handout, m.id AS movement
FROM handout AS h JOIN movement AS m ON m.handout = h.id AND m.mends IS NULL
LEFT JOIN movement AS c ON c.mends = m.id
WHERE CASE WHEN h.annulled_at IS NULL THEN c.id IS NOT NULL
           ELSE c.packs IS DISTINCT FROM -m.packs OR c.lot <> m.lot
                OR c.location <> m.location END
"""

_FUNDS = """
SELECT h.id AS handout, m.lot FROM handout AS h
JOIN round AS r ON r.id = h.round
JOIN movement AS m ON m.handout = h.id AND m.reason = 'handed_out'
JOIN lot AS l ON l.id = m.lot
WHERE l.fund IS DISTINCT FROM r.sub_programme
"""

_CONFLICTS = """
SELECT h.id AS handout, h.conflict FROM handout AS h
WHERE h.conflict IS NOT NULL
  AND NOT EXISTS (SELECT FROM conflict_case AS c WHERE c.handout = h.id)
"""

_SLOTS = """
SELECT s.id AS slot, s.booked, s.capacity, b.bookings
FROM slot AS s CROSS JOIN LATERAL
     (SELECT count(*)::int AS bookings FROM booking
      WHERE slot = s.id AND cancelled_at IS NULL) AS b
WHERE s.booked <> b.bookings OR s.booked + s.held + s.offered > s.capacity
"""

_DOCUMENTS = """
SELECT d.centre, d.kind, d.year, d.documents, d.newest, c.last AS counter
FROM (SELECT centre, kind, year, count(*)::int AS documents, min(sequence) AS oldest,
             max(sequence) AS newest FROM stock_document GROUP BY centre, kind, year)
     AS d FULL JOIN document_counter AS c
     ON (c.centre, c.series, c.year) = (d.centre, d.kind, d.year)
WHERE (d.kind IS NOT NULL OR c.series IN ('PZ', 'WZ', 'MM', 'RW'))
  AND ((d.oldest, d.documents, d.newest) IS DISTINCT FROM (1, c.last, c.last))
"""

_ENTITLEMENTS = """
SELECT referral, article, e.issued, h.packs AS handed_out
FROM entitlement AS e FULL JOIN
     (SELECT v.referral, l.article, -sum(m.packs)::int AS packs
      FROM handout AS h JOIN voucher AS v ON v.id = h.voucher
      JOIN movement AS m ON m.handout = h.id AND m.reason = 'handed_out'
      JOIN lot AS l ON l.id = m.lot WHERE h.annulled_at IS NULL
      GROUP BY v.referral, l.article) AS h USING (referral, article)
WHERE coalesce(e.issued, 0) <> coalesce(h.packs, 0)
"""

_SHORTS = """
SELECT s.handout, s.article FROM handout_short AS s
JOIN handout AS h ON h.id = s.handout
LEFT JOIN voucher_line AS due ON due.voucher = h.voucher AND due.article = s.article
WHERE s.packs IS DISTINCT FROM due.packs
    + coalesce((SELECT sum(i.packs) FROM handout_substitute AS i
                WHERE i.handout = s.handout AND i.article = s.article), 0)
    + coalesce((SELECT sum(m.packs) FROM movement AS m JOIN lot AS l ON l.id = m.lot
                WHERE m.handout = s.handout AND m.reason = 'handed_out'
                  AND l.article = s.article), 0)
"""

_ONE_DRIVER = """
SELECT voucher, count(*)::int AS stops FROM stop WHERE published AND NOT closed
GROUP BY voucher HAVING count(*) > 1
UNION ALL
SELECT voucher, count(*)::int FROM stop GROUP BY plan, voucher HAVING count(*) > 1
"""

_STOPS = """
SELECT s.id AS stop, s.plan, s.run FROM stop AS s LEFT JOIN run AS r ON r.id = s.run
WHERE (s.run IS NULL) = (s.unserved_code IS NULL) OR r.plan <> s.plan
"""

_PROTECTED = """
SELECT c.relname AS table, c.relrowsecurity AS protected,
       count(p.polname)::int AS policies
FROM pg_class AS c LEFT JOIN pg_policy AS p ON p.polrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND EXISTS (SELECT FROM pg_attribute AS a
              WHERE a.attrelid = c.oid AND a.attname = 'centre' AND NOT a.attisdropped)
GROUP BY c.oid HAVING NOT c.relrowsecurity OR count(p.polname) = 0
"""

_GUARDS = """
SELECT tgrelid::regclass AS table, tgname AS guard FROM pg_trigger
WHERE tgenabled <> 'O' AND tgrelid IN
      (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
UNION ALL
SELECT conrelid::regclass, conname FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND NOT convalidated
"""

CHECKS: tuple[Check, ...] = (
    Check("ledger", N_("stany magazynu to suma ruchów"), _LEDGER),
    Check("reserved", N_("zarezerwowane to suma rezerwacji"), _RESERVED),
    Check("one_handout", N_("talon wydano najwyżej raz"), _REDEEMED_ONCE),
    Check("handouts_moved", N_("każde wydanie zdjęło paczki ze stanu"), _MOVED),
    Check("annulled", N_("cofnięte wydania wróciły na stan"), _ANNULLED_UNDONE),
    Check("funds", N_("wydano wyłącznie z puli swojej tury"), _FUNDS),
    Check("conflicts", N_("każda rozbieżność ma swoją sprawę"), _CONFLICTS),
    Check("slots", N_("terminy nie są przepełnione"), _SLOTS),
    Check("documents", N_("numery dokumentów nie mają luk"), _DOCUMENTS),
    Check("entitlements", N_("wykorzystane przydziały to suma wydań"), _ENTITLEMENTS),
    Check("shorts", N_("wydane i niewydane to razem cały talon"), _SHORTS),
    Check("one_driver", N_("dowóz jest najwyżej w jednej trasie"), _ONE_DRIVER),
    Check("stops", N_("każdy przystanek ma trasę albo powód"), _STOPS),
    Check("assessments", N_("decyzje dają się powtórzyć"), _assessments_that_differ),
    Check("audit", N_("każdy wpis zostawił ślad"), _rows_without_a_trace),
    Check("protected", N_("każda tabela ośrodka jest chroniona"), _PROTECTED),
    Check("guards", N_("więzy i wyzwalacze działają"), _GUARDS),
)
"""Everything that is proven, in the order in which it is shown."""
