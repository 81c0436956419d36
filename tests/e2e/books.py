"""What moves together when a parcel is handed over: stock, entitlement, registers."""

from collections import Counter
from typing import Any

import httpx
import msgspec


class Books(msgspec.Struct, frozen=True):
    """What must move together, in packs by the article's name."""

    stock: Counter[str]
    issued: Counter[str]
    registered: Counter[str]
    went_out: Counter[str]


async def books(office: httpx.AsyncClient, household: str, round_key: str) -> Books:
    """Read stock, the household's entitlement and both registers of the round."""
    names = {one["code"]: one["name"] for one in await ask(office, "articles")}
    (referral,) = await ask(office, f"households/{household}/referrals")
    gives = await ask(office, f"referrals/{referral['id']}/entitlement")
    parcels = await ask(office, f"reports/parcels?round={round_key}")
    store = await ask(office, f"reports/stock?round={round_key}")
    lines = [one for one in parcels["lines"] if one["household"] == household]
    return Books(
        stock=Counter({names[c]: n for c, n in (await stock(office)).items()}),
        issued=Counter({one["name"]: one["issued"] for one in gives["lines"]}),
        registered=Counter(
            {names[code]: n for one in lines for code, n in one["packs"].items()}
        ),
        went_out=Counter({one["name"]: one["issued"] for one in store["lines"]}),
    )


def moved_by(before: Books, after: Books, packs: Counter[str]) -> None:
    assert before.stock - after.stock == packs
    assert after.stock - before.stock == Counter()
    assert after.issued - before.issued == packs
    assert before.registered == Counter()
    assert after.registered == packs
    assert after.went_out - before.went_out == packs


async def stock(office: httpx.AsyncClient) -> Counter[str]:
    """Return all packs of the centre by the article's code."""
    packs: Counter[str] = Counter()
    for line in await ask(office, "inventory/stock"):
        packs[line["code"]] += line["packs"]
    return packs


async def number_of(office: httpx.AsyncClient, household: str) -> str:
    return str((await ask(office, f"households/{household}"))["number"])


async def ask(office: httpx.AsyncClient, path: str) -> Any:
    return (await office.get(f"/api/v1/{path}")).raise_for_status().json()
