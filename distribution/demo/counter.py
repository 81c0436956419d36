"""The days at the counter: parcels handed out, and what goes wrong with some."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from distribution.accounts.rules import DEVICE_GRANTS
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.demo.founding import Town
from distribution.demo.pace import side_by_side
from distribution.demo.rounds import RoundMade
from distribution.demo.seasons import moment
from distribution.vouchers.commands.annulling import annul, settle_conflict
from distribution.vouchers.commands.handing_out import hand_out
from distribution.vouchers.handouts import (
    HandedOut,
    HandoutRequest,
    Line,
    Recipient,
    Refused,
)
from distribution.vouchers.queries.vouchers import VoucherRow, conflicts, voucher
from distribution.vouchers.rules import Channel
from distribution.vouchers.shortfalls import ShortReason

_SHORT = (
    ("OLEJ", 1, ShortReason.DAMAGED, "butelka pękła w kartonie"),
    ("MLEKO", 2, ShortReason.COULD_NOT_CARRY, "pieszo, bez wózka"),
    ("PLATKI", 1, ShortReason.NOT_IN_STOCK, "ostatni karton poszedł rano"),
    ("PASZTET", 1, ShortReason.NOT_WANTED, ""),
)
"""What parcels of the round that is open lacked: article, packs, why, and a note."""

SHORT = len(_SHORT)

_MISSED = 0.06
_WITHOUT_SIGNAL = 0.08


class Visit(msgspec.Struct, frozen=True):
    """A household comes, or a parcel comes to it."""

    voucher: VoucherRow
    at: datetime


def visits(made: RoundMade, random: Random, *, until: datetime) -> list[Visit]:
    """Return who comes when, before *until*; some never come."""
    found = []
    for one in made.vouchers:
        slot = made.bookings.get(one.id)
        if one.channel is Channel.HOME_DELIVERY:
            day = made.days.working[min(2, len(made.days.working) - 1)]
            at = moment(day, random.randint(9, 13), random.randint(0, 59))
        elif slot is not None:
            at = slot.instants[0] + timedelta(minutes=random.randint(-4, 14))
        else:
            day = random.choice(made.days.working)
            at = moment(day, random.randint(8, 14), random.randint(0, 59))
        if random.random() >= _MISSED and at < until:
            found.append(Visit(one, at))
    return sorted(found, key=lambda visit: (visit.at, visit.voucher.household_number))


async def hand_out_parcels(
    town: Town, coming: list[Visit], proxies: dict[UUID, UUID], random: Random
) -> list[tuple[Visit, UUID]]:
    """Hand out to everybody who comes; returns visits with their hand-outs."""
    requests = []
    for visit in coming:
        offline = random.random() < _WITHOUT_SIGNAL
        proxy = proxies.get(visit.voucher.household)
        recipient = Recipient("proxy", proxy) if proxy else Recipient()
        requests.append(
            _request(town, visit, random, recipient=recipient, offline=offline)
        )
    done = await side_by_side(
        _send(town, visit, request)
        for visit, request in zip(coming, requests, strict=True)
    )
    return [
        (visit, one.handout.id)
        for visit, one in zip(coming, done, strict=True)
        if isinstance(one, HandedOut)
    ]


async def make_history(
    town: Town, given: list[tuple[Visit, UUID]], random: Random
) -> None:
    """Let mistakes happen: annulled hand-outs, second scans, two phones offline."""
    share = max(1, len(given) // 120)
    chosen = random.sample(given, min(len(given), 3 * share + 2))
    for number, (visit, handout) in enumerate(chosen[: 2 * share]):
        later = visit.at + timedelta(minutes=6)
        await perform(
            annul,
            town.hand_out,
            handout,
            reason="Zeskanowano talon innej osoby",
            now=later,
        )
        if number % 2 == 0:
            again = Visit(visit.voucher, later + timedelta(minutes=3))
            await _send(town, again, _request(town, again, random))
    for visit, _ in chosen[2 * share : 3 * share]:
        second = Visit(visit.voucher, visit.at + timedelta(minutes=30))
        await _send(town, second, _request(town, second, random))
    for visit, _ in chosen[3 * share :]:
        await _collide(town, visit, random)
    async with reading(town.coordinator):
        opened = await conflicts()
    if len(opened) > 1:
        await perform(
            settle_conflict,
            town.coordinator,
            min(opened, key=lambda one: one.household_number).id,
            settlement="Wydano dwa razy przy dwóch stanowiskach; rodzina zwróciła"
            " paczkę, przyjęto ją do następnej tury",
            now=moment(town.days.rounds[1].ends_on, 12),
        )


async def hand_out_part(town: Town, visit: Visit, random: Random) -> None:
    """Hand out all but one article, which the household did not want."""
    async with reading(town.hand_out):
        view = await voucher(visit.voucher.id, day=visit.at.date())
    unwanted, *others = view.lines
    lines = [
        Line(unwanted.article, 0, ShortReason.NOT_WANTED),
        *(Line(line.article, line.packs) for line in others),
    ]
    await _send(town, visit, _request(town, visit, random, lines=lines))


async def hand_out_short(town: Town, coming: Sequence[Visit], random: Random) -> None:
    """Hand out at most ``SHORT`` parcels that lack something, each its own way."""
    for visit, (code, packs, reason, note) in zip(coming, _SHORT, strict=False):
        async with reading(town.hand_out):
            view = await voucher(visit.voucher.id, day=visit.at.date())
        lines = [
            Line(line.article, max(line.packs - packs, 0), reason, note)
            if line.article == town.articles[code]
            else Line(line.article, line.packs)
            for line in view.lines
        ]
        await _send(town, visit, _request(town, visit, random, lines=lines))


async def _collide(town: Town, visit: Visit, random: Random) -> None:
    """Hand out once more on a phone without signal, uploaded in the evening."""
    device = Actor(
        centre=town.cli.centre,
        kind="device",
        id=town.devices[-1],
        name="",
        permissions=frozenset(one.value for one in DEVICE_GRANTS),
        site=town.counter.site,
    )
    request = _request(town, visit, random, offline=True)
    await perform(hand_out, device, request, now=visit.at.replace(hour=15, minute=40))


async def _send(
    town: Town, visit: Visit, request: HandoutRequest
) -> HandedOut | Refused:
    uploaded = visit.at + timedelta(minutes=25 if request.offline else 0)
    return await perform(hand_out, town.hand_out, request, now=uploaded)


def _request(
    town: Town,
    visit: Visit,
    random: Random,
    *,
    recipient: Recipient = Recipient(),  # noqa: B008 (frozen)
    offline: bool = False,
    lines: list[Line] | None = None,
) -> HandoutRequest:
    return HandoutRequest(
        code=visit.voucher.short_code,
        nonce=UUID(int=random.getrandbits(128), version=4),
        scanned_at=visit.at,
        channel=visit.voucher.channel,
        recipient=recipient,
        offline=offline,
        lines=lines,
        site=town.counter.site,
    )
