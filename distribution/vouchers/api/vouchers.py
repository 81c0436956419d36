"""Issuing vouchers for a round, and what is done with one."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.core.settings import master_key
from distribution.core.transaction import perform
from distribution.programmes.queries.rounds import round_by
from distribution.vouchers.commands.issuing import (
    block,
    change_channel,
    issue_vouchers,
    reissue,
    revoke,
    unblock,
)
from distribution.vouchers.commands.printing import count_prints, take_copy_numbers
from distribution.vouchers.errors import VoucherNotFoundError
from distribution.vouchers.printing import TimesOf, read_one, single_of
from distribution.vouchers.queries.allocation import RoundAllocation, allocation_of
from distribution.vouchers.queries.vouchers import VoucherView, voucher
from distribution.vouchers.schemas import (
    ChannelBody,
    IssueBody,
    IssuedAnswer,
    ReasonBody,
    ReissuedAnswer,
)

_PDF = ".pdf"


class RoundVoucherController(Controller):
    """Vouchers of a round."""

    path = "/rounds"
    tags = ("vouchers",)

    @get("/{reference:str}/allocation", summary="Who would get what")
    async def allocation(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> RoundAllocation:
        """Share what is free among those without a voucher; changes nothing."""
        actor.must(Permission.STEER_ROUNDS)
        day = local_day(clock())
        async with reading(actor):
            return await allocation_of(await round_by(reference, day), day)

    @post("/{reference:str}/vouchers", summary="Issue vouchers")
    async def issue(
        self,
        reference: FromPath[str],
        data: JSONBody[IssueBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> IssuedAnswer:
        """Issue to every eligible household without one, or to those named."""
        done = await perform(
            issue_vouchers, actor, reference, now=clock(), households=data.households
        )
        return IssuedAnswer(done.vouchers, done.left_out)


class VoucherController(Controller):
    """One voucher."""

    path = "/vouchers"
    tags = ("vouchers",)

    @get("/{reference:str}", summary="Show a voucher, or print it (.pdf)")
    async def one(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        times: NamedDependency[TimesOf],
        state: State,
    ) -> Response[VoucherView] | Response[bytes]:
        """Return the voucher; with ``.pdf`` behind its id, its A6 sheet."""
        now = clock()
        voucher_id = _id(reference.removesuffix(_PDF))
        if not reference.endswith(_PDF):
            actor.must(Permission.SEE_VOUCHERS)
            async with reading(actor):
                return Response(await voucher(voucher_id, day=local_day(now)))
        printout = await read_one(
            actor,
            voucher_id,
            master_key=master_key(state.settings),
            now=now,
            times=times,
        )
        copies = await perform(take_copy_numbers, actor, [voucher_id])
        sheet = await sync_to_thread(single_of, printout, copies, made_at=now)
        await perform(count_prints, actor, [voucher_id])
        return Response(sheet, media_type="application/pdf")

    @post("/{reference:str}/reissue", summary="Replace it by a new one")
    async def replace(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> ReissuedAnswer:
        """Issue a new code; the old one is dead everywhere."""
        return ReissuedAnswer(
            await perform(reissue, actor, _id(reference), now=clock())
        )

    @post("/{reference:str}/revoke", summary="Revoke it", status_code=204)
    async def kill(
        self,
        reference: FromPath[str],
        data: JSONBody[ReasonBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Revoke it for good and give its stock back."""
        await perform(revoke, actor, _id(reference), reason=data.reason, now=clock())

    @post("/{reference:str}/block", summary="Hold it back", status_code=204)
    async def hold(
        self,
        reference: FromPath[str],
        data: JSONBody[ReasonBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Hold it back until it is unblocked."""
        await perform(block, actor, _id(reference), reason=data.reason, now=clock())

    @post("/{reference:str}/unblock", summary="Let it go again", status_code=204)
    async def let_go(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Let it be redeemed again."""
        await perform(unblock, actor, _id(reference), now=clock())

    @post("/{reference:str}/channel", summary="Move it", status_code=204)
    async def move(
        self,
        reference: FromPath[str],
        data: JSONBody[ChannelBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Move it between collection and home delivery, without a reissue."""
        await perform(change_channel, actor, _id(reference), data.channel, now=clock())


def _id(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise VoucherNotFoundError from None
