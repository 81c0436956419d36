"""A register of addresses for the demo: the doors that its people live behind.

Street names and their places are real (places.py), the numbers are invented.
"""

from collections.abc import Iterator, Sequence
from uuid import NAMESPACE_URL, uuid5

from distribution.addresses.address_row import RawAddress, Wanted
from distribution.addresses.commands.importing import import_addresses
from distribution.core.transaction import perform
from distribution.demo.founding import Town
from distribution.demo.people import HouseholdPlan
from distribution.demo.places import CentrePlan
from distribution.demo.seasons import moment


async def register_addresses(town: Town, people: Sequence[HouseholdPlan]) -> None:
    """Import one point a door, so that what staff type is found on the map."""
    points = list(_points(town.plan, people))
    await perform(
        import_addresses,
        town.cli,
        lambda: points,
        wanted=Wanted(),
        now=moment(town.days.starts_on, 8),
    )


def _points(plan: CentrePlan, people: Sequence[HouseholdPlan]) -> Iterator[RawAddress]:
    doors = {
        (one.details.street, one.details.house_number): one.details
        for one in reversed(people)
        if one.details.street and one.details.latitude is not None
    }
    for line, ((street, number), details) in enumerate(sorted(doors.items()), start=1):
        yield RawAddress(
            line=line,
            source=str(uuid5(NAMESPACE_URL, f"{plan.key} {street} {number}")),
            commune=plan.commune,
            commune_name=plan.locality,
            simc="",
            locality=plan.locality,
            ulic="",
            street=street.removeprefix("ul. "),
            number=number,
            postal_code=details.postal_code,
            degrees=(str(details.latitude), str(details.longitude)),
        )
