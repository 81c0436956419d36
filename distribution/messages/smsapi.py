"""Sends SMS through SMSAPI (``DOMAIN.md`` 7.6). The only module of messages on HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import httpx
import msgspec

from distribution.core.units import Seconds
from distribution.messages.rules.outbox import (
    Failure,
    Outcome,
    Receipt,
    Rejected,
    TryLater,
)
from distribution.messages.senders import OutgoingMessage, Sender

_PATIENCE = 15.0
"""Seconds to wait for an answer. A late one does no harm: the key is the same."""

_ALREADY_TAKEN = 53
"""A message with this ``idx`` was taken before; so a first try did arrive."""

_FOR_GOOD: dict[int, Failure] = {
    11: Failure.TEXT_REFUSED,  # too long, or empty
    12: Failure.TEXT_REFUSED,  # more parts than allowed
    13: Failure.INVALID_NUMBER,
    57: Failure.OPTED_OUT,  # the sender's own black list
    59: Failure.OPTED_OUT,  # the recipient's wish
    94: Failure.TEXT_REFUSED,  # links are not allowed for the account
}

_FOR_NOW: dict[int, Failure] = {
    14: Failure.ACCOUNT,  # the sender's name is not registered
    52: Failure.TOO_MANY,  # to one number within a minute
    101: Failure.ACCOUNT,
    102: Failure.ACCOUNT,
    103: Failure.NO_CREDIT,
    105: Failure.ACCOUNT,  # the address of this machine is not on the list
    110: Failure.ACCOUNT,
    200: Failure.PROVIDER_DOWN,
    201: Failure.PROVIDER_DOWN,
    202: Failure.TOO_MANY,
    203: Failure.TOO_MANY,
    999: Failure.PROVIDER_DOWN,
}
"""A fault of the account must not fail a whole queue: once mended, all go out."""


class _Sent(msgspec.Struct):
    """One message in a good answer."""

    id: str | None = None
    error: int | str | None = None


class _Answer(msgspec.Struct):
    """Either answer: a list of what was sent, or an error; both come with HTTP 200."""

    list: tuple[_Sent, ...] = ()
    error: int | str | None = None
    invalid_numbers: tuple[Any, ...] | None = None


class _SmsApiSender:
    """A `Sender` on an open connection."""

    def __init__(self, client: httpx.AsyncClient, sender_name: str | None) -> None:
        self._client = client
        self._sender_name = sender_name

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Hand over one message; by ``check_idx`` a retry is no second SMS."""
        form = {
            "to": message.number.removeprefix("+"),
            "message": message.text,
            "encoding": "utf-8",
            "idx": message.key,
            "check_idx": "1",
            "format": "json",
        }
        if self._sender_name:
            form["from"] = self._sender_name
        try:
            response = await self._client.post("/sms.do", data=form)
        except httpx.TimeoutException:
            return TryLater(Failure.TIMEOUT)
        except httpx.RequestError:
            return TryLater(Failure.UNREACHABLE)
        return _read(response)


@asynccontextmanager
async def smsapi_sender(
    *,
    token: str,
    sender_name: str | None = None,
    origin: str = "https://api.smsapi.pl",
    patience: float = _PATIENCE,
) -> AsyncIterator[Sender]:
    """Open a sender for as long as the body runs.

    Args:
        token: OAuth token of the account, with the scope for SMS only.
        sender_name: A name registered there; it must not name a welfare office.
        origin: Where the provider lives: scheme and host.
        patience: Seconds to wait for it.
    """
    async with httpx.AsyncClient(
        base_url=origin,
        headers={"Authorization": f"Bearer {token}"},
        timeout=patience,
        follow_redirects=False,
    ) as client:
        yield _SmsApiSender(client, sender_name)


def _read(response: httpx.Response) -> Outcome:
    """Read an answer: by its body first, since errors come with HTTP 200 too."""
    if failure := _by_status(response.status_code):
        return TryLater(failure, _asked_wait(response))
    try:
        answer = msgspec.json.decode(response.content, type=_Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return TryLater(Failure.UNREADABLE)
    errors = [e for e in (answer.error, *(s.error for s in answer.list)) if e]
    if errors:
        return _refusal(errors[0])
    if answer.invalid_numbers:
        return Rejected(Failure.INVALID_NUMBER)
    if response.status_code != HTTPStatus.OK or len(answer.list) != 1:
        return TryLater(Failure.UNREADABLE)
    return Receipt(answer.list[0].id)


def _by_status(status: int) -> Failure | None:
    """Tell what a status means by itself; most say nothing here."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Failure.TOO_MANY
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Failure.ACCOUNT
    return Failure.PROVIDER_DOWN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else None


def _refusal(error: int | str) -> Outcome:
    """Tell by an error's number whether to give up; words speak of the account."""
    if not str(error).isdecimal():
        return TryLater(Failure.ACCOUNT)
    number = int(error)
    if number == _ALREADY_TAKEN:
        return Receipt(provider_id=None)
    if number in _FOR_NOW:
        return TryLater(_FOR_NOW[number])
    return Rejected(_FOR_GOOD.get(number, Failure.REFUSED))


def _asked_wait(response: httpx.Response) -> Seconds | None:
    asked = response.headers.get("retry-after", "")
    return Seconds(int(asked)) if asked.isdecimal() else None
