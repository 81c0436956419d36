"""What the trail of changes is called in words, and whose values it may show."""

from collections.abc import Mapping

from distribution.accounts.rules import Permission
from distribution.accounts.trail import AuditLine
from distribution.core.language import N_

ACTION_LABELS: Mapping[str, str] = {
    "insert": N_("Dodano: {what}"),
    "update": N_("Zmieniono: {what}"),
    "delete": N_("Usunięto: {what}"),
}

MADE: Mapping[str, str] = {
    "counter_search": N_("Szukano przy wydawaniu po nazwisku, adresie albo telefonie"),
    "handout_short": N_("Zapisano: {what}"),
    "handout_substitute": N_("Zapisano: {what}"),
    "short_settlement": N_("Zapisano: {what}"),
}
"""What a new row of a table means, where nobody added anything."""

DEEDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("booking", "cancelled_at"): (N_("Odwołano: {what}"), N_("Przywrócono: {what}")),
    ("conflict_case", "settled_at"): (
        N_("Wyjaśniono: {what}"),
        N_("Wznowiono: {what}"),
    ),
    ("device", "revoked_at"): (N_("Odcięto: {what}"), N_("Przywrócono: {what}")),
    ("follow_up", "handled_at"): (N_("Załatwiono: {what}"), N_("Wznowiono: {what}")),
    ("handout", "annulled_at"): (N_("Cofnięto: {what}"), N_("Przywrócono: {what}")),
    ("household", "anonymised_at"): (
        N_("Zanonimizowano: {what}"),
        N_("Zmieniono: {what}"),
    ),
    ("household", "active"): (N_("Otwarto ponownie: {what}"), N_("Zamknięto: {what}")),
    ("household_link", "revoked_at"): (
        N_("Unieważniono: {what}"),
        N_("Przywrócono: {what}"),
    ),
    ("password_link", "used_at"): (N_("Użyto: {what}"), N_("Zmieniono: {what}")),
    ("pickup_authorisation", "revoked_at"): (
        N_("Odwołano: {what}"),
        N_("Przywrócono: {what}"),
    ),
    ("plan", "published_at"): (N_("Ogłoszono: {what}"), N_("Cofnięto: {what}")),
    ("recall", "lifted_at"): (N_("Zniesiono: {what}"), N_("Przywrócono: {what}")),
    ("referral", "accepted_at"): (N_("Przyjęto: {what}"), N_("Cofnięto: {what}")),
    ("referral", "withdrawn_at"): (N_("Wycofano: {what}"), N_("Przywrócono: {what}")),
    ("round", "closed_at"): (N_("Zamknięto: {what}"), N_("Otwarto ponownie: {what}")),
    ("round", "opened_at"): (N_("Otwarto: {what}"), N_("Cofnięto: {what}")),
    ("run", "finished_at"): (N_("Zakończono: {what}"), N_("Wznowiono: {what}")),
    ("site", "active"): (N_("Otwarto ponownie: {what}"), N_("Zamknięto: {what}")),
    ("slot", "closed_at"): (N_("Zamknięto: {what}"), N_("Otwarto ponownie: {what}")),
    ("staff", "active"): (N_("Włączono: {what}"), N_("Wyłączono: {what}")),
    ("store_label", "attached_at"): (N_("Przypięto: {what}"), N_("Odpięto: {what}")),
    ("store_label", "void_at"): (
        N_("Unieważniono: {what}"),
        N_("Przywrócono: {what}"),
    ),
    ("voucher", "blocked_at"): (N_("Wstrzymano: {what}"), N_("Odblokowano: {what}")),
    ("voucher", "replaced_by"): (N_("Zastąpiono: {what}"), N_("Przywrócono: {what}")),
    ("voucher", "revoked_at"): (
        N_("Unieważniono: {what}"),
        N_("Przywrócono: {what}"),
    ),
}
"""What it means that a column was set, and that it was emptied, as a sentence.

Where several columns of a row changed, the first of them says it.
"""

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
    "household_link": N_("link gospodarstwa"),
    "household_member": N_("osoba w gospodarstwie"),
    "referral": N_("skierowanie"),
    "pickup_authorisation": N_("upoważnienie"),
    "location": N_("miejsce w magazynie"),
    "lot": N_("partia"),
    "stock_document": N_("dokument magazynowy"),
    "stock_count": N_("spis"),
    "recall": N_("wycofanie partii"),
    "voucher": N_("talon"),
    "handout": N_("wydanie"),
    "handout_short": N_("brak w wydanej paczce"),
    "handout_substitute": N_("artykuł wydany zamiast innego"),
    "short_settlement": N_("załatwione zgłoszenie uszkodzenia"),
    "counter_search": N_("szukanie przy wydawaniu"),
    "print_job": N_("wydruk talonów"),
    "conflict_case": N_("konflikt"),
    "scan_setting": N_("ustawienie skanerów"),
    "signing_key": N_("klucz podpisu"),
    "opening_hours": N_("godziny otwarcia"),
    "opening_exception": N_("dzień wyjątkowy"),
    "slot": N_("termin"),
    "booking": N_("rezerwacja"),
    "vehicle": N_("pojazd"),
    "shift": N_("dyżur kierowcy"),
    "delivery_need": N_("wymaganie przy dowozie"),
    "delivery_rules": N_("zasady dowozów"),
    "driver_profile": N_("umiejętności kierowcy"),
    "delivery_preference": N_("życzenie co do dowozu"),
    "delivery_promise": N_("obiecana godzina dowozu"),
    "stock_minimum": N_("minimum zapasu"),
    "store_label": N_("etykieta magazynu"),
    "plan": N_("plan tras"),
    "run": N_("trasa"),
    "stop": N_("przystanek"),
    "follow_up": N_("sprawa z drogi"),
    "door_photo": N_("zdjęcie przy drzwiach"),
    "road_map": N_("mapa dróg"),
}
"""By table that leaves a trail; a test finds one that is not listed."""

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
    "store_label",
    "recall",
    "voucher",
    "handout",
    "handout_short",
    "handout_substitute",
    "short_settlement",
    "print_job",
    "scan_setting",
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


TECHNICAL = frozenset(
    {
        "engine",
        "file_hash",
        "key_number",
        "name_key",
        "nonce",
        "problem",
        "public_key",
        "remedies",
        "remedies_for",
        "seed",
        "unserved_facts",
    }
)
"""Kept for the machine; nobody reads anything out of them."""

SECRET = frozenset({"csrf", "password_hash", "token_hash", "wrapped_private_key"})
"""The database never writes them into the trail."""


def needed_for(relation: str) -> Permission | None:
    """Return what one must hold to read values of a table's rows; None: nothing more.

    Whatever is not known to be free of people's data is taken to hold it. Incomes and
    reasons are for social workers alone (R-PRIV-1).
    """
    if relation in _OPEN_TO_ALL:
        return None
    return _WHOSE.get(relation, Permission.SEE_HOUSEHOLDS)


def sentence_of(entry: AuditLine) -> str:
    """Return the sentence that says what was done, with ``{what}`` in it."""
    if entry.action == "update":
        after = entry.after or {}
        for (relation, column), (set_, emptied) in DEEDS.items():
            if relation == entry.relation and column in after:
                return set_ if after[column] else emptied
    if entry.action == "insert" and entry.relation in MADE:
        return MADE[entry.relation]
    return ACTION_LABELS.get(entry.action, entry.action)
