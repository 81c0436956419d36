"""One unit per quantity, each a distinct type. Whole numbers only.

Packs are what a household is handed (a tin, a 1 kg bag): nothing smaller is ever
counted. ``Grams`` is physical weight, for loading a car; ``ReportGrams`` is the
weight a programme counts, where one litre is one kilogram (``DOMAIN.md`` 4.1).
Instants are aware ``datetime``; days are ``date`` in the centre's own zone.
"""

from typing import NewType

Packs = NewType("Packs", int)
Grams = NewType("Grams", int)
ReportGrams = NewType("ReportGrams", int)
Grosz = NewType("Grosz", int)
Seconds = NewType("Seconds", int)
Metres = NewType("Metres", int)
