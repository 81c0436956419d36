"""What the scanner says, in one language: it speaks without asking the service.

Refusals are the service's own sentences, so that a phone without signal says the same.
"""

from collections.abc import Callable
from typing import Any, Final

from admin_ui.language import gettext as _
from admin_ui.language import ngettext, speaking
from distribution.core.language import Language
from distribution.vouchers import errors
from distribution.vouchers.rules import RefusalReason

ICON_SHAPES: Final = ("check", "cross", "warning", "undo")

_REFUSALS: Final = {
    RefusalReason.BAD_SIGNATURE: errors.BadSignatureError,
    RefusalReason.OTHER_CENTRE: errors.OtherCentreError,
    RefusalReason.UNKNOWN_CODE: errors.UnknownCodeError,
    RefusalReason.REPLACED: errors.ReplacedError,
    RefusalReason.REVOKED: errors.RevokedError,
    RefusalReason.BLOCKED: errors.BlockedError,
    RefusalReason.ALREADY_HANDED_OUT: errors.AlreadyHandedOutError,
    RefusalReason.NOT_YET_VALID: errors.NotYetValidError,
    RefusalReason.EXPIRED: errors.ExpiredError,
    RefusalReason.ROUND_CLOSED: errors.RoundClosedError,
    RefusalReason.HOUSEHOLD_NOT_ELIGIBLE: errors.HouseholdNotEligibleError,
    RefusalReason.OTHER_SITE: errors.OtherSiteError,
    RefusalReason.LOT_RECALLED: errors.LotRecalledError,
    RefusalReason.OUT_OF_STOCK: errors.OutOfStockError,
}


def words(language: Language) -> dict[str, Any]:
    """Return every sentence of the modules in *language*; facts stay in braces."""
    with speaking(language):
        return {"refusals": _refusals(), "counts": _counts(), "texts": _texts()}


def _refusals() -> dict[str, str]:
    return {
        **{reason.value: _(error.sentence) for reason, error in _REFUSALS.items()},
        "brought_home": _(errors.BroughtHomeError.sentence),
        "collected_at_site": _(errors.CollectedAtSiteError.sentence),
        "unsupported": _(
            "Ta przeglądarka nie umie sprawdzić podpisu bez sieci. Wpisz krótki kod"
            " spod kodu QR albo zaktualizuj przeglądarkę."
        ),
    }


def _counts() -> dict[str, dict[str, str]]:
    """Return the forms for a count as ``Intl.PluralRules`` names them."""
    return {
        "packs": _forms(lambda n: ngettext("{n} opakowanie", "{n} opakowań", n)),
        "persons": _forms(lambda n: ngettext("{n} osoba", "{n} osób", n)),
        "waiting": _forms(
            lambda n: ngettext(
                "{n} wydanie czeka na wysłanie", "{n} wydań czeka na wysłanie", n
            )
        ),
        "kept": _forms(
            lambda n: ngettext("{n} niewysłane wydanie", "{n} niewysłanych wydań", n)
        ),
        "aside": _forms(
            lambda n: ngettext("{n} wpis wymaga uwagi", "{n} wpisów wymaga uwagi", n)
        ),
        "minutes": _forms(lambda n: ngettext("{n} minuta", "{n} minut", n)),
        "hours": _forms(lambda n: ngettext("{n} godzina", "{n} godzin", n)),
        "vouchers": _forms(lambda n: ngettext("{n} talon", "{n} talonów", n)),
        "seconds": _forms(
            lambda n: ngettext(
                "Spróbuj ponownie za {n} sekundę.",
                "Spróbuj ponownie za {n} sekund.",
                n,
            )
        ),
    }


def _forms(count: Callable[[int], str]) -> dict[str, str]:
    samples = {"one": 1, "few": 2, "many": 5, "other": 5}
    return {form: count(n) for form, n in samples.items()}


def _texts() -> dict[str, str]:
    return {**_deciding(), **_keeping(), **_standing(), **_readiness()}


def _deciding() -> dict[str, str]:
    return {
        "household": _("Gospodarstwo nr {number}"),
        "unlisted": _("Talon spoza listy"),
        "give": _("Wydaj paczkę"),
        "give_less": _("Wydaj, co jest"),
        "refuse": _("Nie wydawaj"),
        "look": _("Jeszcze nie wydawaj"),
        "done": _("Wydano"),
        "kept": _("Wydano i zapisano"),
        "kept_why": _(
            "Nie ma sieci. Wydanie jest zapisane w telefonie i wyśle się samo."
        ),
        "office": _("Biuro: {phone}"),
        "by_phone": _("Sprawdzono w telefonie, bez sieci."),
        "nothing": _("Nie wybrano żadnego opakowania."),
        "instead": _("w zamian {packs} × {article}"),
        "instead_of": _("Zamiast: {article}"),
        "why_fewer": _("Wybierz, dlaczego mniej: {article}"),
        "short": _("{article}: jest {available} z {wanted}"),
        "lot": _("partia {number}"),
        "use_until": _("do {day}"),
        "less": _("Mniej: {article}"),
        "more": _("Więcej: {article}"),
        "pin_old_list": _(
            "Lista unieważnionych talonów jest za stara (wiek: {age}). Talon mógł"
            " zostać w tym czasie unieważniony. Daj telefon osobie, która kieruje"
            " wydawaniem: wpisze swój PIN."
        ),
        "pin_not_listed": _(
            "Podpis jest prawdziwy, ale tego talonu nie ma na liście w telefonie. Daj"
            " telefon osobie, która kieruje wydawaniem: wpisze swój PIN."
        ),
        "pin_old_list_no": _("Lista jest za stara. Podejdź tam, gdzie jest zasięg."),
        "pin_not_listed_no": _(
            "Tego talonu nie ma na liście. Podejdź tam, gdzie jest zasięg, albo zadzwoń"
            " do biura."
        ),
        "pin_wrong": _("To nie ten PIN."),
        "pin_none": _(
            "Ośrodek nie ustawił PIN-u przełożonego, więc nie można tego"
            " potwierdzić bez sieci. Podejdź tam, gdzie jest zasięg, albo zadzwoń do"
            " biura."
        ),
    }


def _keeping() -> dict[str, str]:
    return {
        "failed": _("Nie zapisano"),
        "failed_why": _(
            "Telefon nie mógł tego zapisać. Wczytaj stronę od nowa i zeskanuj jeszcze"
            " raz. Gdy to nie pomoże, wydaj na zwykłej stronie."
        ),
        "undone": _("Cofnięto wydanie"),
        "undone_why": _("Odłóż paczkę na półkę. Talon znów działa."),
        "undone_beside": _(
            "Odłóż paczkę na półkę. Na ten talon nie wydawaj, dopóki biuro nie"
            " wyjaśni sprawy."
        ),
        "undone_later": _(
            "Odłóż paczkę na półkę. Biuro dowie się o tym, gdy wróci sieć."
        ),
        "state_sent": _("wysłane"),
        "state_waiting": _("czeka na wysłanie"),
        "state_set_aside": _("odłożone"),
        "state_refusal_aside": _("odłożona odmowa"),
        "aside_head": _("Skaner Kromki, {site}: serwer nie przyjął tych wpisów"),
        "aside_handout": _("wydanie"),
        "aside_refusal": _("odmowa"),
        "aside_copied": _("Skopiowano listę. Wklej ją do wiadomości do koordynatora."),
        "aside_copy": _("Skopiuj ten tekst i wyślij go koordynatorowi."),
        "state_conflict": _("do wyjaśnienia w biurze"),
        "state_annulled": _("cofnięte"),
        "state_annulling": _("cofnięcie czeka na wysłanie"),
        "state_annul_refused": _("nie udało się cofnąć"),
        "nobody": _("Nikogo nie znaleziono. Sprawdź pisownię."),
        "no_voucher": _("nie ma dziś talonu"),
        "number": _("nr {number}"),
        "no_search": _("Szukanie działa tylko z siecią."),
    }


def _standing() -> dict[str, str]:
    return {
        "no_pairing": _(
            "To nie jest kod parowania z tej strony. Pokaż kod, który biuro widzi po"
            " dodaniu urządzenia."
        ),
        "no_shift": _("Na tym telefonie nie ma teraz zmiany"),
        "online": _("Jest sieć"),
        "offline": _("Nie ma sieci"),
        "list_from": _("lista z {time}"),
        "list_old": _("wiek listy: {age}"),
        "list_none": _("nie ma listy talonów"),
        "ends": _("Zmiana do {time}"),
        "ending": _("Zmiana zaraz się skończy"),
        "ending_why": _("Za kilka sekund lista talonów zniknie z tego telefonu."),
        "ended": _("Zmiana się skończyła"),
        "ended_why": _(
            "Listę talonów usunięto z tego telefonu. Zacznij nową zmianę, aby wydawać"
            " dalej."
        ),
        "ended_alone": _(
            "Bez sieci listę usunięto tylko z telefonu. W biurze zmiana skończy się o"
            " północy."
        ),
        "still_here": _(
            "W telefonie zostało: {count}. Wyśle się, gdy ktoś zacznie na nim zmianę."
        ),
        "elsewhere": _(
            "Powstało w innym miejscu. Wyśle się, gdy ten telefon zacznie tam zmianę."
        ),
    }


def _readiness() -> dict[str, str]:
    return {
        "here": _("OK"),
        "missing": _("do zrobienia"),
        "could_be_better": _("warto zrobić"),
        "ready": _("Gotowy do pracy bez sieci"),
        "not_ready": _("Jeszcze nie gotowy"),
        "ready_shift": _("Zmiana na tym telefonie"),
        "todo_shift": _("Zacznij zmianę."),
        "ready_extract": _("Lista talonów na dziś"),
        "todo_extract": _("Połącz telefon z siecią i pobierz listę."),
        "ready_signatures": _("Sprawdzanie podpisu talonów"),
        "todo_signatures": _(
            "Ta przeglądarka tego nie umie. Zaktualizuj ją albo weź inny telefon."
        ),
        "ready_keys": _("Klucze ośrodka"),
        "todo_keys": _("Połącz telefon z siecią i pobierz listę."),
        "ready_app": _("Aplikacja zapisana w telefonie"),
        "todo_app": _("Poczekaj chwilę z włączoną siecią i sprawdź jeszcze raz."),
        "ready_camera": _("Czytnik kodów zapisany w telefonie"),
        "todo_camera": _("Poczekaj chwilę z włączoną siecią i sprawdź jeszcze raz."),
        "ready_storage": _("Pamięć chroniona przed czyszczeniem"),
        "todo_storage": _(
            "Zainstaluj aplikację na ekranie głównym. Bez tego przeglądarka może"
            " usunąć dane, gdy zabraknie miejsca."
        ),
        "ready_clock": _("Zegar telefonu"),
        "todo_clock": _(
            "Zegar telefonu nie zgadza się z naszym (różnica: {age}). Włącz"
            " automatyczną datę i godzinę."
        ),
        "ready_pin": _("PIN przełożonego"),
        "todo_pin": _(
            "Biuro go nie ustawiło. Bez sieci nie da się wydać na talon, którego nie"
            " ma na liście."
        ),
    }
