"""Says in words why a delivery is on no route."""

from collections.abc import Callable, Mapping
from typing import Any

from distribution.core.units import Seconds
from distribution.routing.figures import Gettext, distance, duration, tenths
from distribution.routing.reasons import SENTENCES
from distribution.routing.rules.leaving_out import LEFT_OUT_SENTENCES, LeftOutCode
from distribution.routing.rules.plan import UnservedCode

Ngettext = Callable[[str, str, int], str]
"""Returns the form for a count; the second one given is that for five."""

COUNTED: Mapping[UnservedCode, Callable[[Ngettext, int], str]] = {
    UnservedCode.NO_CAPACITY_PACKS: lambda ngettext, wanted: ngettext(
        "Paczka ma {wanted} opakowanie, a największy wolny pojazd mieści {available}.",
        "Paczka ma {wanted} opakowań, a największy wolny pojazd mieści {available}.",
        wanted,
    ),
    UnservedCode.NO_CAPACITY_COLD_BOXES: lambda ngettext, wanted: ngettext(
        "Potrzeba {wanted} pojemnika chłodniczego, a w pojeździe jest najwyżej"
        " {available}.",
        "Potrzeba {wanted} pojemników chłodniczych, a w pojeździe jest najwyżej"
        " {available}.",
        wanted,
    ),
    UnservedCode.VEHICLES_FULL_PACKS: lambda ngettext, wanted: ngettext(
        "Pojazdy są pełne: potrzeba miejsca na {wanted} opakowanie, najwięcej zostało"
        " {available}.",
        "Pojazdy są pełne: potrzeba miejsca na {wanted} opakowań, najwięcej zostało"
        " {available}.",
        wanted,
    ),
    UnservedCode.VEHICLES_FULL_COLD_BOXES: lambda ngettext, wanted: ngettext(
        "Pojazdy są pełne: potrzeba {wanted} pojemnika chłodniczego, najwięcej"
        " zostało {available}.",
        "Pojazdy są pełne: potrzeba {wanted} pojemników chłodniczych, najwięcej"
        " zostało {available}.",
        wanted,
    ),
}
"""The sentences of reasons that count what is ``wanted``."""

_WEIGHED = {UnservedCode.NO_CAPACITY_GRAMS, UnservedCode.VEHICLES_FULL_GRAMS}
_TENTH = 100


def why_left_out(
    code: str,
    facts: Mapping[str, Any],
    gettext: Callable[[str], str],
    ngettext: Ngettext,
) -> str:
    """Return the sentence of a reason with its facts, in the language of the two."""
    if code in set(LeftOutCode):
        sentence = gettext(LEFT_OUT_SENTENCES[LeftOutCode(code)])
    elif code in COUNTED:
        sentence = COUNTED[UnservedCode(code)](ngettext, facts["wanted"])
    else:
        sentence = gettext(SENTENCES[UnservedCode(code)])
    return sentence.format(**_worded(code, facts, gettext))


def _worded(code: str, facts: Mapping[str, Any], gettext: Gettext) -> dict[str, Any]:
    """Return *facts* in the units that people use."""
    said = dict(facts)
    if "metres" in facts:
        said["distance"] = distance(facts["metres"], gettext)
    if "minutes" in facts:
        said["time"] = duration(Seconds(60 * facts["minutes"]), gettext)
    if code in _WEIGHED:
        room = facts["available"]
        said["wanted"] = tenths(facts["wanted"], gettext)
        said["available"] = tenths(room - room % _TENTH, gettext)
    return said
