"""What people call the fields of forms, where a fault is told away from its field."""

from collections.abc import Mapping

from distribution.core.language import N_

_WORDS: Mapping[str, str] = {
    "active": N_("W użyciu"),
    "address": N_("Adres"),
    "applied_on": N_("Data wniosku"),
    "article": N_("Artykuł"),
    "barcode": N_("Kod kreskowy (GTIN)"),
    "born": N_("Data albo rok urodzenia"),
    "born_on": N_("Data urodzenia"),
    "capacity": N_("Miejsca do umówienia"),
    "channel": N_("Sposób odbioru"),
    "closes": N_("Do"),
    "code": N_("Kod"),
    "contact_name": N_("Osoba kontaktowa"),
    "contact_phone": N_("Telefon tej osoby"),
    "counted": N_("Policzone opakowania"),
    "crew": N_("Osób w samochodzie"),
    "day": N_("Dzień"),
    "days": N_("Ile dni je przechowywać"),
    "document": N_("Dokument"),
    "driver": N_("Kierowca"),
    "ends": N_("Do"),
    "ends_on": N_("Ostatni dzień"),
    "extra_percent": N_("Dodatkowe opakowania"),
    "family_name": N_("Nazwisko"),
    "file": N_("Plik CSV"),
    "first": N_("Od dnia"),
    "given_name": N_("Imię"),
    "hours": N_("Godziny"),
    "house_number": N_("Numer domu"),
    "household": N_("Gospodarstwo"),
    "kind": N_("Rodzaj"),
    "language": N_("Język"),
    "last": N_("Do dnia"),
    "latitude": N_("Szerokość geograficzna"),
    "left_on": N_("Od kiedy"),
    "location": N_("Miejsce"),
    "login": N_("Login"),
    "longitude": N_("Długość geograficzna"),
    "lot": N_("Partia"),
    "minutes": N_("Długość terminu"),
    "month": N_("Miesiąc"),
    "name": N_("Nazwa"),
    "note": N_("Uwagi"),
    "opens": N_("Od"),
    "packs": N_("Opakowań"),
    "password": N_("Hasło"),
    "persons": N_("Osób"),
    "phone": N_("Telefon"),
    "place": N_("Miejsce"),
    "postal_code": N_("Kod pocztowy"),
    "promised_day": N_("Dzień"),
    "proxy_name": N_("Imię i nazwisko upoważnionej osoby"),
    "reason": N_("Powód"),
    "recipient": N_("Kto odbiera?"),
    "roles": N_("Role"),
    "round": N_("Tura"),
    "seconds": N_("Ile szukać"),
    "sheets": N_("Ile arkuszy A4"),
    "shift": N_("Zmiana"),
    "site": N_("Punkt"),
    "slot": N_("Termin"),
    "starts": N_("Od"),
    "starts_on": N_("Pierwszy dzień"),
    "sub_programme": N_("Podprogram"),
    "time": N_("Godzina"),
    "to": N_("Dokąd"),
    "valid_from": N_("Od"),
    "valid_until": N_("Do"),
    "vehicle": N_("Pojazd"),
    "voucher": N_("Talon"),
    "walk_ins": N_("Miejsca bez zapisu"),
}


def field_words(name: str) -> str:
    """Return the Polish words for a field; empty where people know none for it.

    A place in a file (``wiersz 7, kolumna packs``) is in people's words already.
    """
    if " " in name:
        return name
    return _WORDS.get(name.rpartition(".")[2], "")
