"""The signing keys of many centres in one installation."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import uuid4

import pytest

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.vouchers.commands.issuing import create_signing_key
from distribution.vouchers.errors import KeyNumbersUsedUpError
from distribution.vouchers.queries.keys import signing_keys
from distribution.vouchers.rules import CodeCheck
from distribution.vouchers.signing import new_key, sign
from distribution.vouchers.steps.looking_up import decode
from tests.conftest import MASTER_KEY

NewCentre = Callable[[], Awaitable[Actor]]
DAY = date(2026, 11, 23)


async def a_token(actor: Actor) -> str:
    """Return a token signed by the centre's newest key."""
    async with reading(actor):
        keys = await signing_keys(actor.centre, MASTER_KEY)
    return sign(keys[max(keys)], voucher_id=uuid4(), last_valid_day=DAY)


async def test_a_centre_may_change_its_key_256_times(actor: Actor) -> None:
    """Then it is told so, and the newest key stays."""
    numbers = [await create_signing_key(actor, MASTER_KEY) for _ in range(256)]
    assert sorted(numbers) == list(range(256))
    with pytest.raises(KeyNumbersUsedUpError):
        await create_signing_key(actor, MASTER_KEY)


async def test_centres_with_a_key_of_the_same_number(new_centre: NewCentre) -> None:
    """There are more centres than numbers: each knows its own tokens from others'."""
    one, other = await new_centre(), await new_centre()
    for _ in range(256):
        await create_signing_key(one, MASTER_KEY)
    number = await create_signing_key(other, MASTER_KEY)
    own, foreign = await a_token(one), await a_token(other)
    forged = sign(new_key(number), voucher_id=uuid4(), last_valid_day=DAY)
    for here, there in ((one, other), (other, one)):
        shown = {own: one, foreign: other}
        for token, owner in shown.items():
            expected = CodeCheck.GENUINE if owner is here else CodeCheck.OTHER_CENTRE
            assert (await decode(token, here.centre)).check is expected, there
        assert (await decode(forged, here.centre)).check is CodeCheck.BAD_SIGNATURE
