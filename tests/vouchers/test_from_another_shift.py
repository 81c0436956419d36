"""What a phone wrote down in one shift and brings with another, at another place."""

from datetime import datetime
from uuid import UUID, uuid4

import httpx
import pytest

from distribution.accounts.commands.keeping import enrol_device, revoke_device
from distribution.accounts.rules import Role
from distribution.accounts.secrets import proof, token_hash
from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.vouchers.api.makers import said_of
from tests.vouchers.test_rules import VECTORS
from tests.worlds import NOON
from tests.worlds_accounts import sign_in_as
from tests.worlds_programmes import a_site
from tests.worlds_vouchers import Counter, a_counter, a_scan

BATCH = "/api/v1/handouts/batch"
REFUSALS = "/api/v1/scan/refusals"


async def elsewhere(counter: Counter) -> dict[str, str]:
    """What a phone sends whose shift at the counter is over, and began elsewhere."""
    await revoke_device(counter.actor, counter.device, now=NOON)
    site = await a_site(counter.actor)
    _, token = await enrol_device(counter.actor, site=site, name="Gdzie indziej")
    return {"Authorization": f"Bearer {token}"}


def proven(counter: Counter, scan: dict, token: str | None = None) -> dict:
    """Return what was scanned at the counter, with what proves it."""
    said = said_of(
        UUID(str(scan["nonce"])),
        str(scan["code"]),
        datetime.fromisoformat(str(scan["scanned_at"])),
    )
    kept = token_hash(token or counter.device_token)
    made_by = {"device": str(counter.device), "proof": proof(kept, said)}
    return {**scan, "made_by": made_by}


def a_refusal(**changes: object) -> dict[str, object]:
    """Return what a phone sends of a scan that it refused."""
    known = {
        "nonce": str(uuid4()),
        "code": "K7QM-2F9X-3D",
        "reason": "expired",
        "scanned_at": NOON.isoformat(),
    }
    return {**known, **changes}


@pytest.mark.parametrize("case", VECTORS["proofs"], ids=lambda case: case["nonce"])
def test_the_service_proves_as_a_phone_does(case: dict) -> None:
    at = datetime.fromisoformat(case["scanned_at"])
    said = said_of(UUID(case["nonce"]), case["code"], at)

    assert proof(token_hash(case["token"]), said) == case["proof"]


async def test_it_is_recorded_where_it_happened_and_as_whose_it_was(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    headers = await elsewhere(counter)
    fact = proven(counter, a_scan(counter.token(), offline=True))

    [made] = (await _batch(client, headers, fact))["results"]
    [again] = (await _batch(client, headers, fact))["results"]

    assert (made["status"], again["status"]) == (201, 200)
    assert made["handout"]["site"] == str(counter.site)
    assert made["handout"]["conflict"] is None
    async with reading(actor):
        taken = await fetch("SELECT taken_by FROM handout")
    assert taken == [{"taken_by": f"device:{counter.device}"}]


async def test_what_is_not_proven_is_set_aside_and_holds_nothing_up(
    actor: Actor, client: httpx.AsyncClient, new_centre
) -> None:
    counter = await a_counter(actor, households=2)
    headers = await elsewhere(counter)
    first, second = (
        proven(counter, a_scan(counter.token(one.id), offline=True))
        for one in counter.vouchers
    )
    forged = proven(counter, a_scan(counter.token(), offline=True), token="x" * 43)
    other_code = {**first, "code": counter.token(counter.vouchers[1].id)}
    foreign = await a_counter(await new_centre())
    anothers = {
        **first,
        "made_by": {**first["made_by"], "device": str(foreign.device)},
    }
    now = {**first, "offline": False}

    odd = [forged, other_code, anothers, now, second]
    found = (await _batch(client, headers, *odd))["results"]

    assert [one["status"] for one in found] == [409, 409, 409, 400, 201]
    reasons = {one["problem"]["reason"] for one in found[:3]}
    assert reasons == {"not_made_there"}


async def test_a_person_brings_nothing_for_a_device(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    fact = proven(counter, a_scan(counter.token(), offline=True))
    await sign_in_as(client, actor, Role.COORDINATOR)

    answer = await client.post("/api/v1/handouts", json=fact)

    assert (answer.status_code, answer.json()["reason"]) == (403, "not_a_device")


async def test_every_refusal_is_kept_whatever_the_phones_word_for_it(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    words = ["unsupported", "old_list", "something_newer"]
    scans = [a_refusal(reason=word, code=counter.token()) for word in words]
    before_time = a_refusal(scanned_at="0001-01-01T00:00:00+14:00")
    bad = [a_refusal(reason="Bo nie!"), a_refusal(code=""), 7, before_time]

    sent = {"scans": [*bad, *scans]}
    answer = await client.post(REFUSALS, json=sent, headers=counter.headers)
    await client.post(REFUSALS, json=sent, headers=counter.headers)

    statuses = [one["status"] for one in answer.json()["results"]]
    assert statuses == [400, 400, 400, 400, 204, 204, 204]
    async with reading(actor):
        found = await fetch("SELECT refusal, voucher FROM scan ORDER BY refusal")
    assert [one["refusal"] for one in found] == sorted(words)
    assert {one["voucher"] for one in found} == {counter.voucher.id}


async def test_a_refusal_of_another_shift_is_kept_as_its_own(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    headers = await elsewhere(counter)
    mine, forged = (
        proven(counter, a_refusal(reason="blocked")),
        proven(counter, a_refusal(), token="x" * 43),
    )

    answer = await client.post(
        REFUSALS, json={"scans": [forged, mine]}, headers=headers
    )

    assert [one["status"] for one in answer.json()["results"]] == [409, 204]
    async with reading(actor):
        found = await fetch("SELECT refusal, site, actor FROM scan")
    assert found == [
        {
            "refusal": "blocked",
            "site": counter.site,
            "actor": f"device:{counter.device}",
        }
    ]


async def _batch(client: httpx.AsyncClient, headers: dict, *facts: dict) -> dict:
    answer = await client.post(BATCH, json={"handouts": facts}, headers=headers)
    return answer.json()
