"""Labels of the store: what each names, and the sheets that were printed."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.inventory.errors import UnknownLabelError, WrongLabelCodeError
from distribution.inventory.rules import label_code
from distribution.inventory.rules.labels import LabelState, state_of


class LabelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A label and what it names; ``packs`` is what the box held when last touched."""

    id: UUID
    label: str
    """As it is printed: ``MAG-7KQ-4F2``."""

    run: UUID
    state: LabelState
    location: UUID | None
    location_name: str | None
    site_name: str | None
    lot: UUID | None
    lot_number: str | None
    article_name: str | None
    packs: int | None
    attached_at: datetime | None
    void_reason: str

    @property
    def thing(self) -> str:
        """Return what it names in a few words; nothing if it names nothing."""
        if self.lot is None:
            return self.location_name or ""
        return f"{self.article_name}, {self.lot_number}, {self.location_name}"


class RunFacts(msgspec.Struct, frozen=True):
    """Sheets that were printed together, and what became of their labels."""

    id: UUID
    made_at: datetime
    made_by: str
    labels: int
    free: int
    places: int
    boxes: int
    void: int


_LABELS = (
    "SELECT b.id, b.code, b.run, b.location, p.name AS location_name,"
    " s.name AS site_name, b.lot, l.number AS lot_number, a.name AS article_name,"
    " b.packs, b.attached_at, b.void_reason FROM store_label AS b"
    " LEFT JOIN location AS p ON p.id = b.location LEFT JOIN site AS s ON s.id = p.site"
    " LEFT JOIN lot AS l ON l.id = b.lot LEFT JOIN article AS a ON a.id = l.article"
)


async def label(label_id: UUID) -> LabelFacts:
    """Return one label.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_LABELS} WHERE b.id = $1", label_id)
    if row is None:
        raise NotFoundError
    return _facts(row)


async def label_of(text: str) -> LabelFacts:
    """Return the label whose code was scanned or typed.

    Raises:
        WrongLabelCodeError: The check character does not fit.
        UnknownLabelError: The centre has no such label.
    """
    code = label_code.normalise(text)
    if code is None:
        raise WrongLabelCodeError
    row = await fetch_one(f"{_LABELS} WHERE b.code = $1", code)
    if row is None:
        raise UnknownLabelError(label=label_code.shown(code))
    return _facts(row)


async def labels_at(location: UUID) -> list[LabelFacts]:
    """Return the labels of a place and of the boxes on it, the place's own first."""
    rows = await fetch(
        f"{_LABELS} WHERE b.location = $1 ORDER BY b.lot IS NOT NULL, b.code", location
    )
    return [_facts(row) for row in rows]


async def label_runs(most: int = 20) -> list[RunFacts]:
    """Return the sheets that were printed, the newest first."""
    rows = await fetch(
        "SELECT r.id, r.made_at, r.made_by, count(*)::int AS labels,"
        " count(*) FILTER (WHERE b.location IS NULL AND b.void_at IS NULL)::int"
        " AS free,"
        " count(*) FILTER (WHERE b.location IS NOT NULL AND b.lot IS NULL)::int"
        " AS places, count(b.lot)::int AS boxes, count(b.void_at)::int AS void"
        " FROM label_run AS r JOIN store_label AS b ON b.run = r.id"
        " GROUP BY r.id ORDER BY r.made_at DESC, r.id LIMIT $1",
        most,
    )
    return [RunFacts(**row) for row in rows]


async def labels_to_print(run: UUID) -> list[str]:
    """Return the labels of a run as they are printed; void ones are left out.

    Raises:
        NotFoundError: The centre has no such run.
    """
    rows = await fetch(
        "SELECT code, void_at IS NULL AS good FROM store_label WHERE run = $1"
        " ORDER BY code",
        run,
    )
    if not rows:
        raise NotFoundError
    return [label_code.shown(row["code"]) for row in rows if row["good"]]


def _facts(row: Row) -> LabelFacts:
    state = state_of(
        is_void=bool(row["void_reason"]),
        is_attached=row["location"] is not None,
        is_box=row["lot"] is not None,
    )
    shown = label_code.shown(row.pop("code"))
    return LabelFacts(**row, label=shown, state=state)
