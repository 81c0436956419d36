"""Registers as tables: the columns of a workbook, and the same as CSV.

The official columns of the annexes were not found (``DOMAIN.md`` 11.2); these are the
proposed ones of 3.3, with a place to sign (R-SIG-1). Titles are said by *gettext*.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from distribution.core.language import N_
from distribution.programmes.rules import AGE_BAND_LABELS, TARGET_GROUP_LABELS
from distribution.reports import csv_safe
from distribution.reports.counting import CountReport, Counts
from distribution.reports.registers import (
    ParcelRegister,
    Period,
    QualifiedList,
    StockRegister,
)
from distribution.reports.xlsx import Cell, Column, Kind, Table, workbook
from distribution.vouchers.shortfalls import short_words

Gettext = Callable[[str], str]

PARCELS = N_("Ewidencja wydanych paczek")
STOCK = N_("Ewidencja żywności przyjętej i wydanej")
RECEIPTS = N_("Przyjęcia od Banku Żywności i darowizny")
QUALIFIED = N_("Lista osób zakwalifikowanych")
COUNTS = N_("Zestawienie odbiorców")

RECIPIENTS = {
    "household": N_("gospodarstwo"),
    "proxy": N_("osoba upoważniona"),
}


class Heading(msgspec.Struct, frozen=True):
    """Whose register it is, and in whose language it speaks."""

    office: str
    says: Gettext

    def notes(self, period: Period) -> list[str]:
        """Return the lines under a title: office, period, and how weight counts."""
        days = f"{period.first:%d.%m.%Y} – {period.last:%d.%m.%Y}"
        weight = self.says(N_("Waga według programu: 1 litr liczy się jako 1 kg."))
        return [self.office, f"{period.name}: {days}", weight]


def parcel_table(register: ParcelRegister, heading: Heading) -> Table:
    """Return the parcel register, an article a column, with a place to sign."""
    _ = heading.says
    articles = register.articles
    return Table(
        name=_(N_("Paczki")),
        title=_(PARCELS),
        notes=heading.notes(register.period),
        columns=[
            Column(_(N_("Lp.")), Kind.COUNT, 5),
            Column(_(N_("Skierowanie")), width=12),
            Column(_(N_("Nr gosp.")), Kind.COUNT, 8),
            Column(_(N_("Nazwisko")), width=18),
            Column(_(N_("Imię")), width=14),
            Column(_(N_("Osoby")), Kind.COUNT, 7, total=True),
            Column(_(N_("Data")), Kind.DAY, 11),
            Column(_(N_("Odebrał")), width=12),
            *(Column(one.name, Kind.COUNT, 9, total=True) for one in articles),
            Column(_(N_("Razem kg")), Kind.KILOGRAMS, 10, total=True),
            Column(_(N_("Czego nie wydano")), width=24),
            Column(_(N_("Podpis odbierającego lub wydającego")), Kind.SIGNATURE, 30),
        ],
        rows=[
            (
                line.number,
                line.referral,
                line.household_number,
                line.family_name,
                line.given_name,
                line.persons,
                line.day,
                _(RECIPIENTS.get(line.recipient, line.recipient)),
                *(int(line.packs.get(one.code, 0)) for one in articles),
                int(line.report_grams),
                short_words(line.short if line.parcels > 0 else (), _),
                None,
            )
            for line in register.lines
        ],
        total_label=_(N_("Razem")),
        page_label=_(N_("Strona &P z &N")),
    )


def stock_table(register: StockRegister, heading: Heading) -> Table:
    """Return the stock register: opening and what moved make the closing stock."""
    _ = heading.says
    titles = (
        N_("Stan początkowy"),
        N_("Przyjęto"),
        N_("Wydano w paczkach"),
        N_("Wydano w innych turach"),
        N_("Straty"),
        N_("Zwrot do Banku Żywności"),
        N_("Przesunięcia"),
        N_("Poprawki i spisy"),
        N_("Niewyjaśnione"),
        N_("Stan końcowy"),
    )
    return Table(
        name=_(N_("Magazyn")),
        title=_(STOCK),
        notes=heading.notes(register.period),
        columns=[
            Column(_(N_("Fundusz")), width=24),
            Column(_(N_("Kod")), width=10),
            Column(_(N_("Artykuł")), width=28),
            *(Column(_(title), Kind.COUNT, 11, total=True) for title in titles),
            Column(_(N_("Wydano kg")), Kind.KILOGRAMS, 11, total=True),
            Column(_(N_("Stan końcowy kg")), Kind.KILOGRAMS, 11, total=True),
        ],
        rows=[
            (
                line.fund_name or _(N_("darowizny")),
                line.code,
                line.name,
                line.opening,
                line.received,
                line.issued,
                line.issued_elsewhere,
                line.losses,
                line.returned,
                line.transferred,
                line.corrections,
                line.unaccounted,
                line.closing,
                line.issued * line.report_grams,
                line.closing * line.report_grams,
            )
            for line in register.lines
        ],
        total_label=_(N_("Razem")),
        page_label=_(N_("Strona &P z &N")),
    )


def receipts_table(register: StockRegister, heading: Heading) -> Table:
    """Return the goods receipts of the stock register, with the Food Bank's numbers."""
    _ = heading.says
    return Table(
        name=_(N_("Przyjęcia")),
        title=_(RECEIPTS),
        notes=heading.notes(register.period),
        columns=[
            Column(_(N_("Data")), Kind.DAY, 11),
            Column(_(N_("PZ")), width=12),
            Column(_(N_("WZ dostawcy")), width=16),
            Column(_(N_("Dostawca")), width=28),
            Column(_(N_("Fundusz")), width=24),
            Column(_(N_("Artykuł")), width=28),
            Column(_(N_("Partia")), width=14),
            Column(_(N_("Data na opakowaniu")), Kind.DAY, 12),
            Column(_(N_("Opakowania")), Kind.COUNT, 11, total=True),
            Column(_(N_("kg")), Kind.KILOGRAMS, 10, total=True),
        ],
        rows=[
            (
                line.received_on,
                line.document,
                line.foreign_number,
                line.partner,
                line.fund_name or _(N_("darowizny")),
                line.name,
                line.lot,
                line.printed_date,
                line.packs,
                line.report_grams,
            )
            for line in register.received
        ],
        total_label=_(N_("Razem")),
        page_label=_(N_("Strona &P z &N")),
    )


def qualified_table(found: QualifiedList, heading: Heading) -> Table:
    """Return the list of qualified persons with its bands and groups."""
    _ = heading.says
    bands = found.bands
    return Table(
        name=_(N_("Zakwalifikowani")),
        title=_(QUALIFIED),
        notes=heading.notes(found.period)[:2],
        columns=[
            Column(_(N_("Lp.")), Kind.COUNT, 5),
            Column(_(N_("Skierowanie")), width=12),
            Column(_(N_("Data skierowania")), Kind.DAY, 11),
            Column(_(N_("Nr gosp.")), Kind.COUNT, 8),
            Column(_(N_("Nazwisko")), width=18),
            Column(_(N_("Imię")), width=14),
            Column(_(N_("Osoby")), Kind.COUNT, 7, total=True),
            Column(_(N_("Kobiety")), Kind.COUNT, 8, total=True),
            Column(_(N_("Mężczyźni")), Kind.COUNT, 9, total=True),
            *(
                Column(_(AGE_BAND_LABELS[band]), Kind.COUNT, 9, total=True)
                for band in bands
            ),
            Column(_(N_("Grupy")), width=24),
            Column(_(N_("Podprogram")), width=20),
            Column(_(N_("Wycofane")), Kind.DAY, 11),
            Column(_(N_("Podpis, uwagi")), Kind.SIGNATURE, 24),
        ],
        rows=[
            (
                line.number,
                line.referral,
                line.issued_on,
                line.household_number,
                line.family_name,
                line.given_name,
                line.persons,
                line.women,
                line.men,
                *(line.bands.get(band, 0) for band in bands),
                ", ".join(
                    f"{_(TARGET_GROUP_LABELS[group])}: {count}"
                    for group, count in line.groups.items()
                ),
                line.sub_programme_name,
                line.withdrawn_on,
                None,
            )
            for line in found.lines
        ],
        total_label=_(N_("Razem")),
        page_label=_(N_("Strona &P z &N")),
    )


def counts_table(report: CountReport, heading: Heading) -> Table:
    """Return the counts, one line a figure."""
    _ = heading.says
    return Table(
        name=_(N_("Odbiorcy")),
        title=_(COUNTS),
        notes=heading.notes(report.period),
        columns=[
            Column(_(N_("Podprogram")), width=28),
            Column(_(N_("Pozycja")), width=44),
            Column(_(N_("W okresie")), Kind.COUNT, 12),
            Column(_(N_("W tym po raz pierwszy")), Kind.COUNT, 14),
            Column(_(N_("kg")), Kind.KILOGRAMS, 12),
        ],
        rows=[row for counts in report.counts for row in _figures(counts, _)],
        page_label=_(N_("Strona &P z &N")),
    )


def _figures(counts: Counts, _: Gettext) -> Iterator[Sequence[Cell]]:
    name, served, new = counts.sub_programme_name, counts.served, counts.first_time
    yield name, _(N_("gospodarstwa")), counts.households, None, None
    yield name, _(N_("paczki na gospodarstwo")), counts.parcels, None, None
    yield name, _(N_("paczki na osobę")), counts.personal_parcels, None, None
    yield name, _(N_("opakowania")), counts.packs, None, counts.report_grams
    yield name, _(N_("osoby")), served.persons, new.persons, None
    yield name, _(N_("kobiety")), served.women, new.women, None
    yield name, _(N_("mężczyźni")), served.men, new.men, None
    for band, persons in served.bands.items():
        yield name, _(AGE_BAND_LABELS[band]), persons, new.bands[band], None
    for group, persons in served.groups.items():
        yield name, _(TARGET_GROUP_LABELS[group]), persons, new.groups[group], None


def xlsx_of(tables: Sequence[Table], *, made_at: datetime) -> bytes:
    """Return a workbook with a sheet a table. Takes a moment: run it in a thread."""
    return workbook(tables, made_at=made_at)


def csv_of(table: Table) -> bytes:
    """Return a table as CSV: kilograms with a decimal comma, signatures empty."""
    kinds = [column.kind for column in table.columns]
    return csv_safe.csv_bytes(
        [column.title for column in table.columns],
        (
            [_plain(kind, cell) for kind, cell in zip(kinds, row, strict=True)]
            for row in table.rows
        ),
    )


def _plain(kind: Kind, cell: Cell) -> str | int | Decimal | date | None:
    if kind is Kind.KILOGRAMS and isinstance(cell, int):
        return Decimal(cell) / 1000
    return cell
