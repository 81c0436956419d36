"""Signing in and out, and the password."""

import secrets as random
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.errors import (
    BadCredentialsError,
    LinkExpiredError,
    TooManyAttemptsError,
)
from distribution.accounts.queries import Session, session_of
from distribution.accounts.rules import (
    SESSION_LASTS,
    THROTTLE_WINDOW,
    must_wait,
    password_fault,
)
from distribution.accounts.secrets import (
    new_token,
    password_hash,
    password_matches,
    token_hash,
)
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch_before_centre, fetch_one
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import transaction


class SignedIn(msgspec.Struct, frozen=True):
    """A new session; ``token`` goes into the cookie and nowhere else."""

    token: str
    session: Session


async def sign_in(login: str, password: str, *, peer: str, now: datetime) -> SignedIn:
    """Open a session for the person with this login.

    Raises:
        TooManyAttemptsError: Too many failures lately; carries ``minutes``.
        BadCredentialsError: Login or password are wrong. Says not which.
    """
    failed = await fetch_before_centre(
        "SELECT * FROM kromka_failed_sign_ins($1, $2, $3)",
        login,
        peer,
        now - THROTTLE_WINDOW,
    )
    if must_wait(**failed[0]):
        raise TooManyAttemptsError(minutes=int(THROTTLE_WINDOW.total_seconds() // 60))
    found = await fetch_before_centre("SELECT * FROM kromka_sign_in($1)", login)
    person = found[0] if found else None
    matches = await password_matches(
        person["password_hash"] if person else None, password
    )
    await fetch_before_centre(
        "SELECT kromka_note_sign_in($1, $2, $3, $4)", login, peer, now, matches
    )
    if person is None or not matches:
        raise BadCredentialsError
    token = new_token()
    actor = _person(person["centre"], person["staff"])
    async with transaction(actor):
        await execute(
            "INSERT INTO session (id, centre, staff, token_hash, csrf, created_at,"
            " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            uuid4(),
            actor.centre,
            actor.id,
            token_hash(token),
            random.token_urlsafe(24),
            now,
            now + SESSION_LASTS,
        )
    session = await session_of(token, now)
    if session is None:
        raise BadCredentialsError
    return SignedIn(token, session)


async def sign_out(session: Session, *, now: datetime) -> None:
    """End one session; the cookie is worth nothing from then on."""
    async with transaction(session.actor):
        await execute("UPDATE session SET ended_at = $2 WHERE id = $1", session.id, now)


async def set_password_by_link(link: str, password: str, *, now: datetime) -> None:
    """Set the password of the person whom a one-time link was given to.

    Raises:
        LinkExpiredError: The link was used, or is too old.
        InvalidInputError: The password is too weak.
    """
    found = await fetch_before_centre(
        "SELECT * FROM kromka_password_link($1, $2)", token_hash(link), now
    )
    if not found:
        raise LinkExpiredError
    actor = _person(found[0]["centre"], found[0]["staff"])
    await _store_password(actor, password, now=now, link=found[0]["link"])


async def change_password(
    session: Session, *, old: str, new: str, now: datetime
) -> None:
    """Change one's own password; every other session of the person ends.

    Raises:
        InvalidInputError: The old password is wrong, or the new one too weak.
    """
    actor = session.actor
    async with reading(actor):
        row = await fetch_one("SELECT password_hash FROM staff WHERE id = $1", actor.id)
    if row is None or not await password_matches(row["password_hash"], old):
        raise InvalidInputError(
            [FieldError("old", N_("Obecne hasło jest nieprawidłowe."))]
        )
    await _store_password(actor, new, now=now, keep=session.id)


async def _store_password(
    actor: Actor,
    password: str,
    *,
    now: datetime,
    link: UUID | None = None,
    keep: UUID | None = None,
) -> None:
    async with reading(actor):
        row = await fetch_one("SELECT login FROM staff WHERE id = $1", actor.id)
    fault = password_fault(password, row["login"] if row else "")
    if fault is not None:
        raise InvalidInputError([FieldError("password", fault)])
    hashed = await password_hash(password)
    async with transaction(actor):
        if link is not None:
            used = await fetch_one(
                "UPDATE password_link SET used_at = $2"
                " WHERE id = $1 AND used_at IS NULL RETURNING id",
                link,
                now,
            )
            if used is None:
                raise LinkExpiredError
        await execute(
            "UPDATE staff SET password_hash = $2 WHERE id = $1", actor.id, hashed
        )
        await execute(
            "UPDATE session SET ended_at = $2 WHERE staff = $1 AND ended_at IS NULL"
            " AND id IS DISTINCT FROM $3",
            actor.id,
            now,
            keep,
        )


def _person(centre: UUID, staff: UUID) -> Actor:
    return Actor(
        centre=centre, kind="staff", id=staff, name="", permissions=frozenset()
    )
