"""What a client may choose of a register."""

from enum import StrEnum

from distribution.core.errors import NotFoundError
from distribution.core.language import N_
from distribution.reports import sheets


class RegisterName(StrEnum):
    """A register or report, as it stands in the address."""

    PARCELS = "parcels"
    STOCK = "stock"
    RECEIPTS = "receipts"
    QUALIFIED = "qualified"
    COUNTS = "counts"


def register_named(name: str) -> RegisterName:
    """Return the register of an address.

    Raises:
        NotFoundError: There is none such.
    """
    if name not in list(RegisterName):
        raise NotFoundError
    return RegisterName(name)


REGISTER_LABELS: dict[RegisterName, str] = {
    RegisterName.PARCELS: sheets.PARCELS,
    RegisterName.STOCK: sheets.STOCK,
    RegisterName.RECEIPTS: sheets.RECEIPTS,
    RegisterName.QUALIFIED: sheets.QUALIFIED,
    RegisterName.COUNTS: sheets.COUNTS,
}

SHORT_LABELS: dict[RegisterName, str] = {
    RegisterName.PARCELS: N_("Paczki"),
    RegisterName.STOCK: N_("Magazyn"),
    RegisterName.RECEIPTS: N_("Przyjęcia"),
    RegisterName.QUALIFIED: N_("Zakwalifikowani"),
    RegisterName.COUNTS: N_("Odbiorcy"),
}


class FileFormat(StrEnum):
    """How a register is taken away."""

    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES: dict[FileFormat, str] = {
    FileFormat.XLSX: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    FileFormat.CSV: "text/csv; charset=utf-8",
}
