"""Phones as scanners, seen from the office: shifts, pairing, the PIN, conflicts."""

import hashlib
import io
import re
from base64 import b64decode

import httpx
import msgspec
import pytest
import zxingcpp
from PIL import Image

from admin_ui.conflict_words import CONFLICT_ADVICE, CONFLICT_LABELS
from admin_ui.language import translator
from distribution.accounts.queries import devices
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.errors import InvalidInputError
from distribution.core.reading import reading
from distribution.vouchers.commands.scan_settings import set_pin
from distribution.vouchers.errors import UnknownCodeError
from distribution.vouchers.pin import check_pin
from tests.admin_ui.people import form
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import a_counter, a_scan, hand_out

_SHIFT = re.compile(
    r'<script type="application/json" id="shift">(.*?)</script>', re.DOTALL
)
PIN = "271828"


async def test_a_signed_in_person_makes_their_phone_a_scanner(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    site = await a_site(actor)
    await sign_in_as(client, actor, Role.HAND_OUT)

    asked = await client.get("/scan/start")
    wrong = await form(client, "/scan/start", name="", site=str(site))
    begun = await form(client, "/scan/start", name="Telefon Oli", site=str(site))

    assert 'value="Ola Próbna"' in asked.text
    assert wrong.status_code == 400
    [found] = _SHIFT.findall(begun.text)
    shift = msgspec.json.decode(found)
    assert shift["site"]["id"] == str(site)
    headers = {"Authorization": f"Bearer {shift['token']}"}
    client.cookies.clear()
    extract = await client.get("/api/v1/scan/extract", headers=headers)
    assert extract.json()["device"] == shift["device"]
    assert extract.json()["good_until"] == "2026-03-17T23:00:00Z"
    look = {"code": "0C8NAQDT1G", "channel": "pickup", "site": str(site)}
    unknown = await client.post(
        "/api/v1/handouts/preview",
        json=look,
        headers={**headers, "Accept-Language": "uk"},
    )
    said_in_ukrainian = translator("uk").gettext(UnknownCodeError.sentence)
    assert unknown.json()["detail"] == said_in_ukrainian

    await sign_in_as(client, actor, Role.COORDINATOR)
    listed = (await client.get("/settings/devices")).text
    assert "Telefon Oli" in listed
    assert "zmiana: Ola Próbna" in listed
    await form(client, f"/settings/devices/{shift['device']}/revoke")
    wiped = await client.get("/api/v1/scan/extract", headers=headers)
    assert wiped.status_code == 401
    clock.forward(days=20)
    assert "Telefon Oli" not in (await client.get("/settings/devices")).text


async def test_what_a_lost_phone_never_sent_stays_in_sight(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor)
    await client.post(
        "/api/v1/scan/status",
        json={"waiting": 3, "ready": True},
        headers=counter.headers,
    )
    await sign_in_as(client, actor, Role.COORDINATOR)
    await form(client, f"/settings/devices/{counter.device}/revoke")
    clock.forward(hours=11)

    page = (await client.get("/settings/devices")).text

    assert "zostały 3 niewysłane wydania" in page


async def test_a_device_is_paired_by_the_code_that_is_shown_once(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    site = await a_site(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    page = await form(client, "/settings/devices", name="Skaner", site=str(site))

    [picture] = re.findall(r"data:image/png;base64,([^\"]+)", page.text)
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(b64decode(picture))))
    address, _, token = read.text.partition("#pair=")
    assert address == "http://test/scan"
    client.cookies.clear()
    me = await client.get(
        "/api/v1/devices/me", headers={"Authorization": f"Bearer {token}"}
    )
    assert me.json()["site"] == str(site)


async def test_the_pin_is_set_changed_and_removed_and_only_its_hash_is_kept(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor)
    await sign_in_as(client, actor, Role.COORDINATOR)

    async def extract() -> dict:
        answer = await client.get("/api/v1/scan/extract", headers=counter.headers)
        return answer.json()

    before = await extract()
    await form(client, "/settings/scanning/age", hours="2")
    await form(client, "/settings/scanning/pin", pin=PIN)
    page = (await client.get("/settings/scanning")).text
    after = await extract()
    clock.forward(minutes=1)
    await form(client, "/settings/scanning/pin/remove")
    removed = await extract()

    assert (before["pin"], before["revocations_good_for"]) == (None, 4 * 3600)
    assert after["revocations_good_for"] == 2 * 3600
    kept = after["pin"]
    derived = hashlib.pbkdf2_hmac(
        "sha256", PIN.encode(), b64decode(kept["salt"]), kept["iterations"]
    )
    assert b64decode(kept["hash"]) == derived
    assert "PIN jest ustawiony" in page
    assert PIN not in page
    assert removed["pin"] is None
    async with reading(actor):
        trail = await fetch("SELECT * FROM audit_entry WHERE relation LIKE 'scan%'")
    assert {one["relation"] for one in trail} == {"scan_setting"}
    assert len(trail) >= 3


@pytest.mark.parametrize(
    "pin",
    ["12345", "1234567890123", "111111", "12345678", "98765432", "abcdef", "２71828"],
)
def test_a_pin_that_anybody_would_guess_is_none(pin: str) -> None:
    with pytest.raises(InvalidInputError):
        check_pin(pin)


async def test_a_bad_pin_is_said_beside_its_field(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await sign_in_as(client, actor, Role.COORDINATOR)

    short = await form(client, "/settings/scanning/pin", pin="123")
    age = await form(client, "/settings/scanning/age", hours="48")

    assert (short.status_code, age.status_code) == (400, 400)
    assert "PIN ma od 6 do 12 cyfr." in short.text


def test_every_conflict_says_what_to_do() -> None:
    assert set(CONFLICT_ADVICE) == set(CONFLICT_LABELS)


async def test_a_conflict_shows_both_hand_outs_and_who_made_them(
    actor: Actor, client: httpx.AsyncClient, clock: Clock
) -> None:
    counter = await a_counter(actor)
    site = str(counter.site)
    await sign_in_as(client, actor, Role.HAND_OUT)
    page = await form(client, "/scan/start", name="Telefon Oli", site=site)
    shift = msgspec.json.decode(_SHIFT.findall(page.text)[0])
    client.cookies.clear()
    await hand_out(client, counter)
    clock.forward(hours=3)
    scan = a_scan(
        counter.token(),
        offline=True,
        pin_used=True,
        scanned_at="2026-03-17T13:30:00+01:00",
    )
    await client.post(
        "/api/v1/handouts",
        json=scan,
        headers={"Authorization": f"Bearer {shift['token']}"},
    )
    async with reading(actor):
        names = {one.id: one.name for one in await devices()}

    await sign_in_as(client, actor, Role.COORDINATOR)
    shown = (await client.get("/conflicts")).text
    voucher = (await client.get(f"/vouchers/{counter.voucher.id}")).text

    for words in (
        "Porównaj oba wydania",
        f"telefon: {names[counter.device]}",
        "telefon: Telefon Oli",
        "obsługa: Ola Próbna",
        "12:00",
        "13:30",
        "bez zasięgu, dotarło",
        "Wydania na PIN przełożonego w ostatnich 30 dniach (1)",
    ):
        assert words in shown, words
    assert "na PIN przełożonego" in voucher


async def test_a_coordinator_may_set_the_pin_and_a_volunteer_may_not(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    await set_pin(actor, PIN, now=NOON)
    await sign_in_as(client, actor, Role.HAND_OUT)

    answer = await form(client, "/settings/scanning/pin", pin="314159")

    assert answer.status_code == 403
