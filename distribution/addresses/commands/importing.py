"""Loading the register of addresses: good rows come in, bad ones are named."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from distribution.accounts.rules import Permission
from distribution.addresses.address_csv import RawAlias, Read
from distribution.addresses.address_row import AddressRow, Wanted, checked, fixed, tidy
from distribution.addresses.errors import NothingToLoadError
from distribution.addresses.rules.spelling import street_name
from distribution.core.actor import Actor
from distribution.core.csv_file import row_error
from distribution.core.database import connection, execute, fetch, fetch_value
from distribution.core.errors import FieldError
from distribution.core.language import N_
from distribution.core.sql import load
from distribution.core.transaction import transaction

_AT_ONCE = 5_000
_MANY = 1_000
"""From so many differing points on, the planner has to look at the tables anew."""

_NAMED = 200
"""How many bad rows are named; the others are counted."""

_COLUMNS = AddressRow.__struct_fields__


class CommuneChange(msgspec.Struct, frozen=True):
    """What an import does to one commune; ``swapped`` points had their axes mended."""

    code: str
    name: str
    new: int
    changed: int
    unchanged: int
    gone: int
    swapped: int

    @property
    def points(self) -> int:
        """How many points the commune then has."""
        return self.new + self.changed + self.unchanged


class AddressReport(msgspec.Struct, frozen=True):
    """What an import did, or with ``dry_run`` would do.

    ``bad`` names the first rows that could not come in, ``bad_rows`` counts them all;
    ``left_out`` are good ones that nobody asked for: other communes, or doors that are
    planned or no more. ``aliases`` are everyday names that were not known.
    """

    dry_run: bool
    communes: tuple[CommuneChange, ...]
    left_out: int
    aliases: int
    bad_rows: int
    bad: tuple[FieldError, ...]


class _Sorting:
    """Sorts what a file holds, and keeps count of what does not come in."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.left_out = 0
        self.bad_rows = 0
        self.bad: list[FieldError] = []
        self.aliases: dict[tuple[str, str, str], str] = {}

    def refuse(self, fault: FieldError) -> None:
        self.bad_rows += 1
        if len(self.bad) < _NAMED:
            self.bad.append(fault)

    def good(self, items: Iterable[Read]) -> Iterator[AddressRow]:
        """Yield the addresses that come in."""
        for item in items:
            if isinstance(item, FieldError):
                self.refuse(item)
            elif isinstance(item, RawAlias):
                self._alias(item.line, item.simc, item.ulic, tidy(item.name))
            else:
                row = checked(item, self._wanted)
                if isinstance(row, FieldError):
                    self.refuse(row)
                elif row is None:
                    self.left_out += 1
                else:
                    yield row
                    if row.everyday not in ("", row.street) and row.simc and row.ulic:
                        self._alias(row.line, row.simc, row.ulic, row.everyday)

    def _alias(self, line: int, simc: str, ulic: str, name: str) -> None:
        simc, ulic = fixed(simc, len("0956201")), fixed(ulic, len("06921"))
        key = street_name(name).key
        if simc and ulic and key:
            self.aliases[simc, ulic, name] = key
        else:
            self.refuse(row_error(line, N_("Brakuje kodu TERYT albo nazwy ulicy.")))


async def import_addresses(
    actor: Actor,
    read: Callable[[], Iterable[Read]],
    *,
    wanted: Wanted,
    dry_run: bool = False,
    now: datetime,
) -> AddressReport:
    """Take in what a file says, in one transaction.

    The points of each commune that the file holds are replaced by those of the file;
    other communes stay as they are. Pins that staff moved stay where they are, as do
    everyday names. The same file again changes nothing.

    Args:
        actor: Who loads it.
        read: Opens the file anew: ``address_file.read_addresses`` of it.
        wanted: Which addresses to take, and where they must lie.
        dry_run: Only say what would be done.
        now: When it was loaded.

    Raises:
        InvalidInputError: The file could not be read to its end.
        NothingToLoadError: It holds nothing that could come in.
    """
    actor.must(Permission.KEEP_CENTRE)
    sorting = _Sorting(wanted)
    async with transaction(actor):
        # To the planner, five equal columns are one row; these joins are of communes.
        await execute("SET LOCAL enable_nestloop = off")
        await execute(load("distribution.addresses", "stage"))
        for rows in _some(sorting.good(read())):
            await connection().copy_records_to_table(
                "address_incoming", records=rows, columns=_COLUMNS
            )
        await execute("ANALYZE address_incoming")
        for row in await fetch(load("distribution.addresses", "doubled")):
            sentence = N_("Ten sam punkt co w wierszu {first}.")
            sorting.refuse(row_error(row["line"], sentence, first=row["first"]))
        found = await fetch(load("distribution.addresses", "difference"))
        communes = tuple(msgspec.convert(row, CommuneChange) for row in found)
        if not communes and not sorting.aliases:
            raise NothingToLoadError(bad_rows=sorting.bad_rows, bad=sorting.bad)
        differing = sum(one.new + one.changed + one.gone for one in communes)
        if differing and not dry_run:
            await _replace(now)
        if differing >= _MANY and not dry_run:
            await execute("SELECT kromka_know_addresses()")
        aliases = await _write_aliases(sorting.aliases) if not dry_run else 0
    return AddressReport(
        dry_run=dry_run,
        communes=communes,
        left_out=sorting.left_out,
        aliases=len(sorting.aliases) if dry_run else aliases,
        bad_rows=sorting.bad_rows,
        bad=tuple(sorted(sorting.bad, key=_line)),
    )


def _line(fault: FieldError) -> int:
    digits = "".join(letter for letter in fault.field if letter.isdigit())
    return int(digits or 0)


def _some(rows: Iterator[AddressRow]) -> Iterator[list[tuple[object, ...]]]:
    some: list[tuple[object, ...]] = []
    for row in rows:
        some.append(msgspec.structs.astuple(row))
        if len(some) == _AT_ONCE:
            yield some
            some = []
    yield some


async def _replace(now: datetime) -> None:
    """Make the communes of the staged rows what the rows say."""
    for statement in (
        "delete_gone",
        "insert_streets",
        "merge_points",
        "delete_empty_streets",
    ):
        await execute(load("distribution.addresses", statement))
    await execute(load("distribution.addresses", "write_communes"), now)


async def _write_aliases(aliases: Mapping[tuple[str, str, str], str]) -> int:
    if not aliases:
        return 0
    simc, ulic, names = zip(*aliases, strict=True)
    written = await fetch_value(
        load("distribution.addresses", "write_aliases"),
        simc,
        ulic,
        names,
        list(aliases.values()),
    )
    return int(written)
