"""Rounds: the list, one of them, its shares, and what is done with it as a whole."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import ROUND_KINDS, VOUCHER_KINDS
from admin_ui.language import gettext as _
from admin_ui.language import ngettext
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError
from distribution.core.reading import reading
from distribution.core.settings import master_key
from distribution.core.transaction import perform
from distribution.programmes.commands.rounds import open_round
from distribution.programmes.queries.rounds import round_by, round_lines, rounds
from distribution.programmes.rounds import ROUND_STATE_LABELS, RoundState
from distribution.programmes.sets import COMMODITY_GROUP_LABELS
from distribution.vouchers.commands.closing import close_round
from distribution.vouchers.commands.issuing import issue_vouchers
from distribution.vouchers.printing import codes_of, read_round
from distribution.vouchers.prints import PRINT_STATE_LABELS
from distribution.vouchers.queries.allocation import RoundAllocation, allocation_of
from distribution.vouchers.queries.prints import latest_print
from distribution.vouchers.queries.standing import standing_of
from distribution.vouchers.rules import STATE_LABELS, VoucherState

AnyRequest = Request[Any, Any, Any]
PageNumber = Annotated[int, QueryParameter(name="page", ge=1, le=10_000)]

_ON_A_PAGE = 50

_WORDS: dict[str, Any] = {
    "round_labels": ROUND_STATE_LABELS,
    "round_kinds": ROUND_KINDS,
    "group_labels": COMMODITY_GROUP_LABELS,
    "state_labels": STATE_LABELS,
    "voucher_kinds": VOUCHER_KINDS,
    "print_labels": PRINT_STATE_LABELS,
}


class RoundPages(Controller):
    """Rounds of hand-outs."""

    path = "/rounds"
    include_in_schema = False

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """Show every round, the newest first."""
        actor.must(Permission.SEE_ROUNDS)
        async with reading(actor):
            found = await rounds(local_day(clock()))
        return Page(
            "rounds/list.html",
            rounds=found,
            may_steer=actor.may(Permission.STEER_ROUNDS),
            **_WORDS,
        )

    @get("/{reference:str}")
    async def one(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show one round: how far it is, what a person gets, and what comes next."""
        actor.must(Permission.SEE_ROUNDS)
        day = local_day(clock())
        may_issue = actor.may(Permission.ISSUE_VOUCHERS)
        async with reading(actor):
            round_ = await round_by(reference, day)
            is_over = round_.state is RoundState.CLOSED
            counts = (
                (await standing_of(round_.id, day)).counts
                if actor.may(Permission.SEE_VOUCHERS)
                else None
            )
            waiting = (
                len((await allocation_of(round_, day)).households)
                if may_issue and not is_over
                else 0
            )
            lines = await round_lines(round_.id)
            latest = await latest_print(round_.id) if may_issue else None
        return Page(
            "rounds/round.html",
            round=round_,
            lines=lines,
            counts=counts,
            waiting=waiting,
            is_over=is_over,
            printable=_printable(counts),
            latest=latest,
            may_issue=may_issue,
            may_steer=actor.may(Permission.STEER_ROUNDS),
            **_WORDS,
        )

    @get("/{reference:str}/allocation")
    async def allocation(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        page: PageNumber = 1,
    ) -> Page:
        """Show who would get what, and what is short, before anything is printed.

        First those who would get no parcel, then those who would get less.
        """
        actor.must(Permission.ISSUE_VOUCHERS)
        day = local_day(clock())
        async with reading(actor):
            round_ = await round_by(reference, day)
            shared = await allocation_of(round_, day)
        sharing = sorted(
            shared.households, key=lambda one: (one.is_parcel, not one.short)
        )
        return Page(
            "rounds/allocation.html",
            round=round_,
            shared=shared,
            shown=sharing[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE],
            page=page,
            pages=max(1, -(-len(sharing) // _ON_A_PAGE)),
            issuable=_issuable(shared),
            is_over=round_.state is RoundState.CLOSED,
            names={line.code: line.name for line in shared.articles},
            **_WORDS,
        )

    @post("/{reference:str}/vouchers")
    async def issue(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Issue vouchers to everybody who may have one; who is left out is shown."""
        try:
            done = await perform(issue_vouchers, actor, reference, now=clock())
        except ConflictError as refusal:
            no = Flash(refusal.says(_), "danger")
            return redirect(f"/rounds/{reference}", no)
        count = len(done.vouchers)
        words = ngettext("Wystawiono {n} talon.", "Wystawiono {n} talonów.", count)
        said = [Flash(words.format(n=count), "done" if count else "info")]
        if not done.left_out:
            return redirect(f"/rounds/{reference}", *said)
        count = len(done.left_out)
        words = ngettext(
            "Bez talonu zostało {n} gospodarstwo: jego paczka miałaby mniej niż"
            " 3 grupy artykułów. Niżej widać, czego brakuje.",
            "Bez talonu zostało {n} gospodarstw: ich paczki miałyby mniej niż"
            " 3 grupy artykułów. Niżej widać, czego brakuje.",
            count,
        )
        said.append(Flash(words.format(n=count), "warning"))
        return redirect(f"/rounds/{reference}/allocation", *said)

    @get("/{reference:str}/codes.csv")
    async def codes(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        state: State,
    ) -> Response[bytes]:
        """Return the code list, for a printer's own programs. Names nobody."""
        printout = await read_round(
            actor, reference, master_key=master_key(state.settings), now=clock()
        )
        name = f"kody-{printout.round.key}.csv"
        return Response(
            codes_of(printout).encode(),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @post("/{reference:str}/open")
    async def start(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Open a planned round."""
        round_id = await _id_of(actor, reference, clock)
        await perform(open_round, actor, round_id, now=clock())
        return redirect(f"/rounds/{reference}", Flash(_("Otwarto turę.")))

    @post("/{reference:str}/close")
    async def finish(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Close a round for good."""
        round_id = await _id_of(actor, reference, clock)
        await perform(close_round, actor, round_id, now=clock())
        return redirect(f"/rounds/{reference}", Flash(_("Zamknięto turę.")))


async def _id_of(actor: Actor, reference: str, clock: Clock) -> UUID:
    actor.must(Permission.STEER_ROUNDS)
    async with reading(actor):
        return (await round_by(reference, local_day(clock()))).id


def _issuable(shared: RoundAllocation) -> int:
    return sum(1 for one in shared.households if one.is_parcel)


def _printable(counts: dict[VoucherState, int] | None) -> int:
    if counts is None:
        return 0
    return counts[VoucherState.ISSUED] + counts[VoucherState.BLOCKED]
