"""Brings about what no link of the demo leads to yet: a hand-out, a run, SMS links."""

import asyncio
import csv
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import msgspec

from distribution.core.clock import local_day
from distribution.demo.sign_ins import SIGN_INS
from tests.e2e.clocked import TEN
from tests.e2e.town import Town

PASSWORDS = {one.login: one.password for one in SIGN_INS}
_PLANNING = 60
"""Seconds in which a plan of one second must be there."""


class Prepared(msgspec.Struct, frozen=True):
    """Addresses of pages that are reached by a code, an SMS or a letter."""

    handout: str
    door: str
    """A door of the register of addresses."""

    driver: str
    """The login of one who drives that day."""

    order: str
    """Where that driver changes the order of the doors ahead."""

    strangers: tuple[str, ...]
    """For whoever has the link, without signing in."""


@asynccontextmanager
async def signed_in(town: Town, login: str) -> AsyncIterator[httpx.AsyncClient]:
    """A program that works as one of the demo's people."""
    async with httpx.AsyncClient(base_url=town.address, timeout=30) as client:
        sign_in = {"login": login, "password": PASSWORDS[login]}
        opened = await client.post("/api/v1/session", json=sign_in)
        client.headers["X-CSRF-Token"] = opened.raise_for_status().json()["csrf"]
        yield client


def open_round(town: Town) -> str:
    """Return the key of the round that is open."""
    rounds = json.loads(town.kromka("rounds", "--json"))
    return str(next(one["key"] for one in rounds if one["state"] == "open"))


def vouchers_of(town: Town, round_key: str) -> list[dict[str, str]]:
    """Return the rows of the round's list of codes."""
    file = town.data_dir / f"{uuid4()}.csv"
    town.kromka("vouchers", "codes", "--round", round_key, "--out", str(file))
    with Path(file).open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


async def prepare(town: Town) -> Prepared:
    """Hand out a parcel, print, publish routes and send a link to a household."""
    async with signed_in(town, "koordynator") as coordinator:
        handout = await _hand_out(town, coordinator)
        door = await _door(coordinator)
        await _print(town, coordinator)
        driver_name, run = await publish_day(coordinator, local_day(TEN))
    async with httpx.AsyncClient(
        base_url=town.address, follow_redirects=True
    ) as driver:
        opened = (await driver.post(f"{run}/pledge")).raise_for_status()
    stop = re.search(rf"{run}/stops/[0-9a-f-]+", opened.text)
    assert stop is not None
    login = next(one.login for one in SIGN_INS if one.name == driver_name)
    async with signed_in(town, login) as client:
        today = (await client.get("/api/v1/routing/runs/today")).raise_for_status()
    people = json.loads(
        town.kromka(
            *("staff", "add", "--login", "nowy.kierowca", "--name", "Ola Nowa"),
            *("--role", "driver"),
            "--json",
        )
    )
    password = "/password/" + people["link"].rpartition("/")[2]
    own_page = await _household_link(town)
    return Prepared(
        f"/handout/{handout}",
        f"/households/addresses/{door}",
        login,
        f"/run/{today.json()['runs'][0]['id']}/order",
        (run, stop[0], f"{run}/order", password, own_page),
    )


async def next_scan(town: Town, client: httpx.AsyncClient) -> dict[str, Any]:
    """Return the body of a hand-out that the counter would be let make."""
    sites = json.loads(town.kromka("sites", "--json"))
    counter = next(one["id"] for one in sites if "pickup" in one["kinds"])
    for voucher in vouchers_of(town, open_round(town)):
        look = {"code": voucher["token"], "channel": "pickup", "site": counter}
        seen = await client.post("/api/v1/handouts/preview", json=look)
        if seen.status_code == 200:
            return {**look, "nonce": str(uuid4()), "scanned_at": TEN.isoformat()}
    raise AssertionError("no voucher of the open round can be handed out")


async def _hand_out(town: Town, client: httpx.AsyncClient) -> str:
    """Hand out a parcel of which a pack is damaged."""
    scan = await next_scan(town, client)
    look = {name: scan[name] for name in ("code", "channel", "site")}
    seen = await client.post("/api/v1/handouts/preview", json=look)
    lines = [
        {"article": line["article"], "packs": line["packs"]}
        for line in seen.raise_for_status().json()["lines"]
    ]
    damaged = {"packs": lines[0]["packs"] - 1, "reason": "damaged"}
    scan["lines"] = [{**lines[0], **damaged}, *lines[1:]]
    answer = await client.post("/api/v1/handouts", json=scan)
    return str(answer.raise_for_status().json()["id"])


async def _door(client: httpx.AsyncClient) -> str:
    """Return a door of the register: that of some household."""
    people = (await client.get("/api/v1/households")).raise_for_status().json()
    one = next(one for one in people if one["street"])
    asked = {name: one[name] for name in ("street", "house_number", "locality")}
    found = await client.post("/api/v1/addresses/search", json=asked)
    return str(found.raise_for_status().json()[0]["id"])


async def _print(town: Town, client: httpx.AsyncClient) -> None:
    """Have the open round's sheets made by the service's own worker."""
    asked = await client.post(f"/api/v1/rounds/{open_round(town)}/prints", json={})
    address = f"/api/v1/prints/{asked.raise_for_status().json()['print']}"
    async with asyncio.timeout(60):
        while (await client.get(address)).json()["state"] != "made":
            await asyncio.sleep(0.2)


async def publish_day(client: httpx.AsyncClient, day: date) -> tuple[str, str]:
    """Plan a day and publish it; returns a driver's name, and the path of the link."""
    asked = await client.post(
        "/api/v1/routing/plans", json={"date": day.isoformat(), "seconds": 1}
    )
    plan = asked.raise_for_status().json()["plan"]
    seen: dict[str, Any] = {}
    for _ in range(_PLANNING * 5):
        seen = (await client.get(f"/api/v1/routing/plans/{plan}")).json()
        if seen["state"] not in {"queued", "solving"}:
            break
        await asyncio.sleep(0.2)
    assert seen["state"] == "solved", seen
    published = await client.post(f"/api/v1/routing/plans/{plan}/publish")
    run = published.raise_for_status().json()["runs"][0]
    return run["driver_name"], run["link"]


async def _household_link(town: Town) -> str:
    """Have a link sent, and read the SMS."""
    async with signed_in(town, "socjalna") as client:
        found = (await client.get("/api/v1/households")).raise_for_status().json()
        token = client.headers["X-CSRF-Token"]
        known = await _links_sent(town)
        for one in found:
            await client.post(
                f"/pickup/book/{one['id']}/link", data={"_csrf_token": token}
            )
            if sent := await _links_sent(town) - known:
                return sent.pop()
    raise AssertionError("no household has a telephone")


async def _links_sent(town: Town) -> set[str]:
    owner = await asyncpg.connect(town.owner_dsn)
    try:
        texts = await owner.fetch("SELECT facts::text AS facts FROM outbox_message")
    finally:
        await owner.close()
    return {link for row in texts for link in re.findall(r"/t/[\w-]+", row["facts"])}
