"""The fields of an address in a form: what they may mean, and the one that was chosen.

Works without JavaScript: a button asks for the same suggestions that appear while one
types, and they are radio buttons of the form itself.
"""

from admin_ui.typed import Typed
from distribution.addresses.queries.finding import Candidate, find_addresses
from distribution.addresses.rules.asking import Asked
from distribution.core.actor import Actor
from distribution.core.reading import reading

FIND = "find"
"""The button that looks the address up without saving anything."""

_MOST = 5
_LEAST_TYPED = 2


async def suggested(actor: Actor, typed: Typed) -> list[Candidate] | None:
    """Return what the typed address may mean; None if there is too little of it."""
    asked = _asked(typed)
    if len(asked.street or asked.locality) < _LEAST_TYPED:
        return None
    async with reading(actor):
        return await find_addresses(asked, _MOST)


async def with_the_choice(actor: Actor, typed: Typed) -> Typed:
    """Return the form with the suggestion that was ticked in place of what was typed.

    One that is not there any more is passed over: what was typed counts. So does a
    place that was pointed at on the map after the choice.
    """
    chosen = typed.get("candidate")
    if not chosen:
        return typed
    async with reading(actor):
        found = await find_addresses(_asked(typed), _MOST)
    one = next((one for one in found if str(one.id) == chosen), None)
    if one is None:
        return typed
    facts = {
        "street": one.street,
        "house_number": one.house_number,
        "flat": one.flat,
        "postal_code": one.postal_code or typed.get("postal_code"),
        "locality": one.locality,
    }
    if not typed.get("pin"):
        facts |= {"latitude": str(one.latitude), "longitude": str(one.longitude)}
    return Typed({**typed.values, **{name: (text,) for name, text in facts.items()}})


def _asked(typed: Typed) -> Asked:
    return Asked(
        street=typed.get("street"),
        number=typed.get("house_number"),
        flat=typed.get("flat"),
        postal_code=typed.get("postal_code"),
        locality=typed.get("locality"),
    )
