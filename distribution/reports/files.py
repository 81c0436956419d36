"""A register as a file to take away: read, laid out, and named."""

from datetime import datetime

import msgspec

from distribution.accounts.queries import the_centre
from distribution.core.actor import Actor
from distribution.reports import sheets
from distribution.reports.csv_safe import safe_file_name
from distribution.reports.queries import (
    count_report,
    parcel_register,
    qualified_list,
    reporting,
    stock_register,
)
from distribution.reports.registers import Period
from distribution.reports.schemas import (
    MEDIA_TYPES,
    REGISTER_LABELS,
    FileFormat,
    RegisterName,
)
from distribution.reports.sheets import Gettext, Heading
from distribution.reports.xlsx import Table


class Sheets(msgspec.Struct, frozen=True):
    """What a file is made of; ``name`` is without its extension."""

    name: str
    tables: list[Table]


class Download(msgspec.Struct, frozen=True):
    """A file as it leaves the house."""

    content: bytes
    media_type: str
    disposition: str


async def read_sheets(
    actor: Actor, name: RegisterName, period: Period, says: Gettext
) -> Sheets:
    """Return the tables of a register, titled in the language of *says*.

    Raises:
        ReportTooSlowError: It would have taken too long.
    """
    async with reporting(actor):
        heading = Heading((await the_centre()).name, says)
        match name:
            case RegisterName.PARCELS:
                tables = [sheets.parcel_table(await parcel_register(period), heading)]
            case RegisterName.STOCK:
                register = await stock_register(period)
                tables = [
                    sheets.stock_table(register, heading),
                    sheets.receipts_table(register, heading),
                ]
            case RegisterName.RECEIPTS:
                tables = [sheets.receipts_table(await stock_register(period), heading)]
            case RegisterName.QUALIFIED:
                tables = [sheets.qualified_table(await qualified_list(period), heading)]
            case RegisterName.COUNTS:
                tables = [sheets.counts_table(await count_report(period), heading)]
    return Sheets(f"{says(REGISTER_LABELS[name])} {period.name}", tables)


def as_file(made: Sheets, kind: FileFormat, *, made_at: datetime) -> Download:
    """Return the file; a CSV holds the first table. Takes a moment: use a thread."""
    content = (
        sheets.csv_of(made.tables[0])
        if kind is FileFormat.CSV
        else sheets.xlsx_of(made.tables, made_at=made_at)
    )
    name = safe_file_name(made.name, kind.value)
    return Download(content, MEDIA_TYPES[kind], f'attachment; filename="{name}"')
