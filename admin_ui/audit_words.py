"""What the trail of changes is called in words, and whose values it may show."""

from collections.abc import Mapping

from distribution.accounts.rules import Permission
from distribution.core.language import N_

ACTION_LABELS: Mapping[str, str] = {
    "insert": N_("dodano"),
    "update": N_("zmieniono"),
    "delete": N_("usunięto"),
}

RELATION_LABELS: Mapping[str, str] = {
    "centre": N_("ośrodek"),
    "site": N_("miejsce"),
    "staff": N_("konto"),
    "staff_role": N_("rola"),
    "password_link": N_("odnośnik do hasła"),
    "device": N_("urządzenie"),
    "programme": N_("program"),
    "income_base": N_("kryterium dochodowe"),
    "income_limit": N_("próg dochodu"),
    "sub_programme": N_("podprogram"),
    "article": N_("artykuł"),
    "set_line": N_("pozycja zestawu"),
    "round": N_("tura"),
    "round_line": N_("pozycja tury"),
    "delivery_basis": N_("podstawa dowozu"),
    "address_commune": N_("rejestr adresów gminy"),
    "address_pin": N_("miejsce adresu na mapie"),
    "household": N_("gospodarstwo"),
    "household_member": N_("osoba w gospodarstwie"),
    "assessment": N_("ocena dochodu"),
    "referral": N_("skierowanie"),
    "pickup_authorisation": N_("upoważnienie"),
    "location": N_("miejsce w magazynie"),
    "lot": N_("partia"),
    "stock_document": N_("dokument magazynowy"),
    "stock_count": N_("spis"),
    "stock_count_line": N_("pozycja spisu"),
    "recall": N_("wycofanie partii"),
    "voucher": N_("talon"),
    "handout": N_("wydanie"),
    "print_job": N_("wydruk talonów"),
    "conflict_case": N_("konflikt"),
    "signing_key": N_("klucz podpisu"),
    "opening_hours": N_("godziny otwarcia"),
    "opening_exception": N_("dzień wyjątkowy"),
    "slot": N_("termin"),
    "booking": N_("rezerwacja"),
    "vehicle": N_("pojazd"),
    "shift": N_("dyżur kierowcy"),
    "delivery_preference": N_("życzenie co do dowozu"),
    "plan": N_("plan tras"),
    "run": N_("trasa"),
    "stop": N_("przystanek"),
    "road_map": N_("mapa dróg"),
}
"""By table; one that is not listed is shown by its own name."""

_OPEN_TO_ALL = (
    "centre",
    "site",
    "staff_role",
    "device",
    "programme",
    "income_base",
    "income_limit",
    "sub_programme",
    "article",
    "set_line",
    "round",
    "round_line",
    "location",
    "lot",
    "stock_document",
    "stock_count",
    "stock_count_line",
    "recall",
    "voucher",
    "handout",
    "print_job",
    "opening_hours",
    "opening_exception",
    "slot",
    "booking",
    "road_map",
)
_WHOSE: Mapping[str, Permission] = {
    "staff": Permission.KEEP_STAFF,
    "assessment": Permission.ASSESS,
}


def needed_for(relation: str) -> Permission | None:
    """Return what one must hold to read values of a table's rows; None: nothing more.

    Whatever is not known to be free of people's data is taken to hold it. Incomes and
    reasons are for social workers alone (R-PRIV-1).
    """
    if relation in _OPEN_TO_ALL:
        return None
    return _WHOSE.get(relation, Permission.SEE_HOUSEHOLDS)
