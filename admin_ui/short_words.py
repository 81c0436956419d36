"""What a coordinator does about packs that were not handed over."""

from collections.abc import Mapping

from distribution.core.language import N_
from distribution.vouchers.shortfalls import ShortReason

SHORT_ADVICE: Mapping[ShortReason | None, str] = {
    ShortReason.NOT_IN_STOCK: N_(
        "Porównaj z magazynem: co leży gdzie indziej, przewieź, a co powinno leżeć na"
        " miejscu, policz. Opakowania nadal się należą: następna tura doliczy je do"
        " paczek."
    ),
    ShortReason.DAMAGED: N_(
        "Obejrzyj odłożone opakowania i zapisz stratę. Opakowania nadal się należą:"
        " następna tura doliczy je do paczek."
    ),
    ShortReason.COULD_NOT_CARRY: N_(
        "Zadzwoń i zaproponuj dowóz do domu albo odbiór przez osobę upoważnioną."
        " Opakowania nadal się należą: następna tura doliczy je do paczek."
    ),
    None: N_(
        "Zapytaj osoby, które wydawały. Opakowania nadal się należą: następna tura"
        " doliczy je do paczek."
    ),
    ShortReason.NOT_WANTED: N_(
        "Nic nie trzeba robić: opakowania wróciły do wolnego zapasu i nie będą"
        " doliczane."
    ),
}
"""By reason, what asks for most first; None where nobody said why."""
