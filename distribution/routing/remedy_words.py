"""Says in words what would make a stop fit."""

from collections.abc import Callable, Mapping

from distribution.core.language import N_
from distribution.routing.figures import tenths
from distribution.routing.rules.remedies import Remedy, RemedyKind
from distribution.routing.saying import Ngettext

SENTENCES: Mapping[RemedyKind, str] = {
    RemedyKind.WINDOW_LATER: N_("Zmieści się, jeśli okno potrwa do {at}."),
    RemedyKind.WINDOW_EARLIER: N_("Zmieści się, jeśli okno zacznie się już o {at}."),
    RemedyKind.SHIFT_LONGER: N_("Zmieści się, jeśli {driver} będzie w pracy do {at}."),
    RemedyKind.ONE_MORE_DRIVER: N_(
        "Zmieści się, jeśli do {at} pojedzie jeszcze ktoś, kto ma auto, załogę"
        " i umiejętności takie jak {driver}."
    ),
    RemedyKind.MORE_GRAMS: N_(
        "Zmieści się, jeśli auto ({driver}) uniesie o {kilograms} kg więcej."
    ),
    RemedyKind.MORE_DRIVING: N_(
        "Zmieści się, jeśli {driver} może jechać o {n} min dłużej."
    ),
    RemedyKind.MORE_KILOMETRES: N_(
        "Zmieści się, jeśli {driver} może przejechać o {n} km więcej."
    ),
    RemedyKind.COME_BACK: N_(
        "Zmieści się, jeśli {driver} może wracać po paczki (razy: {n})."
    ),
    RemedyKind.SKILLS: N_("Zmieści się, jeśli {driver} spełni wymaganie: {words}."),
    RemedyKind.NOT_ONE_ALONE: N_(
        "Sprawdzono: żadna jedna zmiana (okno, godziny pracy, auto, załoga, jeszcze"
        " jeden kierowca) tu nie wystarczy."
    ),
}

_SOMEBODY_MORE = N_("Zmieści się, jeśli pojedzie jeszcze jedna osoba, do {at}.")
"""Of plans made before anybody wrote down like whom."""

COUNTED: Mapping[RemedyKind, Callable[[Ngettext, int], str]] = {
    RemedyKind.MORE_PACKS: lambda ngettext, n: ngettext(
        "Zmieści się, jeśli auto ({driver}) pomieści o {n} opakowanie więcej.",
        "Zmieści się, jeśli auto ({driver}) pomieści o {n} opakowań więcej.",
        n,
    ),
    RemedyKind.MORE_COLD_BOXES: lambda ngettext, n: ngettext(
        "Zmieści się, jeśli {driver} weźmie o {n} pojemnik chłodniczy więcej.",
        "Zmieści się, jeśli {driver} weźmie o {n} pojemników chłodniczych więcej.",
        n,
    ),
    RemedyKind.MORE_PEOPLE: lambda ngettext, n: ngettext(
        "Zmieści się, jeśli w aucie ({driver}) będzie o {n} osobę więcej.",
        "Zmieści się, jeśli w aucie ({driver}) będzie o {n} osób więcej.",
        n,
    ),
    RemedyKind.MORE_STOPS: lambda ngettext, n: ngettext(
        "Zmieści się, jeśli {driver} może mieć o {n} przystanek więcej.",
        "Zmieści się, jeśli {driver} może mieć o {n} przystanków więcej.",
        n,
    ),
}


def what_helps(
    remedy: Remedy,
    drivers: Mapping[str, str],
    gettext: Callable[[str], str],
    ngettext: Ngettext,
) -> str:
    """Return the sentence of a remedy, in the language of the two.

    Args:
        remedy: What would help.
        drivers: Who drives each shift, by its id.
        gettext: Translates a sentence.
        ngettext: Translates one that counts.
    """
    amount = remedy.amount or 0
    if remedy.kind is RemedyKind.ONE_MORE_DRIVER and remedy.shift is None:
        sentence = gettext(_SOMEBODY_MORE)
    elif remedy.kind in COUNTED:
        sentence = COUNTED[remedy.kind](ngettext, amount)
    else:
        sentence = gettext(SENTENCES[remedy.kind])
    return sentence.format(
        driver=drivers.get(remedy.shift or "", ""),
        at=_clock(remedy.at or 0),
        n=amount,
        kilograms=tenths(amount, gettext),
        words=remedy.words,
    )


def _clock(second: int) -> str:
    return f"{second // 3600}:{second // 60 % 60:02}"
