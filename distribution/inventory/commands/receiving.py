"""Taking deliveries and donations in."""

from datetime import datetime

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.constraints import refusing
from distribution.core.transaction import transaction
from distribution.inventory.errors import AlreadyBookedError
from distribution.inventory.rules.lines import Receipt
from distribution.inventory.steps.documents import DocumentMade, require_unbooked
from distribution.inventory.steps.receiving import book_receipt


async def receive(actor: Actor, receipt: Receipt, *, now: datetime) -> DocumentMade:
    """Take a delivery in under the next PZ: lots, movements and balances at once.

    Raises:
        InvalidInputError: Names every bad line as ``lines.0.packs``.
        NotFoundError: The centre lacks an article, place or sub-programme.
        LotDateDiffersError: A lot is known with another date (E26).
        LotRecalledError: A lot was withdrawn from the market (E27).
        CountedSinceError: The lot was counted there after that day (E23).
        AlreadyBookedError: What it is made of was taken in before.
    """
    actor.must(Permission.KEEP_STOCK)
    with refusing({"stock_document_file_once": AlreadyBookedError}):
        async with transaction(actor):
            # Whoever sends it again hears that, whatever became of its lots since.
            await require_unbooked(receipt.file_hash)
            return await book_receipt(actor, receipt, now=now)
