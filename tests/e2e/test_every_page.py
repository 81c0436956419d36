"""Every page, seen by every role that is shown a way to it, in a real browser."""

from collections.abc import Iterable

import pytest
from playwright.async_api import Browser

from distribution.accounts.rules import Role
from distribution.app import create_app
from distribution.core.settings import Settings
from distribution.demo.sign_ins import SIGN_INS
from tests.e2e.preparing import prepare
from tests.e2e.tour import Tour, Visit, routes_of
from tests.e2e.town import Town

LOGINS = {
    one.roles[0]: one.login for one in reversed(SIGN_INS) if one.centre == "krasnik"
}
AT_REST = [one.login for one in SIGN_INS if one.roles[0] is Role.DRIVER][-1]
"""A driver whom the small demo leaves without a run."""

FOR_ALL = ("/sign-in", "/about", "/accessibility", "/privacy", "/api/docs")
GONE_BACK_TO = "/handout/look"
"""What a phone asks for when somebody goes back to what a code came to."""

PARTS = {
    "/routes/plans/{plan_id}/progress",
    "/routes/plans/{plan_id}/stops/{voucher}/places",
    "/vouchers/prints/{print_id}/progress",
}
"""Answers that are a part of a page."""


@pytest.fixture(scope="module")
async def tour(town: Town, browser: Browser) -> Tour:
    """What everybody saw."""
    nowhere = Settings(data_dir=town.data_dir, master_key=bytes(32))
    tour = Tour(browser, town, routes_of(create_app(nowhere, own_pool=False)))
    await tour.call(Role.DRIVER, ["/run"], login=AT_REST)
    prepared = await prepare(town)
    await tour.call("stranger", [*FOR_ALL, *prepared.strangers])
    for role, login in {**LOGINS, Role.DRIVER: prepared.driver}.items():
        starts = {
            Role.HAND_OUT: [prepared.handout, GONE_BACK_TO],
            Role.SOCIAL_WORKER: [prepared.door],
            Role.DRIVER: [prepared.order],
        }.get(role, [])
        await tour.walk(role, login, starts)
    return tour


def faulty(visits: Iterable[Visit], fault: str) -> list[str]:
    return [f"{one}: {found}" for one in visits if (found := getattr(one, fault))]


def test_every_role_of_the_demo_walks(tour: Tour) -> None:
    assert set(LOGINS) == set(Role)
    assert {one.role for one in tour.visits} == {*Role, "stranger"}


def test_every_page_is_reached_by_somebody(tour: Tour) -> None:
    pages = {route.template for route in tour.routes if route.is_page}

    assert sorted(pages - PARTS - {one.template for one in tour.visits}) == []


def test_no_link_leads_to_a_refusal_or_a_failure(tour: Tour) -> None:
    assert [f"{one}: {one.status}" for one in tour.visits if one.status != 200] == []


def test_no_page_makes_the_browser_complain(tour: Tour) -> None:
    """Nothing is blocked by the policy, missing, or broken in a module."""
    assert faulty(tour.visits, "complaints") == []


def test_no_page_scrolls_sideways_on_a_phone_or_a_desk(tour: Tour) -> None:
    assert faulty(tour.visits, "sideways") == []


def test_every_page_has_one_heading_of_its_own(tour: Tour) -> None:
    assert [f"{one}: {one.heads}" for one in tour.visits if one.heads != 1] == []


def test_every_page_speaks_the_chosen_language(tour: Tour) -> None:
    spoken = {(one.template, one.language) for one in tour.visits}

    assert {(page, "en") for page, _ in spoken} <= spoken
    assert {(page, "uk") for page, _ in spoken} <= spoken
    assert [str(one) for one in tour.visits if one.said != one.language] == []


def test_axe_finds_nothing_on_any_page(tour: Tour) -> None:
    assert faulty(tour.visits, "axe") == []
