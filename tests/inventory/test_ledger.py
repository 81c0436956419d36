"""Whatever happens in whatever order: the ledger and the balances agree."""

import asyncio
import random
from collections import Counter
from uuid import UUID

import pytest

from distribution.core.actor import Actor
from distribution.core.errors import DomainError
from distribution.core.reading import reading
from distribution.core.transaction import perform, transaction
from distribution.inventory.commands.correcting import correct
from distribution.inventory.commands.counting import CountedLine, count
from distribution.inventory.commands.losing import lose, return_to_supplier
from distribution.inventory.commands.taking_back import ReturnedLine, take_back
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.commands.withdrawing import Withdrawal, lift, withdraw
from distribution.inventory.queries.documents import documents
from distribution.inventory.queries.stock import stock
from distribution.inventory.rules.documents import MovementReason
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.reserving import release
from tests.worlds import NOON
from tests.worlds_inventory import Store, a_lot, a_store, faults_of_ledger, held, keep


class Hands:
    """Does random things to a store, and writes each one down that was not refused."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.random = random.Random(seed)
        self.lots: list[UUID] = []
        self.vouchers: list[UUID] = []
        self.refused: set[str] = set()
        self.paper: Counter[tuple[UUID, UUID]] = Counter()
        self.places = [store.shelf, store.fridge, store.counter_shelf]

    async def do_something(self) -> None:
        """Take one step; a refusal must leave no trace."""
        step = self.random.choice(
            [
                self.receive,
                self.reserve,
                self.release,
                self.move,
                self.move,
                self.lose,
                self.give_back,
                self.take_back,
                self.count,
                self.hold_back,
                self.undo,
            ]
        )
        try:
            await step()
        except DomainError as refused:
            self.refused.add(refused.reason)

    def _line(self) -> tuple[UUID, UUID, int]:
        lot = self.random.choice(self.lots)
        return lot, self.random.choice(self.places), self.random.randint(1, 9)

    async def receive(self) -> None:
        place, packs = self.random.choice(self.places), self.random.randint(1, 20)
        lot = await a_lot(self.store, packs, location=place)
        self.lots.append(lot)
        self.paper[lot, place] += packs

    async def reserve(self) -> None:
        async with reading(self.store.actor):
            free = sum(
                x.free
                for x in await stock()
                if x.code == "MLEKO" and x.state == "usable"
            )
        if free and len(self.vouchers) < 6:
            self.vouchers.append(
                await keep(self.store, self.random.randint(1, min(free, 12)))
            )

    async def release(self) -> None:
        if self.vouchers:
            async with transaction(self.store.actor):
                await release([self.random.choice(self.vouchers)])

    async def move(self) -> None:
        lot, place, packs = self._line()
        to = self.random.choice([one for one in self.places if one != place])
        line = LineOut(lot, place, packs)
        await transfer(self.store.actor, [line], to=to, now=NOON)
        self.paper[lot, place] -= packs
        self.paper[lot, to] += packs

    async def lose(self) -> None:
        lot, place, packs = self._line()
        await lose(
            self.store.actor,
            [LineOut(lot, place, packs)],
            reason=MovementReason.DAMAGED,
            now=NOON,
        )
        self.paper[lot, place] -= packs

    async def give_back(self) -> None:
        lot, place, packs = self._line()
        line = LineOut(lot, place, packs)
        await return_to_supplier(self.store.actor, [line], now=NOON)
        self.paper[lot, place] -= packs

    async def take_back(self) -> None:
        lot, place, packs = self._line()
        damaged = self.random.randint(0, packs)
        line = ReturnedLine(lot, place, packs, damaged)
        await take_back(self.store.actor, [line], to=self.store.shelf, now=NOON)
        self.paper[lot, place] -= packs
        self.paper[lot, self.store.shelf] += packs - damaged

    async def count(self) -> None:
        lot, place, packs = self._line()
        line = CountedLine(lot, packs)
        await count(self.store.actor, [line], location=place, now=NOON)
        self.paper[lot, place] = packs

    async def hold_back(self) -> None:
        lot = self.random.choice(self.lots)
        if self.random.random() < 0.5:
            kind = self.random.choice(list(Withdrawal))
            await withdraw(self.store.actor, lot, kind=kind, reason="x", now=NOON)
        else:
            await lift(self.store.actor, lot, reason="x", now=NOON)

    async def undo(self) -> None:
        async with reading(self.store.actor):
            paper = self.random.choice(await documents(most=100))
        await correct(self.store.actor, paper.id, reason="x", now=NOON)
        await self.read_paper()

    async def read_paper(self) -> None:
        """Copy the books: undoing is checked by the ledger's own sums alone."""
        for lot in self.lots:
            found = await held(self.store, lot)
            for place in self.places:
                self.paper[lot, place] = found.get(place, (0, 0))[0]


@pytest.mark.parametrize("seed", range(6))
async def test_paper_ledger_and_balances_agree(actor: Actor, seed: int) -> None:
    hands = Hands(await a_store(actor), seed)
    await hands.receive()

    for _ in range(40):
        await hands.do_something()
        assert await faults_of_ledger(actor) == []

    assert hands.refused <= {
        "not_enough_stock",
        "lot_state",
        "already_corrected",
        "not_correctable",
    }
    for lot in hands.lots:
        found = {p: n for p, (n, _) in (await held(hands.store, lot)).items()}
        written = {p: hands.paper[lot, p] for p in hands.places if hands.paper[lot, p]}
        assert found == written


async def test_many_hands_at_once_lose_and_double_nothing(actor: Actor) -> None:
    store = await a_store(actor)
    lot = await a_lot(store, 60)
    await keep(store, 30)
    done: Counter[str] = Counter()
    refused: set[str] = set()
    line = LineOut(lot, store.shelf, 5)

    async def move() -> None:
        await perform(transfer, actor, [line], to=store.fridge, now=NOON)
        done["moved"] += 5

    async def steal() -> None:
        stolen = MovementReason.STOLEN
        await perform(lose, actor, [line], reason=stolen, now=NOON)
        done["lost"] += 5

    async def once(place: int) -> None:
        try:
            await (move() if place % 2 else steal())
        except DomainError as error:
            refused.add(error.reason)

    await asyncio.gather(*(once(place) for place in range(20)))

    packs = {place: n for place, (n, _) in (await held(store, lot)).items()}
    assert (done.total(), refused) == (60, {"not_enough_stock"})
    assert packs == ({store.fridge: done["moved"]} if done["moved"] else {})
    assert await faults_of_ledger(actor) == []
