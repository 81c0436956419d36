"""Windows that households were promised."""

from uuid import UUID

from litestar import Controller, delete, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.transaction import perform
from distribution.routing.commands.promising import promise_window, withdraw_promise
from distribution.routing.schemas import PromiseGiven


class PromiseController(Controller):
    """A promised window is hard in every later plan of its day."""

    path = "/routing/vouchers/{voucher_id:uuid}/promise"
    tags = ("routing",)

    @put(summary="Promise a window", status_code=204)
    async def promise(
        self,
        voucher_id: FromPath[UUID],
        data: JSONBody[PromiseGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Write down what the household was promised; replaces an earlier promise."""
        await perform(
            promise_window,
            actor,
            voucher_id,
            day=data.date,
            opens=data.opens,
            closes=data.closes,
            now=clock(),
        )

    @delete(summary="Take a promise back")
    async def withdraw(
        self, voucher_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> None:
        """Let the parcel come at any time again, once the household was told."""
        await perform(withdraw_promise, actor, voucher_id)
