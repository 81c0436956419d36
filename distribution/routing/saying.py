"""Says in words why a delivery is on no route."""

from collections.abc import Callable, Mapping
from typing import Any

from distribution.core.language import N_
from distribution.routing.reasons import SENTENCES
from distribution.routing.rules.leaving_out import LEFT_OUT_SENTENCES, LeftOutCode
from distribution.routing.rules.plan import UnservedCode


def why_left_out(
    code: str, facts: Mapping[str, Any], gettext: Callable[[str], str] = N_
) -> str:
    """Return the sentence of a reason with its facts, in the language of *gettext*."""
    if code in set(LeftOutCode):
        sentence = LEFT_OUT_SENTENCES[LeftOutCode(code)]
    else:
        sentence = SENTENCES[UnservedCode(code)]
    return gettext(sentence).format(**facts)
