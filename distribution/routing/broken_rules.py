"""Says in words which rule a route breaks, for who arranges it by hand."""

from collections.abc import Callable, Mapping

from distribution.core.language import N_
from distribution.core.units import Seconds
from distribution.routing.figures import duration, tenths
from distribution.routing.rules.checker import Fault, FaultCode
from distribution.routing.saying import Ngettext

RULES: Mapping[FaultCode, str] = {
    FaultCode.REQUIREMENTS: N_("Ten kierowca nie ma tego, czego tu trzeba."),
    FaultCode.SHIFT_NOT_ALLOWED: N_(
        "Tej paczki ten kierowca nie ma: jest w innym aucie albo w innym miejscu."
    ),
    FaultCode.DRIVER_EXCLUDED: N_("Ten kierowca ma tu nie przyjeżdżać."),
    FaultCode.CREW_TOO_SMALL: N_("Tu trzeba przyjechać we dwoje."),
    FaultCode.NO_ROAD: N_("Nie ma tam drogi."),
    FaultCode.OUTSIDE_WINDOWS: N_("{time} poza umówionymi godzinami."),
    FaultCode.ENDS_AFTER_SHIFT: N_("Koniec {time} po zmianie kierowcy."),
    FaultCode.COLD_TOO_LONG: N_("Chłodna paczka jest w drodze {time} za długo."),
    FaultCode.NOT_ABOARD: N_("Tej paczki nie ma jeszcze w aucie."),
    FaultCode.BREAK_MISSED: N_("Kierowca nie ma kiedy zrobić przerwy."),
    FaultCode.BREAK_DURING_WORK: N_("Kierowca nie ma kiedy zrobić przerwy."),
    FaultCode.TOO_MUCH_DRIVING: N_("Za kierownicą {time} za długo."),
    FaultCode.TOO_MUCH_WORK: N_("Praca trwa {time} za długo."),
    FaultCode.TOO_FAR: N_("Droga jest za długa o {kilometres} km."),
}
"""What each rule is called when it is broken."""

_OTHERWISE = N_("Plan łamie regułę: {code}.")

_COUNTED: Mapping[str, Callable[[Ngettext, int], str]] = {
    "packs": lambda ngettext, n: ngettext(
        "Za dużo o {n} opakowanie.", "Za dużo o {n} opakowań.", n
    ),
    "cold_boxes": lambda ngettext, n: ngettext(
        "Brakuje {n} pojemnika chłodniczego.",
        "Brakuje {n} pojemników chłodniczych.",
        n,
    ),
    "stops": lambda ngettext, n: ngettext(
        "Za dużo o {n} przystanek.", "Za dużo o {n} przystanków.", n
    ),
}

_HEAVY = N_("Za ciężko o {kilograms} kg.")


def which_rule(fault: Fault, gettext: Callable[[str], str], ngettext: Ngettext) -> str:
    """Return the sentence of a broken rule, in the language of the two."""
    if fault.code is FaultCode.OVER_CAPACITY and fault.dimension == "grams":
        return gettext(_HEAVY).format(kilograms=tenths(fault.by, gettext))
    counted = fault.dimension or ""
    if fault.code is FaultCode.TOO_MANY_STOPS:
        counted = "stops"
    if counted in _COUNTED:
        return _COUNTED[counted](ngettext, fault.by).format(n=fault.by)
    return gettext(RULES.get(fault.code, _OTHERWISE)).format(
        time=duration(Seconds(fault.by), gettext),
        kilometres=tenths(fault.by, gettext),
        code=fault.code.value,
    )
