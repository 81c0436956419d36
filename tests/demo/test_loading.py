"""The demo as it lies in the database: the same for all, sound, and loaded once."""

import hashlib
from datetime import UTC, date, datetime

import asyncpg
import msgspec

from distribution.accounts.rules import Role, password_fault
from distribution.accounts.secrets import password_matches
from distribution.app import create_app
from distribution.core.postgres.server import Server
from distribution.demo.seasons import story_ends
from distribution.demo.sign_ins import SIGN_INS
from tests.cli.running import kromka
from tests.demo.conftest import SMALL, TODAY, Town, a_town, drop

DIGESTED = {
    "people": (
        "SELECT c.key, h.number, h.street, h.house_number, h.phone, h.channel,"
        " m.given_name, m.family_name, m.born_on, m.sex, m.target_groups, m.is_head"
        " FROM household AS h JOIN centre AS c ON c.id = h.centre"
        " JOIN household_member AS m ON m.household = h.id"
        " ORDER BY c.key, h.number, m.born_on, m.given_name"
    ),
    "decisions": (
        "SELECT c.key, h.number, s.total_net_grosz, s.eligible, s.decided_on, f.number"
        " FROM assessment AS s JOIN household AS h ON h.id = s.household"
        " JOIN centre AS c ON c.id = s.centre"
        " LEFT JOIN referral AS f ON f.assessment = s.id"
        " ORDER BY c.key, h.number, s.decided_on"
    ),
    "papers": (
        "SELECT c.key, d.kind, d.year, d.sequence, d.issued_on, d.foreign_number"
        " FROM stock_document AS d JOIN centre AS c ON c.id = d.centre"
        " ORDER BY c.key, d.kind, d.year, d.sequence"
    ),
    "stock": (
        "SELECT c.key, l.number, l.use_until, p.key, p.site IN"
        " (SELECT id FROM site WHERE is_pickup), b.packs, b.reserved"
        " FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
        " JOIN location AS p ON p.id = b.location JOIN centre AS c ON c.id = b.centre"
        " ORDER BY 1, 2, 3, 4, 5, 6, 7"
    ),
    "parcels": (
        "SELECT c.key, r.key, h.number, v.persons, v.channel, d.local_day, d.conflict,"
        " d.annulled_at IS NOT NULL, d.offline, d.recipient, d.scanned_at"
        " FROM voucher AS v JOIN round AS r ON r.id = v.round"
        " JOIN household AS h ON h.id = v.household JOIN centre AS c ON c.id = v.centre"
        " LEFT JOIN handout AS d ON d.voucher = v.id ORDER BY 1, 2, 3, 11, 7, 8"
    ),
    "slots": (
        "SELECT c.key, r.key, s.day, s.starts, s.booked, s.capacity FROM slot AS s"
        " JOIN round AS r ON r.id = s.round JOIN centre AS c ON c.id = s.centre"
        " ORDER BY 1, 2, 3, 4"
    ),
    "routes": (
        "SELECT c.key, p.login, s.position, h.number, s.arrives_at, o.outcome"
        " FROM stop AS s JOIN run AS r ON r.id = s.run"
        " JOIN shift AS t ON t.id = r.shift JOIN staff AS p ON p.id = t.driver"
        " JOIN household AS h ON h.id = s.household"
        " JOIN centre AS c ON c.id = s.centre"
        " LEFT JOIN stop_outcome AS o ON o.stop = s.id ORDER BY 1, 2, 3"
    ),
    "queue": (
        "SELECT c.key, q.number, h.number, q.arrived_at, q.called_at, q.left_at"
        " FROM queue_entry AS q JOIN centre AS c ON c.id = q.centre"
        " LEFT JOIN voucher AS v ON v.id = q.voucher"
        " LEFT JOIN household AS h ON h.id = v.household ORDER BY 1, 2"
    ),
    "shifts": (
        "SELECT c.key, s.day, s.starts, p.login, v.name FROM shift AS s"
        " JOIN staff AS p ON p.id = s.driver JOIN vehicle AS v ON v.id = s.vehicle"
        " JOIN centre AS c ON c.id = s.centre ORDER BY 1, 2, 3, 4"
    ),
}
"""People, numbers and stock; ids, keys and tokens are new in each installation."""


async def digests(dsn: str) -> dict[str, str]:
    connection = await asyncpg.connect(dsn)
    found = {}
    for name, query in DIGESTED.items():
        rows = await connection.fetch(query)
        assert rows, name
        text = "\n".join(str(tuple(row.values())) for row in rows)
        found[name] = hashlib.sha256(text.encode()).hexdigest()
    await connection.close()
    return found


def test_everything_that_must_hold_holds(town):
    done = kromka("verify", **town.settings)
    assert done.returncode == 0, done.stderr


async def test_it_goes_into_an_empty_database_alone(town, books):
    before = await books.fetchval("SELECT count(*) FROM household")
    done = kromka("demo", *SMALL, **town.settings)
    assert done.returncode == 1
    assert "kromka:" in done.stderr
    assert await books.fetchval("SELECT count(*) FROM household") == before == 40


async def test_a_load_that_was_broken_off_begins_anew_and_gives_the_same_town(
    town: Town, server: Server, tmp_path
):
    """The same seed and day: the same town, wherever and however often."""
    other = ("--households", "20")
    again = await a_town(server, "kromka_demo_again", tmp_path, *other)
    owner = await asyncpg.connect(again.server.owner())
    await owner.execute("COMMENT ON TABLE centre IS 'kromka demo: loading'")
    try:
        done = kromka("demo", *SMALL, **again.settings)
        assert done.returncode == 0, done.stderr
        assert await owner.fetchval("SELECT count(*) FROM household") == 40
        assert await owner.fetchval("SELECT count(*) FROM centre") == 2
        assert await digests(again.server.owner()) == await digests(town.server.owner())
    finally:
        await owner.close()
        await drop(server, "kromka_demo_again")


async def test_every_role_signs_in_with_the_printed_password(books):
    krasnik = [one for one in SIGN_INS if one.centre == "krasnik"]
    assert {role for one in krasnik for role in one.roles} == set(Role)
    stored = None
    for one in SIGN_INS:
        stored = await books.fetchval(
            "SELECT password_hash FROM staff WHERE login = $1", one.login
        )
        assert password_fault(one.password, one.login) is None
    assert await password_matches(stored, SIGN_INS[-1].password)


async def test_the_finished_round_has_a_history(books):
    rows = await books.fetch(
        "SELECT d.annulled_at IS NOT NULL AS annulled, d.conflict, d.offline,"
        " k.settled_at IS NOT NULL AS settled FROM voucher AS v"
        " JOIN round AS r ON r.id = v.round JOIN centre AS c ON c.id = v.centre"
        " LEFT JOIN handout AS d ON d.voucher = v.id"
        " LEFT JOIN conflict_case AS k ON k.handout = d.id"
        " WHERE c.key = 'krasnik' AND r.key = 'tura-2' AND r.closed_at IS NOT NULL"
    )
    taken = [row for row in rows if row["annulled"] is False]
    assert len(taken) >= 0.75 * len(rows)
    assert any(row["annulled"] for row in rows)
    assert [row["settled"] for row in rows if row["conflict"]].count(True) == 1
    assert [row["settled"] for row in rows if row["conflict"]].count(False) == 1


async def test_a_round_is_open_its_vouchers_out_and_its_slots_half_booked(books):
    row = await books.fetchrow(
        "SELECT r.starts_on, r.ends_on, r.opened_at, r.closed_at, sum(s.booked)"
        " AS booked, sum(s.capacity) AS capacity FROM round AS r"
        " JOIN slot AS s ON s.round = r.id JOIN centre AS c ON c.id = r.centre"
        " WHERE c.key = 'krasnik' AND r.key = 'tura-3' GROUP BY r.id"
    )
    assert row["starts_on"] <= date.fromisoformat(TODAY) <= row["ends_on"]
    assert row["opened_at"] < datetime(2026, 11, 23, tzinfo=UTC)
    assert row["closed_at"] is None
    assert 0.3 <= row["booked"] / row["capacity"] <= 0.7
    waiting = await books.fetchval(
        "SELECT count(*) FROM voucher AS v JOIN round AS r ON r.id = v.round"
        " WHERE r.key = 'tura-3' AND NOT EXISTS"
        " (SELECT FROM handout AS d WHERE d.voucher = v.id)"
    )
    assert waiting > 0


async def test_nothing_has_happened_after_the_morning_of_today(books):
    today = date.fromisoformat(TODAY)
    for query in (
        "SELECT max(issued_on) FROM stock_document",
        "SELECT max(decided_on) FROM assessment",
    ):
        assert await books.fetchval(query) < today
    assert await books.fetchval("SELECT max(moved_on) FROM movement") == today
    for query in (
        "SELECT max(scanned_at) FROM handout",
        "SELECT max(arrived_at) FROM queue_entry",
        "SELECT max(happened_at) FROM stop_outcome",
    ):
        assert await books.fetchval(query) <= story_ends(today)


async def test_today_the_hall_waits_and_drivers_are_under_way(books):
    waiting, served = await books.fetchrow(
        "SELECT count(*) FILTER (WHERE called_at IS NULL),"
        " count(*) FILTER (WHERE left_at IS NOT NULL) FROM queue_entry AS q"
        " JOIN centre AS c ON c.id = q.centre WHERE c.key = 'krasnik'"
    )
    assert waiting > 0
    assert served > 0
    stops = await books.fetch(
        "SELECT s.closed, r.pledged_at IS NOT NULL AS left FROM stop AS s"
        " JOIN run AS r ON r.id = s.run WHERE r.day = $1 AND s.published",
        date.fromisoformat(TODAY),
    )
    assert {(stop["closed"], stop["left"]) for stop in stops} >= {(True, True)}
    assert any(not stop["closed"] for stop in stops)


async def test_a_refusal_under_an_old_limit_would_pass_today(books):
    rows = await books.fetch(
        "SELECT a.total_net_grosz, l.single_grosz FROM assessment AS a"
        " JOIN sub_programme AS s ON s.id = a.sub_programme"
        " JOIN income_limit AS l ON l.id = a.limit_row"
        " WHERE s.key = 'fepz_2023' AND NOT a.eligible"
    )
    newest = await books.fetchval("SELECT max(single_grosz) FROM income_limit")
    assert rows
    for row in rows:
        assert row["single_grosz"] < row["total_net_grosz"] <= newest


def test_no_demo_account_is_named_without_the_demo(test_settings):
    quiet = create_app(test_settings, own_pool=False)
    assert quiet.state.demo_accounts == []
    shown = create_app(
        msgspec.structs.replace(test_settings, demo=True), own_pool=False
    )
    assert {one.login for one in shown.state.demo_accounts} == {
        one.login for one in SIGN_INS
    }
