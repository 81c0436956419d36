"""The lines of a gathering as one page: what to take, from where, and what is done."""

from uuid import UUID

from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import DomainError
from distribution.core.reading import reading
from distribution.inventory.errors.gathering import BoxGatheredError
from distribution.inventory.queries.gathering import (
    lines_to_gather,
    ready_places,
    sites_to_gather,
)
from distribution.inventory.queries.locations import LocationFacts, locations
from distribution.inventory.queries.naming import Named
from distribution.inventory.rules.gathering import Gathered, Taken, ToGather
from distribution.programmes.queries.rounds import round_by


async def gathering_page(
    actor: Actor,
    clock: Clock,
    round_id: UUID,
    site: UUID | None,
    *,
    here: Named | None = None,
    beside: UUID | None = None,
    taken: Taken | None = None,
    asked: ToGather | None = None,
    error: DomainError | None = None,
) -> Page:
    """Show what to take at a site, what was just shown or taken, and what to do next.

    What is gathered and no longer kept comes first, what is done last.
    """
    actor.must(Permission.KEEP_STOCK)
    async with reading(actor):
        today = local_day(clock())
        turn = await round_by(round_id, today)
        sites = await sites_to_gather(round_id, today)
        chosen = site or next(
            (one.site for one in sites if one.site != turn.site),
            next((one.site for one in sites), turn.site),
        )
        lines = await lines_to_gather(round_id, chosen, today)
        ready = await ready_places(round_id, today)
        places = await locations()
    place = here.place if here else None
    at_hand = [one for one in lines if place and one.location == place.id and one.left]
    return Page(
        "store/gathering.html",
        round=turn,
        sites=sites,
        site=chosen,
        site_name=next(
            (one.site_name for one in places if one.site == chosen), turn.site_name
        ),
        lines=sorted(
            lines, key=lambda one: (not one.surplus, not one.left, one not in at_hand)
        ),
        here=place,
        beside=place.id if place else beside,
        at_hand=at_hand,
        taken=taken,
        asked=asked,
        again=_again(lines, error),
        cold=any(one.cold and one.gathered for one in lines),
        surplus=any(one.surplus for one in lines),
        ready=ready,
        gathered=sum(min(one.gathered, one.wanted) for one in lines),
        wanted=sum(one.wanted for one in lines),
        places=_targets(places, turn.site),
        path=f"/store/rounds/{round_id}",
        **said_no(error),
    )


def _again(
    lines: list[ToGather], error: DomainError | None
) -> tuple[ToGather, Gathered] | None:
    """Return the box that was scanned a second time, with its line, to be taken off."""
    if not isinstance(error, BoxGatheredError):
        return None
    return next(
        (
            (line, piece)
            for line in lines
            for piece in line.pieces
            if piece.code == error.label
        ),
        None,
    )


def _targets(places: list[LocationFacts], first: UUID) -> list[LocationFacts]:
    """Return where things can go: the places of the round's own site come first."""
    return sorted(places, key=lambda one: one.site != first)
