"""What the counter shows of a scanned code: the offer, or why there is none."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request

from admin_ui.language import NAMES, as_language, spoken_language, translator
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.queries import SiteFacts, sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    DomainError,
    FieldError,
    InvalidInputError,
    Shortage,
)
from distribution.core.language import Language
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.vouchers.commands.previewing import preview
from distribution.vouchers.handouts import Line, Refused
from distribution.vouchers.queries.vouchers import voucher
from distribution.vouchers.rules import Channel, RefusalReason
from distribution.vouchers.short_code import grouped
from distribution.vouchers.shortfalls import SHORT_LABELS, ShortReason

AnyRequest = Request[Any, Any, Any]

SITE_COOKIE = "kromka_site"
"""Where this device hands out: the id of a site."""

PACKS = "packs."
"""What the names of the fields for packs begin with; an article follows."""

WHY = "why."
"""What the names of the fields for a reason begin with; an article follows."""

DUE = "of."
"""What the names of the fields begin with that say how many packs are due."""

INSTEAD = "instead."
"""What the names of the fields for a substitute begin with: "article:most packs"."""


class ToGive(msgspec.Struct, frozen=True):
    """A line of a voucher at a counter: what is due, and how much of it is there."""

    article: UUID
    name: str
    due: int
    there: int


_MENDABLE = frozenset(
    {
        RefusalReason.BAD_SIGNATURE,
        RefusalReason.UNKNOWN_CODE,
        RefusalReason.NOT_YET_VALID,
        RefusalReason.OTHER_SITE,
        RefusalReason.OTHER_CHANNEL,
        RefusalReason.OUT_OF_STOCK,
    }
)
"""Refusals after which the same person may still get their parcel."""


async def site_of(
    request: AnyRequest, actor: Actor
) -> tuple[SiteFacts | None, list[SiteFacts]]:
    """Return where this device hands out (one site needs no choice), and all."""
    actor.must(Permission.HAND_OUT)
    async with reading(actor):
        known = await sites("pickup")
    chosen = str(actor.site or request.cookies.get(SITE_COOKIE, ""))
    of_device = next((one for one in known if str(one.id) == chosen), None)
    only = known[0] if len(known) == 1 else None
    return of_device or only, known


async def looked(
    request: AnyRequest,
    actor: Actor,
    clock: Clock,
    code: str,
    *,
    nonce: UUID,
    error: DomainError | None = None,
    typed: Mapping[str, Any] | None = None,
) -> Page:
    """Return the offer of a code, again with what was typed where that was wrong."""
    site, known = await site_of(request, actor)
    if site is None:
        return Page("handout/site.html", site=None, sites=known, errors={})
    look = partial(
        perform, preview, actor, code, channel=Channel.PICKUP, site=site.id, now=clock()
    )
    shortages: tuple[Shortage, ...] = ()
    rest: list[ToGive] = []
    seen = await look()
    if isinstance(seen, Refused):
        rest = await _rest(actor, seen, clock)
        lines = [Line(line.article, line.there) for line in rest]
        some = any(line.there for line in rest)
        lesser = await look(lines=lines) if some else seen
        if isinstance(lesser, Refused):
            return refused(site, code, seen)
        shortages, seen = seen.refusal.shortages, lesser
    known_error = error if isinstance(error, InvalidInputError) else None
    return Page(
        "handout/offer.html",
        status_code=status_of(error) if error else 200,
        site=site,
        offer=seen,
        shortages=shortages,
        lines_to_give=rest
        or [ToGive(one.article, one.name, one.packs, one.packs) for one in seen.lines],
        not_there=ShortReason.NOT_IN_STOCK,
        short_labels=SHORT_LABELS,
        code=code,
        nonce=nonce,
        typed=typed or {},
        errors=by_article(known_error, typed or {}) if known_error else {},
        refusal=None if known_error else error,
        their_language=_foreign(seen.household_language),
        names=NAMES,
        grouped=grouped,
    )


async def _rest(actor: Actor, no: Refused, clock: Clock) -> list[ToGive]:
    """Return a parcel line by line, with less of what is not there."""
    short = {item.article: item.available for item in no.refusal.shortages}
    if not short or no.voucher is None:
        return []
    async with reading(actor):
        view = await voucher(no.voucher, day=local_day(clock()))
    return [
        ToGive(
            line.article,
            line.name,
            line.packs,
            short.get(line.name, short.get(str(line.article), line.packs)),
        )
        for line in view.lines
    ]


def refused(site: SiteFacts | None, code: str, seen: Refused) -> Page:
    """Return why nothing is handed over, and what to do."""
    no = seen.refusal.as_error()
    language = _foreign(seen.language)
    return Page(
        "handout/refused.html",
        status_code=status_of(no),
        site=site,
        kind="look" if seen.refusal.reason in _MENDABLE else "no",
        refusal=no,
        shortages=seen.refusal.shortages,
        their_language=language,
        in_their_words=no.says(translator(language).gettext) if language else "",
        voucher=seen.voucher,
        code=code,
        errors={},
    )


def _foreign(language: str) -> Language | None:
    """Return the household's language if the page speaks another one."""
    known = as_language(language)
    return None if known == spoken_language() else known


def by_article(
    error: InvalidInputError, typed: Mapping[str, Any]
) -> dict[str, FieldError]:
    """Return errors by the fields of the form: ``lines.0.packs`` is the first one's."""
    names = [name for name in typed if name.startswith(PACKS)]
    found = errors_by_field(error)
    for place, name in enumerate(names):
        for field in (f"lines.{place}.packs", f"lines.{place}.article"):
            if field in found:
                found[name] = found.pop(field)
    return found
