"""What a hand-out is called that should not have been, and what is done about it."""

from collections.abc import Mapping

from distribution.core.language import N_
from distribution.vouchers.rules import RefusalReason

CONFLICT_LABELS: Mapping[RefusalReason, str] = {
    RefusalReason.REPLACED: N_("talon był już zastąpiony nowym"),
    RefusalReason.REVOKED: N_("talon był unieważniony"),
    RefusalReason.BLOCKED: N_("talon był wstrzymany"),
    RefusalReason.ALREADY_HANDED_OUT: N_("paczkę na ten talon już wydano"),
    RefusalReason.NOT_YET_VALID: N_("talon nie był jeszcze ważny"),
    RefusalReason.EXPIRED: N_("talon był po terminie"),
    RefusalReason.ROUND_CLOSED: N_("tura była już zamknięta"),
    RefusalReason.HOUSEHOLD_NOT_ELIGIBLE: N_("skierowanie nie było ważne"),
    RefusalReason.OTHER_CHANNEL: N_("paczka była zapisana na inny sposób odbioru"),
    RefusalReason.OTHER_SITE: N_("paczka czekała w innym miejscu"),
    RefusalReason.LOT_RECALLED: N_("wydano partię wycofaną"),
    RefusalReason.OUT_OF_STOCK: N_("w księgach brakowało towaru"),
}

CONFLICT_ADVICE: Mapping[RefusalReason, str] = {
    RefusalReason.REPLACED: N_(
        "Paczkę wydano na stary talon, a nowy wciąż działa. Unieważnij nowy albo"
        " uprzedź punkt, żeby na niego nie wydawał drugiej paczki."
    ),
    RefusalReason.REVOKED: N_(
        "Sprawdź, dlaczego talon unieważniono. Zadzwoń do rodziny i ustal, czy paczka"
        " jej się należała. Jeśli nie, uzgodnij zwrot i zapisz, co ustalono."
    ),
    RefusalReason.BLOCKED: N_(
        "Sprawdź, dlaczego talon wstrzymano, i załatw tę sprawę z rodziną. Paczka już"
        " wyszła, więc talon jest wykorzystany."
    ),
    RefusalReason.ALREADY_HANDED_OUT: N_(
        "Porównaj oba wydania i zapytaj osoby, które wydawały. Jeśli rodzina dostała"
        " dwie paczki, uzgodnij, czy odda drugą. Jeśli to ta sama paczka zapisana dwa"
        " razy, otwórz talon i cofnij tam wydanie oznaczone „konflikt”: towar i limit"
        " wrócą."
    ),
    RefusalReason.NOT_YET_VALID: N_(
        "Paczkę wydano przed terminem. Sprawdź, czy telefon miał dobrą datę i czy"
        " rodzina nie przyjdzie jeszcze raz. Zwykle wystarczy to zapisać."
    ),
    RefusalReason.EXPIRED: N_(
        "Paczkę wydano po terminie. Sprawdź, czy telefon miał dobrą datę i czy tura"
        " jeszcze trwała. Zwykle wystarczy to zapisać."
    ),
    RefusalReason.ROUND_CLOSED: N_(
        "Tura była już zamknięta. Sprawdź, czy wydanie jest w rejestrze tej tury, i"
        " wydrukuj rejestr jeszcze raz, jeśli wysłano go wcześniej."
    ),
    RefusalReason.HOUSEHOLD_NOT_ELIGIBLE: N_(
        "W dniu wydania skierowanie nie było ważne. Zapytaj pracownika socjalnego, czy"
        " wystawi nowe. Jeśli nie, uzgodnij z rodziną zwrot i zapisz, co ustalono."
    ),
    RefusalReason.OTHER_CHANNEL: N_(
        "Paczka miała dotrzeć inną drogą. Sprawdź, czy kierowca nie zawiózł drugiej, i"
        " zdejmij ten adres z trasy."
    ),
    RefusalReason.OTHER_SITE: N_(
        "Paczka czekała w innym miejscu i tam dalej leży. Przenieś ją w magazynie albo"
        " odłóż na półkę, a talon jest już wykorzystany."
    ),
    RefusalReason.LOT_RECALLED: N_(
        "Zadzwoń do rodziny zaraz: wydano żywność z partii wycofanej. Poproś, żeby jej"
        " nie jedli i zwrócili ją. Potem zapisz, z kim rozmawiano."
    ),
    RefusalReason.OUT_OF_STOCK: N_(
        "Wydano więcej, niż było w księgach. Policz towar w tym miejscu: dopiero spis"
        " wyjaśni różnicę."
    ),
}
"""By the reason of the conflict; a test finds one that is missing."""
