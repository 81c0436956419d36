"""SMSAPI over HTTP, against a tiny provider on this machine (DOMAIN 7.6)."""

import json
import logging
from urllib.parse import urlsplit

import pytest

from distribution.messages.rules.outbox import (
    Failure,
    MessageKind,
    Receipt,
    Rejected,
    TryLater,
)
from distribution.messages.senders import OutgoingMessage
from distribution.messages.smsapi import smsapi_sender
from tests.messages.sms_provider import sms_provider

MESSAGE = OutgoingMessage(
    key="slot_confirmed-6f1c2d3e000040008000000000000001-0",
    kind=MessageKind.SLOT_CONFIRMED,
    number="+48600123456",
    text="Termin potwierdzony: śr. 25.11 & 9:00, Al. Niepodległości 44.",
)
TAKEN = {
    "count": 1,
    "list": [
        {
            "id": "5AD1B2C3",
            "points": 0.16,
            "number": "48600123456",
            "date_sent": 1764000000,
            "submitted_number": "48600123456",
            "status": "QUEUE",
            "error": None,
            "idx": MESSAGE.key,
            "parts": 1,
        }
    ],
}


async def answer(body, **how):
    """Send the message to a provider that answers so."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with (
        sms_provider(body=raw, **how) as provider,
        smsapi_sender(token="t0ken", origin=provider.origin, patience=5) as sender,
    ):
        return await sender.send(MESSAGE)


async def test_a_message_that_is_taken_gives_a_receipt() -> None:
    assert await answer(TAKEN) == Receipt("5AD1B2C3")


async def test_the_request_is_as_the_provider_wants_it() -> None:
    async with (
        sms_provider(body=json.dumps(TAKEN).encode()) as provider,
        smsapi_sender(
            token="t0ken", sender_name="Odbior", origin=provider.origin
        ) as sender,
    ):
        await sender.send(MESSAGE)

    [request] = provider.requests
    assert request.line == "POST /sms.do HTTP/1.1"
    assert request.headers["authorization"] == "Bearer t0ken"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.form == {
        "to": "48600123456",
        "message": MESSAGE.text,
        "from": "Odbior",
        "encoding": "utf-8",
        "idx": MESSAGE.key,
        "check_idx": "1",
        "format": "json",
    }


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (13, Rejected(Failure.INVALID_NUMBER)),
        (57, Rejected(Failure.OPTED_OUT)),
        (11, Rejected(Failure.TEXT_REFUSED)),
        (8, Rejected(Failure.REFUSED)),
        (52, TryLater(Failure.TOO_MANY)),
        (101, TryLater(Failure.ACCOUNT)),
        (103, TryLater(Failure.NO_CREDIT)),
        (201, TryLater(Failure.PROVIDER_DOWN)),
        ("103", TryLater(Failure.NO_CREDIT)),
        ("authorization_failed", TryLater(Failure.ACCOUNT)),
    ],
)
async def test_an_error_with_http_200_is_no_success(number, outcome) -> None:
    assert await answer({"error": number, "message": "…"}) == outcome


async def test_an_invalid_number_is_rejected_for_good() -> None:
    bad = {"number": "48600123456", "submitted_number": "…", "message": "Invalid"}
    error = {"error": 13, "message": "No correct phone numbers"}

    refused = await answer(error | {"invalid_numbers": [bad]})
    partly = await answer({"count": 0, "list": [], "invalid_numbers": [bad]})

    assert refused == partly == Rejected(Failure.INVALID_NUMBER)


async def test_a_retry_of_what_had_arrived_is_a_receipt_not_a_second_sms() -> None:
    assert await answer({"error": 53, "message": "Not unique idx"}) == Receipt(None)


async def test_an_error_of_the_one_message_in_the_list_counts() -> None:
    listed = {"count": 1, "list": [TAKEN["list"][0] | {"error": 14}]}

    assert await answer(listed) == TryLater(Failure.ACCOUNT)


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy"])
async def test_a_provider_that_is_down_is_tried_later(status) -> None:
    html = b"<html>Bad gateway</html>"

    assert await answer(html, status=status) == TryLater(Failure.PROVIDER_DOWN)


async def test_a_wait_that_the_provider_asks_for_is_passed_on() -> None:
    asked = {"Retry-After": "120"}
    busy = await answer({}, status="429 Too Many Requests", headers=asked)
    undated = await answer(
        {}, status="503 Busy", headers={"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}
    )

    assert busy == TryLater(Failure.TOO_MANY, 120)
    assert undated == TryLater(Failure.PROVIDER_DOWN)


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
async def test_a_wrong_token_fails_no_message(status) -> None:
    error = {"error": "authorization_failed", "code": 401}

    assert await answer(error, status=status) == TryLater(Failure.ACCOUNT)


@pytest.mark.parametrize(
    "body",
    [b"", b"OK:123", b"[]", b"\xff\xfe", b'{"list": 7}', b'{"count":0,"list":[]}'],
)
async def test_an_answer_that_makes_no_sense_is_not_a_receipt(body) -> None:
    assert await answer(body) == TryLater(Failure.UNREADABLE)


async def test_a_redirect_takes_the_token_nowhere() -> None:
    async with sms_provider(body=json.dumps(TAKEN).encode()) as elsewhere:
        outcome = await answer(
            {}, status="307 Away", headers={"Location": elsewhere.origin + "/sms.do"}
        )

    assert outcome == TryLater(Failure.UNREADABLE)
    assert elsewhere.requests == []


async def test_silence_is_tried_later_since_it_may_have_arrived() -> None:
    async with (
        sms_provider(silent=True) as provider,
        smsapi_sender(token="t", origin=provider.origin, patience=0.2) as sender,
    ):
        assert await sender.send(MESSAGE) == TryLater(Failure.TIMEOUT)
    assert len(provider.requests) == 1


async def test_nobody_at_home_is_tried_later() -> None:
    async with sms_provider() as provider:
        gone = provider.origin
    async with smsapi_sender(token="t", origin=gone, patience=2) as sender:
        assert await sender.send(MESSAGE) == TryLater(Failure.UNREACHABLE)
    assert urlsplit(gone).hostname == "127.0.0.1"


async def test_no_log_line_holds_the_number_the_text_or_the_token(caplog) -> None:
    caplog.set_level(logging.DEBUG)

    await answer({"error": 13, "message": "48600123456", "invalid_numbers": []})

    for secret in ("600123456", "potwierdzony", "t0ken"):
        assert secret not in caplog.text
