import pytest

from distribution.inventory.rules.documents import (
    DOCUMENT_LABELS,
    LOSS_REASONS,
    MOVEMENT_RULES,
    DocumentKind,
    MovementReason,
    document_number,
    reason_fits,
)


def test_a_number_as_every_store_writes_it():
    assert document_number(DocumentKind.RECEIPT, 12, 2026) == "PZ/12/2026"


def test_every_reason_has_its_rule_and_every_document_its_words():
    assert set(MOVEMENT_RULES) == set(MovementReason)
    assert set(DOCUMENT_LABELS) == set(DocumentKind)
    assert len({rule.label for rule in MOVEMENT_RULES.values()}) == len(MovementReason)


@pytest.mark.parametrize(
    ("reason", "packs", "fits"),
    [
        (MovementReason.RECEIVED, 5, True),
        (MovementReason.RECEIVED, -5, False),
        (MovementReason.HANDED_OUT, -1, True),
        (MovementReason.HANDED_OUT, 1, False),
        (MovementReason.CORRECTION, 3, True),
        (MovementReason.CORRECTION, -3, True),
        (MovementReason.CORRECTION, 0, False),
        (MovementReason.EXPIRED, 0, False),
    ],
)
def test_packs_go_the_way_the_reason_says(reason, packs, fits):
    assert reason_fits(reason, packs) is fits


@pytest.mark.parametrize("reason", LOSS_REASONS)
def test_a_loss_goes_out_under_an_rw(reason):
    rule = MOVEMENT_RULES[reason]

    assert (rule.sign, rule.document) == (-1, DocumentKind.INTERNAL)
