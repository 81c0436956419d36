"""Messages that go out: what became of each, and sending again what failed.

The list names a household by its number alone, and shows neither text nor telephone.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import MESSAGE_KINDS
from admin_ui.language import gettext as _
from admin_ui.typed import read_typed
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.queries.names import contacts
from distribution.messages.commands import queue_again
from distribution.messages.errors import WrongMessageStateError
from distribution.messages.queries import (
    MessageFacts,
    message,
    message_counts,
    messages,
)
from distribution.messages.rules.outbox import (
    DROP_LABELS,
    FAILURE_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    MessageState,
)
from distribution.routing.queries.fleet import drivers_of_runs

AnyRequest = Request[Any, Any, Any]

_ON_A_PAGE = 50

FILTER_LABELS: dict[MessageState, str] = {
    MessageState.FAILED: N_("Niewysłane"),
    MessageState.QUEUED: N_("Czekają"),
    MessageState.SENDING: N_("W trakcie"),
    MessageState.SENT: N_("Wysłane"),
    MessageState.DROPPED: N_("Pominięte"),
}


class Line(msgspec.Struct, frozen=True):
    """A message with whom it goes to, as far as that is known still."""

    message: MessageFacts
    household_number: int | None
    driver: str | None


class MessagePages(Controller):
    """The outbox, for who answers for it."""

    path = "/messages"
    include_in_schema = False

    @get()
    async def listing(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        standing: FromQuery[MessageState | None] = None,
        until: FromQuery[UUID | None] = None,
    ) -> Page:
        """Show messages, the newest first; of one state if it is asked for."""
        actor.must(Permission.SEND_MESSAGES)
        async with reading(actor):
            counts = await message_counts()
            found = await messages(state=standing, until=until, most=_ON_A_PAGE + 1)
            lines = await _lines(found[:_ON_A_PAGE])
        return Page(
            "messages/list.html",
            lines=lines,
            standing=standing,
            until=until,
            older=found[_ON_A_PAGE - 1].id if len(found) > _ON_A_PAGE else None,
            counts=counts,
            filter_labels=FILTER_LABELS,
            kind_labels=KIND_LABELS,
            state_labels=STATE_LABELS,
            message_kinds=MESSAGE_KINDS,
            reasons={**FAILURE_LABELS, **DROP_LABELS},
            may_see=actor.may(Permission.SEE_HOUSEHOLDS),
            pretends=request.app.state.settings.sms_sender == "console",
        )

    @post("/{message_id:uuid}/again")
    async def again(
        self,
        request: AnyRequest,
        message_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Redirect:
        """Have a failed message tried again, at the telephone that holds today."""
        actor.must(Permission.SEND_MESSAGES)
        back = _back((await read_typed(request)).get("standing"))
        async with reading(actor):
            number = await _number_now(await message(message_id))
        try:
            await perform(queue_again, actor, message_id, now=clock(), number=number)
        except WrongMessageStateError as refusal:
            return redirect(back, Flash(refusal.says(_), "warning"))
        return redirect(back, Flash(_("Wiadomość czeka na wysłanie.")))


def _back(standing: str) -> str:
    """Return the list as it was: of one state, or all."""
    known = standing in set(MessageState)
    return f"/messages?standing={standing}" if known else "/messages"


async def _lines(found: Sequence[MessageFacts]) -> list[Line]:
    """Return the messages with the number of the household, or who drives."""
    households = await contacts(one.household for one in found if one.household)
    drivers = await drivers_of_runs(one.subject for one in found if not one.household)
    lines = []
    for one in found:
        household = households.get(one.household) if one.household else None
        driver = drivers.get(one.subject)
        lines.append(
            Line(
                one,
                household.number if household else None,
                driver.name if driver else None,
            )
        )
    return lines


async def _number_now(one: MessageFacts) -> str | None:
    """Return the telephone of the recipient as it is today."""
    if one.household is None:
        driver = (await drivers_of_runs([one.subject])).get(one.subject)
        return driver.phone if driver else None
    household = (await contacts([one.household])).get(one.household)
    return household.phone if household else None
