"""Addresses: what somebody may mean while typing, and the pins of doors.

What is looked for travels in the body, never in an address that a log would keep.
"""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.rules import Permission
from distribution.addresses.queries.finding import find_addresses
from distribution.addresses.queries.points import AddressPoint, point
from distribution.addresses.rules.projection import Degrees
from distribution.addresses.schemas import Found, PinBody, SearchBody, found
from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands.placing import Moved, move_pin, put_pin_back


class AddressController(Controller):
    """The register of addresses, for the office alone."""

    path = "/addresses"
    tags = ("addresses",)

    @post("/search", summary="Suggest addresses", status_code=200)
    async def search(
        self, data: JSONBody[SearchBody], actor: NamedDependency[Actor]
    ) -> list[Found]:
        """Return what the address may mean, the likeliest first."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        async with reading(actor):
            return [found(one) for one in await find_addresses(data.asked(), data.most)]

    @get("/{point_id:uuid}", summary="Show an address point")
    async def one(
        self, point_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> AddressPoint:
        """Return a door: where the register has it, and where staff put it."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        async with reading(actor):
            return await point(point_id)

    @put("/{point_id:uuid}/pin", summary="Move a pin")
    async def move(
        self,
        point_id: FromPath[UUID],
        data: JSONBody[PinBody],
        actor: NamedDependency[Actor],
    ) -> Moved:
        """Put a door where it really is; households that stood there go along."""
        where = Degrees(data.latitude, data.longitude)
        return await perform(move_pin, actor, point_id, where)

    @delete("/{point_id:uuid}/pin", summary="Put a pin back", status_code=200)
    async def put_back(
        self, point_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Moved:
        """Let a door lie where the register has it."""
        return await perform(put_pin_back, actor, point_id)
