"""Whether another article may go in the place of what is short."""

from distribution.core.database import require_transaction
from distribution.households import steps as households
from distribution.vouchers.handouts import HandoutRequest, shorts_of
from distribution.vouchers.queries.substitutes import rooms_of
from distribution.vouchers.steps.looking_up import Found
from distribution.vouchers.substitutes import check_substitutes


async def check_instead(found: Found, request: HandoutRequest) -> None:
    """Return if the household may have what is to be handed over instead.

    Locks the entitlement, which comes before any balance of the stock.

    Raises:
        InvalidInputError: Names every fault.
    """
    require_transaction()
    if not request.substitutes:
        return
    await households.lock_entitlement(found.referral)
    named = {one.article for one in request.substitutes}
    named |= {one.instead_of for one in request.substitutes}
    check_substitutes(
        request.substitutes,
        shorts_of(found.lines, request.lines),
        await rooms_of(found.referral, named, beyond=found.lines),
        happened=request.offline,
    )
