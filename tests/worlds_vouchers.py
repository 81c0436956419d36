"""A round with issued vouchers that tests start from, made by commands alone."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

import httpx
import msgspec

from distribution.accounts.commands.keeping import enrol_device
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.reading import reading
from distribution.households.queries.records import household
from distribution.households.rules.details import HouseholdDetails, MemberDetails
from distribution.vouchers.commands.issuing import create_signing_key, issue_vouchers
from distribution.vouchers.printing import read_round, token_of
from distribution.vouchers.queries.vouchers import VoucherRow, vouchers
from tests.conftest import MASTER_KEY
from tests.worlds import NOON
from tests.worlds_households import WHERE, a_household, a_referral, the_fepz_set
from tests.worlds_inventory import a_delivery, a_shelf, article_ids
from tests.worlds_programmes import ENDS, PARCEL, a_round, a_site, a_sub_programme

PLENTY = 1000


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """A site in the middle of a round: food on its shelf, vouchers out, a scanner."""

    actor: Actor
    site: UUID
    shelf: UUID
    fund: UUID
    round: UUID
    households: list[UUID]
    vouchers: list[VoucherRow]
    tokens: dict[UUID, str]
    device: UUID
    device_token: str
    articles: dict[str, UUID]

    @property
    def voucher(self) -> VoucherRow:
        """The first voucher."""
        return self.vouchers[0]

    def token(self, voucher: UUID | None = None) -> str:
        """Return the text in the QR code of a voucher, of the first by default."""
        return self.tokens[voucher or self.voucher.id]

    @property
    def headers(self) -> dict[str, str]:
        """What the scanner sends with every request."""
        return {"Authorization": f"Bearer {self.device_token}"}


async def a_counter(
    actor: Actor,
    *,
    households: int = 1,
    persons: int = 2,
    packs: int = PLENTY,
    parcel: Mapping[str, int] = PARCEL,
    now: datetime = NOON,
    starts_on: date = date(2026, 3, 1),
    ends_on: date = date(2026, 3, 31),
    fund_ends_on: date = ENDS,
    details: HouseholdDetails = WHERE,
    opened_at: datetime | None = NOON,
) -> Counter:
    """Open a round with so many households, each with its voucher."""
    await create_signing_key(actor, MASTER_KEY)
    fund = await a_sub_programme(actor, ends_on=fund_ends_on)
    await the_fepz_set(actor, fund)
    site = await a_site(actor)
    shelf = await a_shelf(actor, site)
    if packs:
        await a_delivery(
            actor,
            location=shelf,
            fund=fund,
            packs=dict.fromkeys(parcel, packs),
            now=now,
        )
    people = [
        await a_household(actor, *_people(number, persons), details=details, now=now)
        for number in range(households)
    ]
    for one in people:
        await a_referral(actor, fund, one, now=now)
    round_ = await a_round(
        actor,
        sub_programme=fund,
        site=site,
        packs=parcel,
        starts_on=starts_on,
        ends_on=ends_on,
        opened_at=opened_at,
    )
    device, token = await enrol_device(actor, site=site, name=f"Skaner {uuid4()}")
    if packs:
        await issue_vouchers(actor, round_, now=now)
    ids = await article_ids(actor, *parcel)
    return Counter(
        actor=actor,
        site=site,
        shelf=shelf,
        fund=fund,
        round=round_,
        households=people,
        vouchers=await vouchers_of(actor, round_, day=local_day(now)),
        tokens=await tokens_of(actor, round_, now=now),
        device=device,
        device_token=token,
        articles=dict(zip(parcel, ids, strict=True)),
    )


async def vouchers_of(actor: Actor, round_: UUID, *, day: date) -> list[VoucherRow]:
    """Return the vouchers of a round."""
    async with reading(actor):
        return await vouchers(day=day, round_id=round_)


async def tokens_of(actor: Actor, round_: UUID, *, now: datetime) -> dict[UUID, str]:
    """Return the text in the QR code by voucher."""
    read = await read_round(actor, round_, master_key=MASTER_KEY, now=now)
    return {
        row.id: token_of(row.id, row.last_valid_day, read.keys[row.key_number])
        for row in read.rows
    }


def a_scan(code: str, **changes: object) -> dict[str, object]:
    """Return what a phone sends for one hand-out."""
    return {
        "code": code,
        "nonce": str(uuid4()),
        "scanned_at": NOON.isoformat(),
        "channel": "pickup",
        **changes,
    }


async def hand_out(
    client: httpx.AsyncClient, counter: Counter, **changes: object
) -> httpx.Response:
    """Scan the first voucher and hand its parcel out, over HTTP."""
    scan = {**a_scan(counter.token()), **changes}
    return await client.post("/api/v1/handouts", json=scan, headers=counter.headers)


async def the_number(counter: Counter) -> int:
    """Return the number of the first household."""
    async with reading(counter.actor):
        return (await household(counter.households[0])).number


def _people(number: int, persons: int) -> list[MemberDetails]:
    return [
        MemberDetails(f"Osoba{place}", f"Próbna{number}", born_on=date(1980, 1, 1))
        for place in range(persons)
    ]
