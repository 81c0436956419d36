"""Fewer packs than a voucher is good for: what was short, and why."""

from uuid import UUID, uuid4

import httpx
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.reports.queries import parcel_register, period_of
from distribution.vouchers.shortfalls import (
    SHORT_LABELS,
    Short,
    ShortReason,
    shortfalls,
)
from tests.worlds import NOON
from tests.worlds_vouchers import Counter, a_counter, hand_out

ARTICLES = [UUID(int=n) for n in range(4)]
PACKS = st.dictionaries(st.sampled_from(ARTICLES), st.integers(0, 9))


@given(PACKS, PACKS, st.dictionaries(st.sampled_from(ARTICLES), st.none()))
def test_taken_and_short_are_what_the_voucher_is_good_for(good_for, less, left) -> None:
    taken = {a: min(n, good_for.get(a, 0)) for a, n in less.items() if a not in left}

    found = shortfalls(good_for, taken, {})

    for article, packs in good_for.items():
        short = found.get(article, Short(0)).packs
        assert taken.get(article, 0) + short == packs
    assert all(one.packs > 0 for one in found.values())


def test_a_reason_counts_only_where_packs_are_missing() -> None:
    milk, jam, rice, _ = ARTICLES
    why = dict.fromkeys((milk, jam), (ShortReason.DAMAGED, "karton"))

    found = shortfalls({milk: 4, jam: 2, rice: 1}, {milk: 4, jam: 1}, why)

    assert found == {jam: Short(1, ShortReason.DAMAGED, "karton"), rice: Short(1)}
    assert set(SHORT_LABELS) == set(ShortReason)


def lines(counter: Counter, **packs: object) -> list[dict[str, object]]:
    """Return lines by article code: packs, or packs with a reason and a note."""
    found = []
    for code, given_ in packs.items():
        one = given_ if isinstance(given_, tuple) else (given_,)
        named = dict(zip(("packs", "reason", "note"), one, strict=False))
        found.append({"article": str(counter.articles[code]), **named})
    return found


async def test_what_was_short_stands_in_the_hand_out_and_in_the_trail(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    nonce = str(uuid4())
    some = lines(
        counter, MLEKO=(1, "could_not_carry", "ma daleko"), DZEM=(0, "not_wanted")
    )

    made = await hand_out(client, counter, nonce=nonce, lines=some)
    again = await hand_out(client, counter, nonce=nonce, lines=some)

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    short = {one["name"]: one for one in made.json()["short"]}
    assert {
        name: (one["packs"], one["reason"], one["note"]) for name, one in short.items()
    } == {
        "mleko UHT": (3, "could_not_carry", "ma daleko"),
        "dżem truskawkowy": (2, "not_wanted", ""),
        "makaron jajeczny świderki": (4, None, ""),
    }
    async with reading(actor):
        trail = await fetch(
            "SELECT actor FROM audit_entry WHERE relation = 'handout_short'"
        )
    assert trail == [{"actor": f"device:{counter.device}"}] * 3


async def test_a_whole_parcel_has_nothing_short_and_an_unknown_reason_is_named(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    odd = lines(counter, MLEKO=(1, "bo tak"))

    refused = await hand_out(client, counter, lines=odd)
    whole = await hand_out(client, counter)

    assert refused.status_code == 400
    assert [fault["field"] for fault in refused.json()["errors"]] == ["lines.0.reason"]
    assert whole.json()["short"] == []


async def test_what_was_short_without_signal_is_kept_as_well(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    some = lines(counter, MLEKO=(3, "damaged"), MAKARON=4, DZEM=2)

    made = await hand_out(client, counter, lines=some, offline=True)

    [short] = made.json()["short"]
    assert (short["name"], short["packs"], short["reason"]) == (
        "mleko UHT",
        1,
        "damaged",
    )


async def test_the_parcel_register_says_what_was_not_handed_over(
    actor: Actor, client: httpx.AsyncClient
) -> None:
    counter = await a_counter(actor)
    await hand_out(
        client, counter, lines=lines(counter, MLEKO=(1, "not_in_stock"), MAKARON=4)
    )

    async with reading(actor):
        period = await period_of(None, "2026-03", NOON.date())
        [line] = (await parcel_register(period)).lines

    assert {one.name: one.packs for one in line.short} == {
        "mleko UHT": 3,
        "dżem truskawkowy": 2,
    }
