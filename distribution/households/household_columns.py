"""The columns of a file of households, in both languages, and its template."""

from distribution.core.csv_file import headings, template

HOUSEHOLD_COLUMNS = (
    "street",
    "house_number",
    "flat",
    "postal_code",
    "locality",
    "phone",
    "language",
    "large_print",
    "home_delivery",
    "instructions",
    "door_notes",
    "contact_name",
    "contact_phone",
    "contact_relation",
)
REQUIRED_COLUMNS = ("household", "given_name", "family_name")
_MEMBER_COLUMNS = ("born", "sex", "head", "groups")
COLUMNS = (*REQUIRED_COLUMNS, *_MEMBER_COLUMNS, *HOUSEHOLD_COLUMNS)
"""``household``: the sender's own reference, the same in every import. ``born``: a day
or a year. ``sex``: k or m. ``head``: tak for the one who signs, else the first row.
``groups``: target groups (their value or label) with ``|`` between them. ``phone`` and
``contact_phone``: any way of writing it. ``contact_*``: whom a driver may ask where
nobody opens."""

POLISH_COLUMNS = {
    "gospodarstwo": "household",
    "imię": "given_name",
    "nazwisko": "family_name",
    "urodzenie": "born",
    "płeć": "sex",
    "podpisuje": "head",
    "grupy": "groups",
    "ulica": "street",
    "numer domu": "house_number",
    "numer mieszkania": "flat",
    "kod pocztowy": "postal_code",
    "miejscowość": "locality",
    "telefon": "phone",
    "język": "language",
    "duży druk": "large_print",
    "dowóz": "home_delivery",
    "dla wydających": "instructions",
    "dla kierowcy": "door_notes",
    "osoba kontaktowa": "contact_name",
    "telefon osoby kontaktowej": "contact_phone",
    "kim jest osoba kontaktowa": "contact_relation",
    "data urodzenia": "born",
    "rok urodzenia": "born",
    "nr domu": "house_number",
    "nr mieszkania": "flat",
}
"""What an office may write above the columns; the template does."""

_EXAMPLE = (
    "A-17", "Anna", "Przykładowa", "1981-05-14", "k", "tak",
    "osoba z niepełnosprawnością", "ul. Przykładowa", "4A", "12", "23-204", "Kraśnik",
    "600 100 200", "pl", "nie", "nie", "", "", "Barbara Przykładowa", "600 100 201",
    "córka",
)  # fmt: skip


def household_template() -> str:
    """Return a header and a row that import."""
    return template(tuple(headings(POLISH_COLUMNS)[one] for one in COLUMNS), _EXAMPLE)
