"""A month of mixed work over HTTP, and the tally that a careful clerk would keep.

The tally is fed by the answers alone: it never looks into the database, so what it
says is independent of how registers are worked out.
"""

from collections import Counter as Tally
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import msgspec

from distribution.accounts.commands.keeping import enrol_device
from distribution.accounts.rules import Role
from distribution.core.actor import Actor
from tests.worlds import NOON, Clock
from tests.worlds_accounts import sign_in_as
from tests.worlds_vouchers import Counter, a_counter, a_scan

ARTICLES = ("DZEM", "MAKARON", "MLEKO")
MARCH, APRIL = "2026-03", "2026-04"


class Clerk(msgspec.Struct):
    """What came and went by the answers, in packs by article code and month."""

    client: httpx.AsyncClient
    clock: Clock
    counter: Counter
    second_device: str
    received: dict[str, Tally[str]]
    issued: dict[str, Tally[str]]
    lost: dict[str, Tally[str]]
    returned: dict[str, Tally[str]]
    parcels: dict[str, Tally[int]]
    """Net packs by household number."""

    @property
    def month(self) -> str:
        return f"{self.clock.now:%Y-%m}"

    @property
    def today(self) -> date:
        return self.clock.now.date()

    def code_of(self, article: str) -> str:
        names = {str(found): code for code, found in self.counter.articles.items()}
        return names[article]

    async def sleep(self, *, days: int) -> None:
        """Come back some days later; sessions last no longer than a working day."""
        self.clock.forward(days=days)
        await sign_in_as(self.client, self.counter.actor, *Role, now=self.clock.now)

    async def receive(self, packs: dict[str, int], wz: str) -> None:
        lines = [
            {
                "article": code,
                "packs": count,
                "location": str(self.counter.shelf),
                "fund": str(self.counter.fund),
                "lot": f"{wz}-{code}",
                "printed_date": "2027-03-31",
                "case_size": 12,
            }
            for code, count in packs.items()
        ]
        body = {
            "received_on": self.today.isoformat(),
            "lines": lines,
            "partner": "Bank Żywności w Lublinie",
            "foreign_number": wz,
        }
        answer = await self.client.post("/api/v1/inventory/receipts", json=body)
        assert answer.status_code == 201, answer.text
        self.received[self.month].update(packs)

    async def hand_out(
        self, place: int, *, other_device: bool = False, **changes: Any
    ) -> dict[str, Any]:
        """Scan the voucher of a household and hand out; returns the answer."""
        token = self.second_device if other_device else self.counter.device_token
        scan = a_scan(self.counter.token(self.counter.vouchers[place].id))
        answer = await self.client.post(
            "/api/v1/handouts",
            json={**scan, "scanned_at": self.clock.now.isoformat(), **changes},
            headers={"Authorization": f"Bearer {token}"},
        )
        body: dict[str, Any] = answer.json()
        if answer.status_code == 201:
            self._note(body, 1)
        return body

    async def annul(self, handout: dict[str, Any]) -> None:
        """Undo a hand-out at the counter."""
        answer = await self.client.post(
            f"/api/v1/handouts/{handout['id']}/annul",
            json={"reason": "pomyłka"},
            headers=self.counter.headers,
        )
        assert answer.status_code == 200, answer.text
        self._note(answer.json(), -1)

    async def lose(self, code: str, packs: int) -> None:
        body = {"lines": [await self._line(code, packs)], "reason": "damaged"}
        answer = await self.client.post("/api/v1/inventory/losses", json=body)
        assert answer.status_code == 201, answer.text
        self.lost[self.month][code] += packs

    async def give_back(self, code: str, packs: int) -> None:
        body = {"kind": "to_food_bank", "lines": [await self._line(code, packs)]}
        answer = await self.client.post("/api/v1/inventory/returns", json=body)
        assert answer.status_code == 201, answer.text
        self.returned[self.month][code] += packs

    async def register(self, name: str, **period: str) -> dict[str, Any]:
        answer = await self.client.get(f"/api/v1/reports/{name}", params=period)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _note(self, handout: dict[str, Any], sign: int) -> None:
        for line in handout["lines"]:
            code = self.code_of(line["article"])
            self.issued[self.month][code] += sign * line["packs"]
            number = handout["household_number"]
            self.parcels[self.month][number] += sign * line["packs"]

    async def _line(self, code: str, packs: int) -> dict[str, Any]:
        answer = await self.client.get("/api/v1/inventory/stock")
        found = max(
            (one for one in answer.json() if one["code"] == code),
            key=lambda one: one["packs"],
        )
        return {"lot": found["lot"], "location": found["location"], "packs": packs}


async def a_clerk(
    actor: Actor, client: httpx.AsyncClient, clock: Clock, *, households: int = 6
) -> Clerk:
    """Open a round with food for it, two phones, and a clerk who may do everything."""
    counter = await a_counter(
        actor,
        households=households,
        packs=100,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )
    _, second = await enrol_device(actor, site=counter.site, name=f"Tel {uuid4()}")
    await sign_in_as(client, actor, *Role, now=NOON)

    def new() -> dict[str, Tally[str]]:
        return {MARCH: Tally(), APRIL: Tally()}

    clerk = Clerk(
        client=client,
        clock=clock,
        counter=counter,
        second_device=second,
        received=new(),
        issued=new(),
        lost=new(),
        returned=new(),
        parcels={MARCH: Tally(), APRIL: Tally()},
    )
    clerk.received[MARCH].update(dict.fromkeys(ARTICLES, 100))
    return clerk
