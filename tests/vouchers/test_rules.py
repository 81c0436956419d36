"""The order of the checks, from the table that the phones run as well."""

import json
import re
from datetime import date
from itertools import combinations
from pathlib import Path

import msgspec
import pytest

from distribution.core.errors import ConflictError, NotFoundError
from distribution.vouchers import errors
from distribution.vouchers.rules import (
    CHANNEL_LABELS,
    STATE_LABELS,
    Channel,
    RefusalReason,
    Scan,
    VoucherFacts,
    VoucherState,
    refusal,
    state_of,
)

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
FAULTS = VECTORS["faults"]
EXCLUDE_EACH_OTHER = ({"bad_signature", "other_centre"},)


class Vector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    voucher: VoucherFacts | None
    scan: Scan
    today: date


def laid_over(*patches):
    """Return the good vector with *patches* laid over it; a null voucher wins."""
    vector = json.loads(json.dumps(VECTORS["good"]))
    for patch in patches:
        for part, change in patch.items():
            if isinstance(change, dict) and vector[part] is not None:
                vector[part].update(change)
            elif not isinstance(change, dict):
                vector[part] = change
    return msgspec.convert(vector, Vector)


def reason_of(vector):
    found = refusal(vector.voucher, vector.scan, vector.today)
    return found and found.reason.value


def test_the_table_has_one_fault_for_each_reason_in_the_order_of_the_checks():
    assert [fault["reason"] for fault in FAULTS] == list(RefusalReason)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_case(case):
    vector = laid_over(case["patch"])

    assert reason_of(vector) == case["reason"]
    assert state_of(vector.voucher, vector.today) == case["state"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["reason"])
def test_one_fault_is_refused_for_its_own_reason(fault):
    assert reason_of(laid_over(fault["patch"])) == fault["reason"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pair
        for pair in combinations(FAULTS, 2)
        if {fault["reason"] for fault in pair} not in EXCLUDE_EACH_OTHER
    ],
    ids=lambda fault: fault["reason"],
)
def test_of_two_faults_the_earlier_check_speaks(first, second):
    assert reason_of(laid_over(first["patch"], second["patch"])) == first["reason"]
    assert reason_of(laid_over(second["patch"], first["patch"])) == first["reason"]


def test_with_every_fault_at_once_mending_them_in_turn_names_each_reason_in_turn():
    faults = [fault for fault in FAULTS if fault["reason"] != "other_centre"]

    said = [
        reason_of(laid_over(*(fault["patch"] for fault in faults[mended:])))
        for mended in range(len(faults) + 1)
    ]

    assert said == [*(fault["reason"] for fault in faults), None]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["reason"])
def test_each_refusal_is_a_sentence_with_all_facts_filled_in(fault):
    vector = laid_over(fault["patch"])
    found = refusal(vector.voucher, vector.scan, vector.today)

    said = found.says()

    assert re.fullmatch(r"[A-ZŁ].*\.", said)
    assert not re.search(r"[{}]|None|\d{4}-\d\d", said)
    assert found.as_error().reason == fault["reason"]
    known = NotFoundError if fault["reason"] == "unknown_code" else ConflictError
    assert isinstance(found.as_error(), known)


def test_the_sentence_names_the_facts_a_volunteer_needs():
    def said(reason):
        patch = next(f["patch"] for f in FAULTS if f["reason"] == reason)
        vector = laid_over(patch)
        return refusal(vector.voucher, vector.scan, vector.today).says()

    assert "7.12.2026, 10:05" in said("already_handed_out")
    assert "CKiP" in said("already_handed_out")
    assert "od 9.12.2026 do 11.12.2026" in said("not_yet_valid")
    assert "MOPS, ul. Grunwaldzka" in said("other_site")
    assert "mleko UHT 1 l (L2210)" in said("lot_recalled")
    assert "cukier biały 1 kg (1/2)" in said("out_of_stock")


def test_a_shortage_travels_with_the_error_for_the_edge_to_list():
    patch = next(f["patch"] for f in FAULTS if f["reason"] == "out_of_stock")
    vector = laid_over(patch)

    error = refusal(vector.voucher, vector.scan, vector.today).as_error()

    assert error.facts["shortages"] == list(vector.voucher.missing)


def test_a_door_and_a_counter_are_told_different_things():
    counter = laid_over({"voucher": {"channel": "home_delivery"}})
    door = laid_over({"scan": {"channel": "home_delivery"}})

    at_counter = refusal(counter.voucher, counter.scan, counter.today)
    at_door = refusal(door.voucher, door.scan, door.today)

    assert at_counter.error is errors.BroughtHomeError
    assert at_door.error is errors.CollectedAtSiteError
    assert at_counter.reason is at_door.reason is RefusalReason.OTHER_CHANNEL


def test_every_state_and_channel_has_a_label():
    assert set(STATE_LABELS) == set(VoucherState)
    assert set(CHANNEL_LABELS) == set(Channel)
